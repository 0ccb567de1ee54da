package io.aforo.adapters.postgres;

import io.aforo.adapters.postgres.GuardedUpsert.Line;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.intake.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of one table, each in one transaction: readers see all of it or nothing.
 *
 * <p>What fails for a reason that passes is tried again on a new connection. An answer to COMMIT
 * that is lost is such a failure: whether the transaction was committed is not known, and does not
 * matter, since to write it again changes nothing where it was and everything where it was not.
 *
 * <p>A row that the database refuses as data is searched for by halves; it goes to {@code
 * dead_letters}, and the others are committed together, as if it had never been in the batch.
 *
 * <p>For one thread. Opens its connection at the first write.
 *
 * @param <T> the records
 */
final class PostgresWriter<T> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresWriter.class);

  private static final int ROWS_IN_A_STATEMENT = 1_000;

  private static final long CHARACTERS_IN_A_STATEMENT = 4_000_000;

  /** A record's time where there is none. */
  private static final long NO_TIME = -1;

  private final GuardedUpsert<T> upsert;
  private final Consequences<T> consequences;
  private final int generation;
  private final PostgresConnection connection;
  private final Retry retry;

  PostgresWriter(
      GuardedUpsert<T> upsert,
      Consequences<T> consequences,
      PostgresSettings settings,
      int generation) {
    this(
        upsert,
        consequences,
        generation,
        PostgresConnection.forWriting(settings),
        Retry.onTheWallClock(settings));
  }

  PostgresWriter(
      GuardedUpsert<T> upsert,
      Consequences<T> consequences,
      int generation,
      PostgresConnection connection,
      Retry retry) {
    this.upsert = upsert;
    this.consequences = consequences;
    this.generation = generation;
    this.connection = connection;
    this.retry = retry;
  }

  /**
   * Writes the batch; returns once it is committed.
   *
   * @throws PostgresException if the database was not to be reached within the time allowed, or
   *     says that the schema, the rights or the configuration are wrong
   */
  void write(List<T> batch) {
    if (batch.isEmpty()) {
      return;
    }
    List<Line<T>> lines = upsert.lines(batch);
    String task = "Writing " + lines.size() + " rows to " + upsert.table();
    List<DeadLetter> refused = retry.call(task, () -> commit(lines));
    if (!refused.isEmpty()) {
      List<Line<DeadLetter>> letters = PostgresDeadLetters.UPSERT.lines(refused);
      // By now the good rows are safe. If this fails, the batch comes again, and with it the
      // refused rows.
      retry.call(
          "Writing " + letters.size() + " refused rows of " + upsert.table() + " to dead_letters",
          () ->
              inTransaction(
                  open -> {
                    execute(PostgresDeadLetters.UPSERT, open, letters);
                    return null;
                  }));
    }
  }

  private List<DeadLetter> commit(List<Line<T>> lines) throws SQLException {
    try {
      return inTransaction(
          open -> {
            executeWithConsequences(open, lines);
            return List.of();
          });
    } catch (SQLException failure) {
      if (SqlFailure.of(failure) != SqlFailure.DATA || upsert == PostgresDeadLetters.UPSERT) {
        throw failure;
      }
    }
    return inTransaction(
        open -> {
          List<Line<T>> accepted = new ArrayList<>();
          List<DeadLetter> refused = new ArrayList<>();
          Savepoint before = open.setSavepoint();
          for (List<Line<T>> run : runs(lines)) {
            sift(open, run, accepted, refused);
          }
          // Only now it is known what is written, and with it what follows from that.
          open.rollback(before);
          executeWithConsequences(open, accepted);
          return refused;
        });
  }

  private <R> R inTransaction(Work<R> work) throws SQLException {
    try {
      Connection open = connection.get();
      R result;
      try {
        result = work.in(open);
      } catch (SQLException failure) {
        if (SqlFailure.of(failure) == SqlFailure.DATA) {
          open.rollback();
        }
        throw failure;
      }
      open.commit();
      return result;
    } catch (SQLException failure) {
      if (SqlFailure.of(failure) != SqlFailure.DATA) {
        // In an unknown state: closing it ends the transaction, if there is still one.
        connection.discard();
      }
      throw failure;
    }
  }

  /** In one pass, since rows must be locked in the one order of their keys. */
  private void executeWithConsequences(Connection open, List<Line<T>> lines) throws SQLException {
    List<T> rows = lines.stream().map(Line::row).toList();
    List<T> others = consequences.of(open, rows, generation);
    List<Line<T>> all =
        others.isEmpty()
            ? lines
            : upsert.lines(Stream.concat(rows.stream(), others.stream()).toList());
    execute(upsert, open, all);
  }

  private <U> void execute(GuardedUpsert<U> statement, Connection open, List<Line<U>> lines)
      throws SQLException {
    for (List<Line<U>> run : runs(lines)) {
      statement.execute(open, run, generation);
    }
  }

  /** Tells the lines that can be written from those that are refused as data. */
  private void sift(
      Connection open, List<Line<T>> lines, List<Line<T>> accepted, List<DeadLetter> refused)
      throws SQLException {
    Savepoint before = open.setSavepoint();
    try {
      upsert.execute(open, lines, generation);
      open.releaseSavepoint(before);
      accepted.addAll(lines);
    } catch (SQLException failure) {
      if (SqlFailure.of(failure) != SqlFailure.DATA) {
        throw failure;
      }
      open.rollback(before);
      if (lines.size() == 1) {
        refused.add(letter(lines.get(0), failure));
      } else {
        int middle = lines.size() / 2;
        sift(open, lines.subList(0, middle), accepted, refused);
        sift(open, lines.subList(middle, lines.size()), accepted, refused);
      }
    }
  }

  private DeadLetter letter(Line<T> line, SQLException failure) {
    long hash = upsert.keyHash(line);
    LOG.warn(
        "{} refused a row as data, SQLSTATE {}; it is in dead_letters at offset {} of {}",
        upsert.table(),
        failure.getSQLState(),
        hash,
        letterTopic());
    SourceRecord row =
        new SourceRecord(
            letterTopic(),
            0,
            hash,
            NO_TIME,
            upsert.keyText(line).getBytes(StandardCharsets.UTF_8),
            upsert.rowText(line).getBytes(StandardCharsets.UTF_8));
    return new DeadLetter(
        RejectionReason.REFUSED_ROW,
        row,
        failure.getClass().getSimpleName(),
        "refused as a row of "
            + upsert.table()
            + " with SQLSTATE "
            + failure.getSQLState()
            + ": "
            + SqlFailure.firstLine(failure));
  }

  private String letterTopic() {
    return "table:" + upsert.table();
  }

  /** Cut by rows, and by characters too: a statement is held in memory several times over. */
  static <U> List<List<Line<U>>> runs(List<Line<U>> lines) {
    List<List<Line<U>>> runs = new ArrayList<>();
    int from = 0;
    long characters = 0;
    for (int i = 0; i < lines.size(); i++) {
      long more = lines.get(i).characters();
      if (i > from
          && (i - from == ROWS_IN_A_STATEMENT || characters + more > CHARACTERS_IN_A_STATEMENT)) {
        runs.add(lines.subList(from, i));
        from = i;
        characters = 0;
      }
      characters += more;
    }
    runs.add(lines.subList(from, lines.size()));
    return runs;
  }

  @Override
  public void close() {
    connection.close();
  }

  /**
   * What else changes when a batch is written.
   *
   * @param <T> the records
   */
  interface Consequences<T> {

    /**
     * The rows to write with the batch, in the same pass; of two with one key, the one of the
     * higher precedence counts. Reads what is stored, in the transaction of the write.
     *
     * @param batch one row for each key
     */
    List<T> of(Connection open, List<T> batch, int generation) throws SQLException;

    static <T> Consequences<T> none() {
      return (open, batch, generation) -> List.of();
    }
  }

  private interface Work<R> {
    R in(Connection open) throws SQLException;
  }
}

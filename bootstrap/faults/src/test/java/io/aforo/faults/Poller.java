package io.aforo.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader that looks at the tables again and again while things break, as a user's dashboard
 * would: at {@code sales_reports} and {@code temperature_alerts}, every {@value #INTERVAL_MILLIS}
 * ms, each time in one snapshot.
 *
 * <p><b>Regressions.</b> Of each row (generation, revision, rank of the status) never goes down,
 * and no row that was there is gone. What was there only between two looks is not seen.
 *
 * <p><b>Torn reads.</b> A look that saw a part of a batch. What is in one transaction Postgres
 * shows at once or not at all, so a look at the rows alone proves nothing; what can go wrong is
 * that a batch is written in several transactions. Who reads cannot know where a batch begins and
 * ends. So a trigger notes, in a table that commits and rolls back with the rows, every statement
 * that changes one: its connection, its transaction and the time. A writer has a connection of its
 * own; it writes a batch when the oldest row has waited for {@link Scenario#FLUSH_MILLIS}, and for
 * a checkpoint. By chance a few batches may so follow one another closely, many cannot, as long as
 * none gets full. Therefore {@value #TRANSACTIONS_OF_A_TORN_BATCH} or more transactions of one
 * connection on one table, each less than {@value #PAUSE_MILLIS} ms after the one before, were one
 * batch, torn apart; and a look that saw some of them and not all was a torn read. Not seen are a
 * batch that is torn into fewer parts, or into some that are further apart, and statements that
 * change no row. {@link #tornBatches} counts also those between whose parts nobody looked.
 *
 * <p>When the database is away, it connects again, and counts the looks that failed.
 */
final class Poller implements AutoCloseable {

  static final long INTERVAL_MILLIS = 100;
  static final int TRANSACTIONS_OF_A_TORN_BATCH = 5;

  /** Much less than a flush's interval, and more than a commit takes. */
  static final long PAUSE_MILLIS = 20;

  private static final String WATCH =
      """
      DROP SCHEMA IF EXISTS watch CASCADE;
      CREATE SCHEMA watch;
      CREATE TABLE watch.written (
        id          bigserial PRIMARY KEY,
        tbl         text      NOT NULL,
        connection  integer   NOT NULL,
        transaction text      NOT NULL,
        began       bigint    NOT NULL,
        ended       bigint    NOT NULL
      );
      -- As its owner: the writer may not be allowed to write here.
      CREATE FUNCTION watch.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        IF EXISTS (SELECT FROM changed) THEN
          INSERT INTO watch.written (tbl, connection, transaction, began, ended)
          VALUES (TG_TABLE_NAME, pg_backend_pid(), pg_current_xact_id()::text,
                  extract(epoch FROM now()) * 1000000,
                  extract(epoch FROM clock_timestamp()) * 1000000);
        END IF;
        RETURN NULL;
      END $$;
      """;

  private static final List<String> TABLES = List.of("sales_reports", "temperature_alerts");

  private static final String ROWS =
      """
      SELECT 'sales_reports' || report || e'\\t' || store_id || e'\\t' || product_id || e'\\t'
               || customer_id || e'\\t' || currency || e'\\t' || extract(epoch FROM window_start)
               || e'\\t' || window_seq,
             generation, revision, status_rank
      FROM sales_reports
      UNION ALL
      SELECT 'temperature_alerts' || alert_id, generation, revision, state_rank
      FROM temperature_alerts
      """;

  private final String url;
  private final Properties login = new Properties();
  private final Thread thread;
  private final Map<String, Version> rows = new HashMap<>();
  private final Writes writes = new Writes();
  private Connection connection;
  private volatile boolean stopped;
  private long polls;
  private long unread;
  private long regressions;
  private String example = "";

  private Poller(Addresses addresses) {
    url = addresses.jdbcUrl();
    login.setProperty("user", addresses.user());
    login.setProperty("password", addresses.password());
    login.setProperty("ApplicationName", "poller");
    login.setProperty("connectTimeout", "2");
    login.setProperty("loginTimeout", "2");
    login.setProperty("socketTimeout", "10");
    thread = new Thread(this::run, "poller");
    thread.setDaemon(true);
  }

  /** Starts to look, on a thread of its own. The tables must be there; the database must be up. */
  static Poller start(Addresses addresses) {
    Poller poller = watching(addresses);
    poller.thread.start();
    return poller;
  }

  /** One that looks only when it is told to. */
  static Poller watching(Addresses addresses) {
    Poller poller = new Poller(addresses);
    poller.watch();
    return poller;
  }

  /**
   * What it has seen so far.
   *
   * @param tornReads polls that saw a part of a batch
   * @param regressions rows whose revision, or status at one revision, went down, or that were gone
   */
  record Seen(long polls, long tornReads, long regressions) {}

  synchronized Seen seen() {
    return new Seen(polls, writes.tornLooks.size(), regressions);
  }

  /** Batches that were written in several transactions, whether or not a look was between. */
  synchronized long tornBatches() {
    return writes.tornBatches;
  }

  /** Looks that failed, because the database was away. */
  synchronized long unread() {
    return unread;
  }

  /** The first row that went back, for people; empty if none did. */
  synchronized String example() {
    return example;
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    discard();
  }

  private void watch() {
    try (Connection open = DriverManager.getConnection(url, login);
        Statement statement = open.createStatement()) {
      // Held up by a writer for as long as its transaction takes, and then holds up others.
      statement.execute("SET lock_timeout = '20s'");
      statement.execute(WATCH);
      for (String table : TABLES) {
        // A trigger that is told of its rows can be for one event only.
        for (String event : List.of("INSERT", "UPDATE")) {
          statement.execute(
              "CREATE TRIGGER watch_%2$s AFTER %2$s ON %1$s REFERENCING NEW TABLE AS changed"
                  .concat(" FOR EACH STATEMENT EXECUTE FUNCTION watch.note()")
                  .formatted(table, event));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the tables cannot be watched", e);
    }
  }

  private void run() {
    while (!stopped) {
      look();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS));
    }
  }

  /** Looks once. */
  synchronized void look() {
    try {
      if (connection == null) {
        connection = DriverManager.getConnection(url, login);
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      }
      Map<String, Version> now = new HashMap<>();
      List<Write> notes = new ArrayList<>();
      try (Statement statement = connection.createStatement()) {
        try (ResultSet row = statement.executeQuery(ROWS)) {
          while (row.next()) {
            now.put(row.getString(1), new Version(row.getInt(2), row.getLong(3), row.getInt(4)));
          }
        }
        try (ResultSet note =
            statement.executeQuery(
                "SELECT id, tbl, connection, transaction, began, ended FROM watch.written"
                    + " WHERE id > "
                    + writes.settledUpTo
                    + " ORDER BY id")) {
          while (note.next()) {
            notes.add(
                new Write(
                    note.getLong(1),
                    note.getString(2) + note.getInt(3),
                    note.getString(4),
                    note.getLong(5),
                    note.getLong(6)));
          }
        }
      }
      connection.commit();
      polls++;
      compare(now);
      writes.saw(notes);
    } catch (SQLException away) {
      unread++;
      discard();
    }
  }

  private void compare(Map<String, Version> now) {
    rows.forEach(
        (key, before) -> {
          Version after = now.get(key);
          if (after == null || after.compareTo(before) < 0) {
            regressions++;
            if (example.isEmpty()) {
              example = key.replace('\t', ' ') + " was " + before + ", then " + after;
            }
          }
        });
    rows.clear();
    rows.putAll(now);
  }

  private synchronized void discard() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is of no use any more either way.
    }
    connection = null;
  }

  private record Version(int generation, long revision, int rank) implements Comparable<Version> {

    private static final Comparator<Version> ORDER =
        Comparator.comparingInt(Version::generation)
            .thenComparingLong(Version::revision)
            .thenComparingInt(Version::rank);

    @Override
    public int compareTo(Version other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * A statement that changed rows.
   *
   * @param writer the table and the connection
   * @param began when its transaction did, epoch microseconds
   * @param ended when the statement did, epoch microseconds
   */
  private record Write(long id, String writer, String transaction, long began, long ended) {}

  /** What the trigger noted, as far as looks have seen it. */
  private static final class Writes {

    /** Ids are given before a commit: so far behind the newest, none comes any more. */
    private static final long UNSETTLED = 2_000;

    private final Map<String, Run> runs = new HashMap<>();
    private final Set<Long> seen = new HashSet<>();
    private final Set<Long> tornLooks = new HashSet<>();
    private long settledUpTo;
    private long newest;
    private long look;
    private long tornBatches;

    /** A look saw these; of one connection they come in the order of their commits. */
    void saw(List<Write> writes) {
      look++;
      for (Write write : writes) {
        if (seen.add(write.id())) {
          newest = Math.max(newest, write.id());
          runs.computeIfAbsent(write.writer(), writer -> new Run()).add(write);
        }
      }
      settledUpTo = Math.max(settledUpTo, newest - UNSETTLED);
      seen.removeIf(id -> id <= settledUpTo);
    }

    /** Transactions of one writer that follow one another closely. */
    private final class Run {

      private String transaction = "";
      private long transactions;
      private long ended;
      private long firstLook;

      void add(Write write) {
        if (!write.transaction().equals(transaction)) {
          transaction = write.transaction();
          if (write.began() - ended < TimeUnit.MILLISECONDS.toMicros(PAUSE_MILLIS)) {
            transactions++;
          } else {
            transactions = 1;
            firstLook = look;
          }
          if (transactions == TRANSACTIONS_OF_A_TORN_BATCH) {
            tornBatches++;
          }
          if (transactions >= TRANSACTIONS_OF_A_TORN_BATCH) {
            // Those from the first part's look on, without this one, which sees the last part.
            for (long torn = firstLook; torn < look; torn++) {
              tornLooks.add(torn);
            }
          }
        }
        ended = write.ended();
      }
    }
  }
}

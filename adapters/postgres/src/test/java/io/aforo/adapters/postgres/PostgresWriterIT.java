package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
final class PostgresWriterIT {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private static final String WRITER = Identifier.quoted(PostgresServer.WRITER);

  /** More than two statements of rows. */
  private static final int MANY = 2_500;

  private static final int CUSTOMERS = 1_200;

  private final ExecutorService others = Executors.newCachedThreadPool();
  private final List<PostgresWriter<SalesRow>> opened = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    opened.forEach(PostgresWriter::close);
    others.shutdownNow();
    assertThat(others.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void readersSeeAllOfABatchOrNothing() throws Exception {
    PostgresWriter<SalesRow> writer = writer(neverWaiting());
    AtomicBoolean done = new AtomicBoolean();
    Future<Set<String>> reader =
        others.submit(
            () -> {
              Set<String> seen = new HashSet<>();
              try (Connection connection = POSTGRES.connect();
                  Statement statement = connection.createStatement()) {
                while (!done.get()) {
                  try (ResultSet result =
                      statement.executeQuery(
                          "SELECT count(*), count(DISTINCT revision) FROM sales_reports")) {
                    result.next();
                    seen.add(result.getLong(1) + " rows, " + result.getLong(2) + " revisions");
                  }
                }
              }
              return seen;
            });

    for (int revision = 1; revision <= 15; revision++) {
      writer.write(Rows.salesRows(MANY, revision));
    }
    done.set(true);

    assertThat(reader.get())
        .contains("2500 rows, 1 revisions")
        .isSubsetOf("0 rows, 0 revisions", "2500 rows, 1 revisions");
  }

  @Test
  void writersOfTheSameKeysInOppositeOrdersNeverDeadlock() throws Exception {
    PostgresWriter<SalesRow> one = writer(neverWaiting());
    PostgresWriter<SalesRow> other = writer(neverWaiting());

    Future<?> ascending =
        others.submit(
            () -> {
              for (int revision = 1; revision <= 20; revision++) {
                one.write(Rows.salesRows(MANY, revision));
              }
            });
    Future<?> descending =
        others.submit(
            () -> {
              for (int revision = 1; revision <= 20; revision++) {
                List<SalesRow> rows = new ArrayList<>(Rows.salesRows(MANY, revision));
                Collections.reverse(rows);
                other.write(rows);
              }
            });
    ascending.get();
    descending.get();

    assertThat(POSTGRES.salesRows()).containsExactlyInAnyOrderElementsOf(Rows.salesRows(MANY, 20));
  }

  @Test
  void readersNeverSeeASessionBesideWhatItAbsorbed() throws Exception {
    PostgresWriter<SalesRow> writer = writer(neverWaiting());
    AtomicBoolean done = new AtomicBoolean();
    Future<Set<String>> reader =
        others.submit(
            () -> {
              Set<String> seen = new HashSet<>();
              while (!done.get()) {
                seen.addAll(
                    POSTGRES.column(
                        "SELECT DISTINCT sum(sales) FROM sales_reports"
                            + " WHERE status <> 'MERGED' GROUP BY report, customer_id"));
              }
              return seen;
            });

    for (int round = 0; round < 5; round++) {
      String report = "visits-" + round;
      writer.write(sessions(report, 0, 30, 1, 40, 60, 2));
      writer.write(sessions(report, 0, 60, 3));
    }
    done.set(true);

    assertThat(reader.get()).containsExactly("3");
    assertThat(POSTGRES.column("SELECT DISTINCT status || ' ' || sales FROM sales_reports"))
        .containsExactlyInAnyOrder("FINAL 3", "MERGED 2");
  }

  @Test
  void aWriterThatWasThoughtDeadAndTheLivingOneNeverDeadlock() throws Exception {
    PostgresWriter<SalesRow> living = writer(neverWaiting());
    PostgresWriter<SalesRow> dead = writer(neverWaiting());

    Future<?> absorbing =
        others.submit(
            () -> {
              for (int round = 1; round <= 10; round++) {
                living.write(sessions("visits", 0, 90, 10 + round));
              }
            });
    Future<?> apart =
        others.submit(
            () -> {
              for (int round = 1; round <= 10; round++) {
                List<SalesRow> rows = new ArrayList<>();
                rows.addAll(sessions("visits", 60, 90, round, 20, 50, round));
                // The other writes this last key long before it looks for what it absorbs.
                rows.add(Rows.session("visits", "c999", 0, 10, round));
                // A start of its own in each round, so that rows are inserted as well.
                rows.addAll(sessions("visits", round, round + 1, 1));
                Collections.reverse(rows);
                dead.write(rows);
              }
            });
    absorbing.get();
    apart.get();
    living.write(sessions("visits", 0, 90, 20));

    assertThat(POSTGRES.column("SELECT DISTINCT sales FROM sales_reports WHERE status <> 'MERGED'"))
        .containsExactly("20");
  }

  @Test
  void aSessionThatIsTerminatedInTheMiddleIsReplaced() throws Exception {
    AtomicInteger waits = new AtomicInteger();
    PostgresWriter<SalesRow> writer = writer(nanos -> waits.incrementAndGet());
    writer.write(Rows.salesRows(MANY, 1));

    Future<?> writing;
    try (Connection bystander = POSTGRES.connect();
        Statement statement = bystander.createStatement()) {
      // The last key of the batch, so that the writer stops with most of it written.
      bystander.setAutoCommit(false);
      statement.execute("SELECT * FROM sales_reports WHERE product_id = 'p999' FOR UPDATE");
      writing = others.submit(() -> writer.write(Rows.salesRows(MANY, 2)));
      await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !waitingWriters().isEmpty());
      POSTGRES.execute("SELECT pg_terminate_backend(" + waitingWriters().get(0) + ")");
      await().until(() -> waits.get() > 0);
      bystander.rollback();
    }
    writing.get();

    assertThat(waits).hasPositiveValue();
    assertThat(POSTGRES.salesRows()).containsExactlyInAnyOrderElementsOf(Rows.salesRows(MANY, 2));
  }

  @Test
  void aSessionThatIsTerminatedBetweenWritesIsReplacedAtOnce() throws SQLException {
    PostgresWriter<SalesRow> writer = writer(neverWaiting());
    writer.write(Rows.salesRows(1, 1));

    POSTGRES.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            + " WHERE application_name = 'aforo'");
    writer.write(Rows.salesRows(1, 2));

    assertThat(POSTGRES.salesRows()).isEqualTo(Rows.salesRows(1, 2));
  }

  @Test
  void aReadOnlyDatabaseIsWaitedFor() throws SQLException {
    POSTGRES.execute("ALTER ROLE %s SET default_transaction_read_only = on".formatted(WRITER));
    AtomicInteger waits = new AtomicInteger();
    PostgresWriter<SalesRow> writer =
        writer(
            nanos -> {
              if (waits.incrementAndGet() == 3) {
                writableAgain();
              }
            });

    try {
      writer.write(Rows.salesRows(3, 1));
    } finally {
      writableAgain();
    }

    assertThat(waits).hasValue(3);
    assertThat(POSTGRES.salesRows()).containsExactlyInAnyOrderElementsOf(Rows.salesRows(3, 1));
  }

  @Test
  void anAnswerToCommitThatIsLostDoublesNothing() throws SQLException {
    AtomicBoolean lost = new AtomicBoolean();
    PostgresConnection losingOneAnswer =
        new PostgresConnection(
            () -> new LosingOneAnswer(PostgresConnection.provider(POSTGRES.settings()), lost),
            PostgresConnection.writingSession(POSTGRES.settings()));
    AtomicInteger waits = new AtomicInteger();
    PostgresWriter<SalesRow> writer =
        new PostgresWriter<>(
            PostgresSalesReports.UPSERT,
            PostgresSalesReports.ABSORPTION,
            1,
            losingOneAnswer,
            new Retry(POSTGRES.settings(), System::nanoTime, nanos -> waits.incrementAndGet()));
    opened.add(writer);

    writer.write(Rows.salesRows(3, 1));

    assertThat(waits).hasValue(1);
    assertThat(POSTGRES.salesRows()).containsExactlyInAnyOrderElementsOf(Rows.salesRows(3, 1));
    assertThat(POSTGRES.column("SELECT count(DISTINCT updated_at) FROM sales_reports"))
        .containsExactly("1");
  }

  @Test
  void rowsThatAreRefusedAsDataGoToTheDeadLettersAndTheOthersAreWritten() throws SQLException {
    List<SalesRow> good = Rows.salesRows(MANY, 1);
    SalesRow nul = Rows.salesRow("p1\0", 1, RowStatus.FINAL);
    SalesRow far =
        Rows.salesRow(
            "hourly-sales-by-product",
            "p7",
            new TimeWindow(Long.MAX_VALUE - 10, Long.MAX_VALUE - 1),
            1,
            RowStatus.FINAL);
    List<SalesRow> batch = new ArrayList<>(good);
    batch.add(7, nul);
    batch.add(1_700, far);
    PostgresWriter<SalesRow> writer = writer(neverWaiting());

    writer.write(batch);
    writer.write(batch);

    assertThat(POSTGRES.salesRows()).containsExactlyInAnyOrderElementsOf(good);
    List<List<String>> letters = new ArrayList<>();
    try (PostgresTables tables = new PostgresTables(POSTGRES.settings())) {
      tables.read(StoredTable.DEAD_LETTERS, letters::add);
    }
    assertThat(letters)
        .hasSize(2)
        .allSatisfy(
            letter -> {
              assertThat(letter).startsWith("table:sales_reports", "0");
              assertThat(letter.subList(3, 6)).containsExactly("REFUSED_ROW", "", "PSQLException");
              assertThat(letter.get(6))
                  .startsWith("refused as a row of sales_reports with SQLSTATE 22");
            })
        .extracting(letter -> new String(Base64.getDecoder().decode(letter.get(8))))
        .anySatisfy(row -> assertThat(row).contains("product_id: p1\0\n", "\nrevision: 1\n"))
        .anySatisfy(row -> assertThat(row).contains("product_id: p7\n", "\nrevision: 1\n"));
  }

  @Test
  void aSessionThatIsRefusedAsDataAbsorbsNothing() throws SQLException {
    PostgresWriter<SalesRow> writer = writer(neverWaiting());
    SalesRow beyond =
        new SalesRow(
            "visits",
            new GroupKey("", "", "ana", "EUR"),
            new TimeWindow(Rows.HOUR.start(), Long.MAX_VALUE - 1),
            0,
            Rows.session("visits", "ana", 0, 30, 9).totals(),
            RowStatus.FINAL,
            true);
    writer.write(List.of(Rows.session("visits", "ana", 10, 30, 1)));
    writer.write(List.of(Rows.session("visits", "eva", 10, 30, 2)));

    writer.write(List.of(Rows.session("visits", "eva", 0, 30, 3), beyond));

    assertThat(
            POSTGRES.column(
                "SELECT customer_id || ' ' || sales || ' ' || status FROM sales_reports"))
        .containsExactlyInAnyOrder("ana 1 FINAL", "eva 2 MERGED", "eva 3 FINAL");
    assertThat(POSTGRES.column("SELECT reason FROM dead_letters")).containsExactly("REFUSED_ROW");
  }

  @Test
  void aMissingTableIsSaidAtOnceAndHowToCreateIt() {
    PostgresSettings empty = POSTGRES.elsewhere();
    PostgresWriter<SalesRow> writer =
        new PostgresWriter<>(
            PostgresSalesReports.UPSERT,
            PostgresSalesReports.ABSORPTION,
            1,
            PostgresConnection.forWriting(empty),
            new Retry(empty, System::nanoTime, neverWaiting()));
    opened.add(writer);

    assertThatThrownBy(() -> writer.write(Rows.salesRows(3, 1)))
        .isInstanceOf(PostgresException.class)
        .hasMessageStartingWith("Writing 3 rows to sales_reports failed on postgres@127.0.0.1:")
        .hasMessageContaining("run `aforo migrate --config FILE`")
        .hasMessageNotContaining("p1");
  }

  @Test
  void aUserThatTheServerDoesNotKnowIsSaidAtOnce() {
    PostgresSettings settings = POSTGRES.settings();
    PostgresSettings stranger =
        PostgresSettings.of(settings.host(), settings.port(), "postgres", "stranger");
    PostgresWriter<SalesRow> writer =
        new PostgresWriter<>(
            PostgresSalesReports.UPSERT,
            PostgresSalesReports.ABSORPTION,
            1,
            PostgresConnection.forWriting(stranger),
            new Retry(stranger, System::nanoTime, neverWaiting()));
    opened.add(writer);

    assertThatThrownBy(() -> writer.write(Rows.salesRows(3, 1)))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("PGPASSWORD or PGPASSWORD_FILE");
  }

  @Test
  void aWriterThatStallsInATransactionCannotHoldItsLocksForEver() throws SQLException {
    try (PostgresConnection connection = PostgresConnection.forWriting(POSTGRES.settings());
        Statement statement = connection.get().createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT current_setting('idle_in_transaction_session_timeout'),"
                    + " current_setting('lock_timeout'), current_setting('application_name')")) {
      result.next();

      assertThat(List.of(result.getString(1), result.getString(2), result.getString(3)))
          .containsExactly("30s", "15s", "aforo");
    }
  }

  /**
   * The sessions of many customers.
   *
   * @param numbers of each session of a customer: start and end in minutes, and the lines
   */
  private static List<SalesRow> sessions(String report, int... numbers) {
    List<SalesRow> sessions = new ArrayList<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      for (int i = 0; i < numbers.length; i += 3) {
        sessions.add(
            Rows.session(report, "c" + customer, numbers[i], numbers[i + 1], numbers[i + 2]));
      }
    }
    return sessions;
  }

  private PostgresWriter<SalesRow> writer(Retry.Sleeper sleeper) {
    PostgresWriter<SalesRow> writer =
        new PostgresWriter<>(
            PostgresSalesReports.UPSERT,
            PostgresSalesReports.ABSORPTION,
            1,
            PostgresConnection.forWriting(POSTGRES.settings()),
            new Retry(POSTGRES.settings(), System::nanoTime, sleeper));
    opened.add(writer);
    return writer;
  }

  private static Retry.Sleeper neverWaiting() {
    return nanos -> {
      throw new AssertionError("nothing here should have to be tried again");
    };
  }

  private static List<String> waitingWriters() throws SQLException {
    return POSTGRES.column(
        "SELECT pid FROM pg_stat_activity"
            + " WHERE application_name = 'aforo' AND wait_event_type = 'Lock'");
  }

  private static void writableAgain() {
    try (Connection connection = POSTGRES.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute("ALTER ROLE %s RESET default_transaction_read_only".formatted(WRITER));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Connections of which the first to commit does so, and then seems to break. */
  private static final class LosingOneAnswer implements JdbcConnectionProvider {

    private final JdbcConnectionProvider real;
    private final AtomicBoolean lost;

    private LosingOneAnswer(JdbcConnectionProvider real, AtomicBoolean lost) {
      this.real = real;
      this.lost = lost;
    }

    @Override
    public Connection getOrEstablishConnection() throws SQLException, ClassNotFoundException {
      Connection connection = real.getOrEstablishConnection();
      return (Connection)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                Object answer;
                try {
                  answer = method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
                if (method.getName().equals("commit") && lost.compareAndSet(false, true)) {
                  throw new SQLException("An I/O error occurred.", "08006");
                }
                return answer;
              });
    }

    @Override
    public Connection getConnection() {
      return real.getConnection();
    }

    @Override
    public boolean isConnectionValid() throws SQLException {
      return real.isConnectionValid();
    }

    @Override
    public void closeConnection() {
      real.closeConnection();
    }

    @Override
    public Connection reestablishConnection() throws SQLException, ClassNotFoundException {
      closeConnection();
      return getOrEstablishConnection();
    }
  }
}

package io.aforo.faults;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The oracle's tables, and what follows from them: {@code tables.sql} holds the log, {@code
 * sales.sql} and {@code alerts.sql} compute from it what the job's tables must hold.
 */
final class Recount {

  private static final int EXAMPLES = 5;

  private static final long OUT_OF_ORDERNESS = 5_000;

  /** Of windows that end so near to the time that was reached, nothing is asked. */
  private static final long NEARLY = 1_000;

  private final String url;
  private final Properties login = new Properties();

  // What is known without asking the database.
  private final Map<Integer, Long> newest = new HashMap<>();
  private long tombstones;

  private Recount(String url, String user, String password) {
    this.url = url;
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("reWriteBatchedInserts", "true");
    login.setProperty("ApplicationName", "oracle");
  }

  /** Over a log that is empty so far. */
  static Recount in(String url, String user, String password) {
    Recount recount = new Recount(url, user, password);
    try (Connection open = recount.connect()) {
      execute(open, script("tables"));
      return recount;
    } catch (SQLException e) {
      throw new IllegalStateException("the oracle's tables could not be made", e);
    }
  }

  /** More of the log, in the order of each partition; it counts once it is committed. */
  Intake take() {
    try {
      return new Intake(connect());
    } catch (SQLException e) {
      throw new IllegalStateException("the oracle's database is away", e);
    }
  }

  /** Compares the job's tables with what follows from the log. */
  Verdict judge() {
    try (Connection open = connect()) {
      recompute(open);
      Map<String, Verdict.Difference> differences = new TreeMap<>();
      for (Comparison comparison : Comparison.ALL) {
        differences.put(comparison.table(), difference(open, comparison));
      }
      long refused = count(open, "SELECT count(*) FROM expected_letters");
      long sales = count(open, "SELECT count(*) FROM judged");
      long conflicts = count(open, "SELECT count(*) FROM judged WHERE is_conflict");
      long distinctSales = count(open, "SELECT count(*) FROM judged WHERE is_first");
      long readings = count(open, "SELECT count(*) FROM arrival");
      long repeats = count(open, "SELECT count(*) FROM arrival WHERE is_repeat");
      long late = count(open, "SELECT count(*) FROM expected_late");
      // The temporary tables go with it.
      open.rollback();
      return new Verdict(
          sales + readings + refused - conflicts + tombstones,
          distinctSales + readings - repeats,
          refused,
          late,
          sales - distinctSales - conflicts + repeats,
          differences);
    } catch (SQLException e) {
      throw new IllegalStateException("the tables could not be compared", e);
    }
  }

  /** Rows of a query over what the job's tables must hold, with commas in between; for tests. */
  List<String> expected(String query) {
    try (Connection open = connect()) {
      recompute(open);
      List<String> lines = new ArrayList<>();
      try (Statement statement = open.createStatement();
          ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          List<String> line = new ArrayList<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            line.add(rows.getString(i));
          }
          lines.add(String.join(",", line));
        }
      }
      return lines;
    } catch (SQLException e) {
      throw new IllegalStateException("what the tables must hold could not be computed", e);
    }
  }

  /** Fills temporary tables, in a transaction that sees one state of everything. */
  private void recompute(Connection open) throws SQLException {
    long slowest = newest.values().stream().mapToLong(Long::longValue).min().orElse(0);
    long fastest = newest.values().stream().mapToLong(Long::longValue).max().orElse(0);
    open.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    open.setAutoCommit(false);
    execute(
        open,
        script("sales")
            .replace(":watermark", String.valueOf(slowest - OUT_OF_ORDERNESS - NEARLY))
            .replace(":ahead", String.valueOf(fastest - OUT_OF_ORDERNESS + NEARLY)));
    execute(open, script("alerts"));
  }

  private static Verdict.Difference difference(Connection open, Comparison comparison)
      throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    List<String> examples = new ArrayList<>();
    try (Statement statement = open.createStatement();
        ResultSet rows = statement.executeQuery(comparison.sql())) {
      while (rows.next()) {
        String what = rows.getString("what");
        if (counts.merge(what, 1L, Long::sum) <= EXAMPLES) {
          examples.add(
              what
                  + ": expected "
                  + shortened(rows.getString("expected"))
                  + ", found "
                  + shortened(rows.getString("found")));
        }
      }
    }
    return new Verdict.Difference(
        counts.getOrDefault("missing", 0L),
        counts.getOrDefault("extra", 0L),
        counts.getOrDefault("wrong", 0L),
        List.copyOf(examples));
  }

  private static String shortened(String row) {
    if (row == null) {
      return "nothing";
    }
    return row.length() > 600 ? row.substring(0, 600) + "..." : row;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, login);
  }

  private static void execute(Connection open, String sql) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long count(Connection open, String sql) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String script(String name) {
    try (InputStream file = Recount.class.getResourceAsStream(name + ".sql")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One transaction that adds to the log. */
  final class Intake implements AutoCloseable {

    private static final int BATCH = 1_000;

    private final Connection open;
    private final PreparedStatement sales;
    private final PreparedStatement readings;
    private final PreparedStatement refusals;
    private final Map<Integer, Long> reached = new HashMap<>(newest);
    private long deleted;
    private int waiting;

    private Intake(Connection open) throws SQLException {
      this.open = open;
      open.setAutoCommit(false);
      sales = insert("sale", 14);
      readings = insert("reading", 7);
      refusals = insert("refused", 6);
    }

    private PreparedStatement insert(String table, int columns) throws SQLException {
      String marks = ", ?".repeat(columns).substring(2);
      return open.prepareStatement("INSERT INTO oracle." + table + " VALUES (" + marks + ")");
    }

    void tombstone() {
      deleted++;
    }

    void sale(ConsumerRecord<byte[], byte[]> record, Decoder.Sale sale) {
      add(
          sales,
          record.partition(),
          record.offset(),
          key(record),
          record.value(),
          reached.get(record.partition()),
          sale.id(),
          sale.store(),
          sale.product(),
          sale.customer(),
          sale.currency(),
          sale.isReturn(),
          sale.quantity(),
          sale.amount(),
          sale.soldAt());
      reached.merge(record.partition(), sale.soldAt(), Math::max);
    }

    void reading(ConsumerRecord<byte[], byte[]> record, Decoder.Reading reading) {
      add(
          readings,
          record.partition(),
          record.offset(),
          record.timestamp(),
          reading.id(),
          reading.sensor(),
          reading.ninths(),
          reading.readAt());
    }

    void refused(ConsumerRecord<byte[], byte[]> record, String reason) {
      add(
          refusals,
          record.topic(),
          record.partition(),
          record.offset(),
          reason,
          key(record),
          record.value());
    }

    void commit() {
      try {
        flush();
        open.commit();
        newest.putAll(reached);
        tombstones += deleted;
      } catch (SQLException e) {
        throw notWritten(e);
      }
    }

    @Override
    public void close() {
      try {
        open.close();
      } catch (SQLException e) {
        throw new IllegalStateException("the oracle's connection could not be closed", e);
      }
    }

    private void add(PreparedStatement statement, Object... values) {
      try {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
        if (++waiting >= BATCH) {
          flush();
        }
      } catch (SQLException e) {
        throw notWritten(e);
      }
    }

    private void flush() throws SQLException {
      sales.executeBatch();
      readings.executeBatch();
      refusals.executeBatch();
      waiting = 0;
    }

    private static byte[] key(ConsumerRecord<byte[], byte[]> record) {
      return record.key() == null ? new byte[0] : record.key();
    }

    private static IllegalStateException notWritten(SQLException e) {
      return new IllegalStateException("the oracle could not keep a part of the log", e);
    }
  }

  /**
   * How a table is compared.
   *
   * @param found a query of the rows that count
   * @param keys columns that name a row
   * @param content what must be equal, where E is the expected row and F the one that was found
   */
  private record Comparison(
      String table, String expected, String found, List<String> keys, String content) {

    static final List<Comparison> ALL =
        List.of(
            new Comparison(
                "sales_reports",
                "expected_sales",
                // A session that was absorbed keeps a row, which is not to be counted.
                """
                SELECT * FROM sales_reports r
                WHERE NOT (report = 'visits' AND (status = 'MERGED' OR EXISTS (
                  SELECT FROM open_visit v
                  WHERE v.customer = r.customer_id AND v.currency = r.currency
                    AND v.time && tstzrange(r.window_start, r.window_end, '[]'))))
                """,
                List.of(
                    "report",
                    "store_id",
                    "product_id",
                    "customer_id",
                    "currency",
                    "window_start",
                    "window_seq"),
                // FINAL or CORRECTED hangs on when the job came to the last sale.
                same(
                        "window_end",
                        "sales",
                        "returns",
                        "units",
                        "gross",
                        "returned",
                        "net",
                        "revision",
                        "generation")
                    + " AND (f.status, f.status_rank) IN (('FINAL', 1), ('CORRECTED', 2))"),
            new Comparison(
                "temperature_alerts",
                "expected_alerts",
                "SELECT * FROM temperature_alerts",
                List.of("alert_id"),
                same(
                        "kind",
                        "sensor_id",
                        "rule_id",
                        "rule_version",
                        "severity",
                        "close_reason",
                        "direction",
                        "opened_at",
                        "closed_at",
                        "peak_delta",
                        "first_value",
                        "first_at",
                        "second_value",
                        "second_at",
                        "generation",
                        "historical")
                    + " AND e.state = replace(f.state, 'OPEN_NO_DATA', 'OPEN')"
                    + " AND coalesce(e.revision, f.revision) = f.revision"),
            new Comparison(
                "dead_letters",
                "expected_letters",
                "SELECT * FROM dead_letters",
                List.of("topic", "partition", "offset"),
                same("reason", "key", "value")),
            new Comparison(
                "late_events",
                "expected_late",
                "SELECT * FROM late_events",
                List.of("report", "source_id", "event_id"),
                same("event_time")
                    + " AND (cardinality(f.missed_windows) = 0"
                    + " OR f.event_time <@ ANY (f.missed_windows))"));

    private static String same(String... columns) {
      return row("e", List.of(columns)) + " IS NOT DISTINCT FROM " + row("f", List.of(columns));
    }

    private static String row(String of, List<String> columns) {
      return columns.stream()
          .map(column -> of + ".\"" + column + '"')
          .collect(joining(", ", "(", ")"));
    }

    String sql() {
      String one = '"' + keys.get(0) + '"';
      String same =
          keys.stream()
              .map(key -> "e.\"" + key + "\" = f.\"" + key + '"')
              .collect(joining(" AND "));
      return """
          SELECT CASE WHEN f.%1$s IS NULL THEN 'missing'
                      WHEN e.%1$s IS NULL THEN 'extra' ELSE 'wrong' END AS what,
                 to_jsonb(e) #>> '{}' AS expected, to_jsonb(f) #>> '{}' AS found
          FROM %2$s e FULL JOIN (%3$s) f ON %4$s
          WHERE CASE WHEN f.%1$s IS NULL THEN e.is_required
                     WHEN e.%1$s IS NULL THEN true
                     ELSE NOT (%5$s) END
          ORDER BY %6$s
          """
          .formatted(
              one,
              expected,
              found,
              same,
              content,
              keys.stream()
                  .map(key -> "coalesce(e.\"" + key + "\", f.\"" + key + "\")")
                  .collect(joining(", ")));
    }
  }
}

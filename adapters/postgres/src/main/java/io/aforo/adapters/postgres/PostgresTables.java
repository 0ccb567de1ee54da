package io.aforo.adapters.postgres;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads the tables, for exports and for people who watch.
 *
 * <p>A row is the text of its columns, in the order of {@link StoredTable#columns}: instants as
 * {@code 2026-01-01T10:00:00Z} (milliseconds only where there are some), amounts with four
 * decimals, units, seconds and degrees Celsius with three, bytes in Base64; empty for NULL, and for
 * the times of a window that has none.
 *
 * <p>Every method sees one state of the database. Nothing is tried again here: a {@link
 * PostgresException} says what is wrong, and the next call connects anew. For one thread.
 */
public final class PostgresTables implements AutoCloseable {

  private static final int FETCH_SIZE = 1_000;

  private final PostgresReading reading;

  /** Opens a connection when it is first needed. */
  public PostgresTables(PostgresSettings settings) {
    reading = new PostgresReading(settings);
  }

  /**
   * Hands over all rows of a table, in the order that {@link StoredTable} states, texts in
   * code-point order. Holds a part of them at a time.
   */
  public void read(StoredTable table, Consumer<List<String>> rows) {
    query(table, select(table, table.columns(), "TRUE", table.order()), statement -> {}, rows);
  }

  /** The rows of the reports that changed last, the newest first. */
  public List<List<String>> newestSalesRows(int limit) {
    return rows(
        StoredTable.SALES_REPORTS,
        "TRUE",
        "updated_at DESC, window_start DESC, " + StoredTable.SALES_REPORTS.order() + " LIMIT ?",
        statement -> statement.setInt(1, limit));
  }

  /**
   * The activity sessions that changed last, the newest first, each with its status as a last
   * column that exports do not have.
   */
  public List<List<String>> newestActivitySessions(int limit) {
    StoredTable table = StoredTable.ACTIVITY_SESSIONS;
    List<String> columns = new ArrayList<>(table.columns());
    columns.add("status");
    String order = "updated_at DESC, session_start DESC, " + table.order() + " LIMIT ?";
    return rows(
        table, select(table, columns, "TRUE", order), statement -> statement.setInt(1, limit));
  }

  /** The alerts whose episodes are not closed, the first opened first. */
  public List<List<String>> openAlerts() {
    return rows(
        StoredTable.TEMPERATURE_ALERTS,
        "state <> 'CLOSED'",
        "opened_at, alert_id",
        statement -> {});
  }

  /**
   * The alerts that changed at or after a time, the first changed first. The time is by the
   * database's clock, see {@link #databaseTime}. A change is seen when it is committed, which is a
   * little after its time: who asks again and again lets the times overlap by some seconds.
   */
  public List<List<String>> alertsSince(Instant changedAt) {
    return rows(
        StoredTable.TEMPERATURE_ALERTS,
        "updated_at >= ?",
        "updated_at, opened_at, alert_id",
        statement -> statement.setObject(1, changedAt.atOffset(ZoneOffset.UTC)));
  }

  /** The time now, by the clock of the database. */
  public Instant databaseTime() {
    return reading.read(
        "Asking for the time",
        open -> {
          try (PreparedStatement statement = open.prepareStatement("SELECT clock_timestamp()");
              ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getObject(1, OffsetDateTime.class).toInstant();
          }
        });
  }

  /** How many rows of each table {@link #read} would hand over. */
  public Map<StoredTable, Long> counts() {
    return reading.read(
        "Counting rows",
        open -> {
          Map<StoredTable, Long> counts = new EnumMap<>(StoredTable.class);
          for (StoredTable table : StoredTable.values()) {
            String sql =
                "SELECT count(*) FROM "
                    + Identifier.quoted(table.tableName())
                    + " WHERE "
                    + table.shown();
            try (PreparedStatement statement = open.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
              result.next();
              counts.put(table, result.getLong(1));
            }
          }
          return Collections.unmodifiableMap(counts);
        });
  }

  /**
   * Those of the tables that hold a row of a generation. Of the reports, only those of these names
   * count: others may be another deployment's.
   */
  public Set<StoredTable> holding(int generation, Set<StoredTable> tables, Set<String> reports) {
    return holding("generation = ?", generation, tables, reports);
  }

  /** Those of the tables that hold a row of a later generation, likewise. */
  public Set<StoredTable> holdingLaterThan(
      int generation, Set<StoredTable> tables, Set<String> reports) {
    return holding("generation > ?", generation, tables, reports);
  }

  private Set<StoredTable> holding(
      String condition, int generation, Set<StoredTable> tables, Set<String> reports) {
    return reading.read(
        "Looking for rows of generation " + generation,
        open -> {
          Set<StoredTable> holding = EnumSet.noneOf(StoredTable.class);
          for (StoredTable table : tables) {
            boolean isReports = table == StoredTable.SALES_REPORTS;
            String sql =
                "SELECT EXISTS (SELECT FROM %s WHERE %s%s)"
                    .formatted(
                        Identifier.quoted(table.tableName()),
                        condition,
                        isReports ? " AND report = ANY (?)" : "");
            try (PreparedStatement statement = open.prepareStatement(sql)) {
              statement.setInt(1, generation);
              if (isReports) {
                statement.setArray(2, open.createArrayOf("text", reports.toArray()));
              }
              try (ResultSet result = statement.executeQuery()) {
                result.next();
                if (result.getBoolean(1)) {
                  holding.add(table);
                }
              }
            }
          }
          return holding;
        });
  }

  /** How many dead letters there are of each reason; a reason without any is left out. */
  public SortedMap<String, Long> deadLettersByReason() {
    return reading.read(
        "Counting dead letters",
        open -> {
          String sql = "SELECT reason, count(*) FROM dead_letters GROUP BY reason";
          SortedMap<String, Long> counts = new TreeMap<>();
          try (PreparedStatement statement = open.prepareStatement(sql);
              ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              counts.put(result.getString(1), result.getLong(2));
            }
          }
          return Collections.unmodifiableSortedMap(counts);
        });
  }

  @Override
  public void close() {
    reading.close();
  }

  private List<List<String>> rows(
      StoredTable table, String condition, String order, Binding binding) {
    return rows(table, select(table, table.columns(), condition, order), binding);
  }

  private List<List<String>> rows(StoredTable table, String sql, Binding binding) {
    List<List<String>> rows = new ArrayList<>();
    query(table, sql, binding, rows::add);
    return Collections.unmodifiableList(rows);
  }

  private void query(
      StoredTable table, String sql, Binding binding, Consumer<List<String>> consumer) {
    reading.read(
        "Reading " + table.tableName(),
        open -> {
          try (PreparedStatement statement = open.prepareStatement(sql)) {
            // In a transaction, the driver then fetches as it goes.
            statement.setFetchSize(FETCH_SIZE);
            binding.to(statement);
            try (ResultSet result = statement.executeQuery()) {
              int[] types = types(result);
              while (result.next()) {
                String[] row = new String[types.length];
                for (int i = 0; i < row.length; i++) {
                  row[i] = text(result, i + 1, types[i]);
                }
                consumer.accept(List.of(row));
              }
            }
          }
          return null;
        });
  }

  private static String select(
      StoredTable table, List<String> columns, String condition, String order) {
    return "SELECT "
        + columns.stream().map(PostgresTables::expression).collect(joining(", "))
        + " FROM "
        + Identifier.quoted(table.tableName())
        + " WHERE "
        + table.shown()
        + " AND "
        + condition
        + " ORDER BY "
        + order;
  }

  private static String expression(String column) {
    return switch (column) {
      // Starts and ends in turns, in epoch milliseconds; a double holds the infinite ones too.
      case "missed_windows" ->
          "ARRAY(SELECT extract(epoch FROM bound)::float8 * 1000 FROM unnest(missed_windows)"
              + " WITH ORDINALITY AS w (missed, n),"
              + " unnest(ARRAY[lower(missed), upper(missed)]) WITH ORDINALITY AS b (bound, m)"
              + " ORDER BY n, m)";
      case "active_seconds" -> "extract(epoch FROM last_activity - session_start)::numeric(18, 3)";
      default -> Identifier.quoted(column);
    };
  }

  private static int[] types(ResultSet result) throws SQLException {
    int[] types = new int[result.getMetaData().getColumnCount()];
    for (int i = 0; i < types.length; i++) {
      types[i] =
          result.getMetaData().getColumnTypeName(i + 1).equals("timestamptz")
              ? Types.TIMESTAMP_WITH_TIMEZONE
              : result.getMetaData().getColumnType(i + 1);
    }
    return types;
  }

  private static String text(ResultSet result, int column, int type) throws SQLException {
    Object value =
        switch (type) {
          case Types.TIMESTAMP_WITH_TIMEZONE -> result.getObject(column, OffsetDateTime.class);
          case Types.NUMERIC -> result.getBigDecimal(column);
          case Types.BINARY -> result.getBytes(column);
          case Types.ARRAY -> result.getArray(column).getArray();
          default -> result.getString(column);
        };
    if (value == null) {
      return "";
    }
    return switch (type) {
      case Types.TIMESTAMP_WITH_TIMEZONE -> instant((OffsetDateTime) value);
      case Types.NUMERIC -> ((BigDecimal) value).toPlainString();
      case Types.BINARY -> Base64.getEncoder().encodeToString((byte[]) value);
      case Types.ARRAY -> windows((Double[]) value);
      default -> (String) value;
    };
  }

  private static String instant(OffsetDateTime time) {
    // How the driver gives infinite times.
    boolean finite = !time.equals(OffsetDateTime.MIN) && !time.equals(OffsetDateTime.MAX);
    return finite ? time.toInstant().toString() : "";
  }

  private static String windows(Double[] bounds) {
    StringBuilder windows = new StringBuilder();
    for (int i = 0; i < bounds.length; i++) {
      windows.append(i == 0 ? "" : i % 2 == 0 ? " " : "/");
      if (!bounds[i].isInfinite()) {
        windows.append(Instant.ofEpochMilli(Math.round(bounds[i])));
      }
    }
    return windows.toString();
  }

  private interface Binding {
    void to(PreparedStatement statement) throws SQLException;
  }
}

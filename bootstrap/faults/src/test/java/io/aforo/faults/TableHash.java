package io.aforo.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tells whether the tables changed: a hash of each, over all columns but those that say when
 * and on which way a row came about.
 *
 * <p>What the load sends days late is left out: whether that is late still is judged anew by a job
 * that begins anew. The oracle looks at it all the same. So are the rows that absorbed sessions
 * leave behind, not to be counted: which of them there ever were hangs on the order of arrival.
 */
final class TableHash {

  private static final Map<String, String> IGNORED =
      new TreeMap<>(
          Map.of(
              "sales_reports", "'status', 'status_rank', 'updated_at'",
              "temperature_alerts", "'updated_at'",
              "alert_history", "'received_at'",
              "activity_sessions", "'status', 'status_rank', 'updated_at'",
              "late_events", "'watermark', 'received_at'",
              "dead_letters", "'received_at'"));

  private TableHash() {}

  static String of(Addresses addresses) {
    StringBuilder hashes = new StringBuilder();
    Map<String, String> conditions =
        Map.of(
            "sales_reports",
                " WHERE window_start >= '%s' AND status <> 'MERGED'".formatted(Script.START),
            "late_events", " WHERE event_time >= '%s'".formatted(Script.START));
    try (Connection connection =
            DriverManager.getConnection(
                addresses.jdbcUrl(), addresses.user(), addresses.password());
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> table : IGNORED.entrySet()) {
        String rows =
            "SELECT (to_jsonb(t) - ARRAY[%s])::text AS r FROM %s t%s"
                .formatted(
                    table.getValue(), table.getKey(), conditions.getOrDefault(table.getKey(), ""));
        try (ResultSet hash =
            statement.executeQuery(
                "SELECT count(*), md5(coalesce(string_agg(r, ';' ORDER BY r COLLATE \"C\"), ''))"
                    + " FROM ("
                    + rows
                    + ") rows")) {
          hash.next();
          hashes.append(
              "%s: %d rows, %s%n".formatted(table.getKey(), hash.getLong(1), hash.getString(2)));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the tables could not be read", e);
    }
    return hashes.toString();
  }
}

package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.sales.Rows;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Where the others write: one row for each product and window, times in UTC. */
final class WindowTable {

  static final String NAME = "windows";

  /** What a user would write into a sink: the last state of a row stays. */
  static final String UPSERT =
      "INSERT INTO windows (product_id, window_start, sales, units, amount) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (product_id, window_start) DO UPDATE SET sales = excluded.sales,"
          + " units = excluded.units, amount = excluded.amount";

  private static final String SELECT =
      "SELECT product_id, (extract(epoch FROM window_start) * 1000)::bigint, sales, units, amount"
          + " FROM windows";

  private static final String SELECT_OF_AFORO =
      "SELECT product_id, (extract(epoch FROM window_start) * 1000)::bigint, sales, units, net"
          + " FROM sales_reports";

  private WindowTable() {}

  static void create(Servers servers) throws SQLException {
    execute(
        servers,
        "CREATE TABLE windows (product_id text COLLATE \"C\", window_start timestamp, sales bigint"
            + " NOT NULL, units numeric(38,3) NOT NULL, amount numeric(38,4) NOT NULL, PRIMARY KEY"
            + " (product_id, window_start))");
  }

  static void clear(Servers servers) throws SQLException {
    execute(servers, "TRUNCATE windows");
  }

  static void clearAforo(Servers servers) throws SQLException {
    execute(servers, "TRUNCATE sales_reports");
  }

  static Rows read(Servers servers) throws SQLException {
    return rows(servers, SELECT);
  }

  static Rows readAforo(Servers servers) throws SQLException {
    return rows(servers, SELECT_OF_AFORO);
  }

  private static Rows rows(Servers servers, String query) throws SQLException {
    Rows rows = new Rows();
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        add(
            rows,
            result.getString(1),
            result.getLong(2),
            result.getLong(3),
            result.getBigDecimal(4),
            result.getBigDecimal(5));
      }
    }
    return rows;
  }

  /** Whatever decimals the numbers are written with, equal ones are equal. */
  static void add(
      Rows rows, String product, long start, long sales, BigDecimal units, BigDecimal amount) {
    rows.add(
        product,
        start,
        start + SalesDay.SIZE.toMillis(),
        sales,
        units.setScale(3).unscaledValue().longValueExact(),
        amount.setScale(4).unscaledValue().longValueExact());
  }

  private static void execute(Servers servers, String sql) throws SQLException {
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

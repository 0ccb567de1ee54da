package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.sales.Rows;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A table of rows, one for each product and window, times in UTC. */
enum WindowTable {
  /** Aforo's own. */
  AFORO("sales_reports", "net"),
  /** Where the others write. */
  OTHERS("windows", "amount");

  /** What a user would write into a sink: the last state of a row stays. */
  static final String UPSERT =
      "INSERT INTO windows (product_id, window_start, sales, units, amount) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (product_id, window_start) DO UPDATE SET sales = excluded.sales,"
          + " units = excluded.units, amount = excluded.amount";

  private final String table;
  private final String amount;

  WindowTable(String table, String amount) {
    this.table = table;
    this.amount = amount;
  }

  /** Its name in the database. */
  String table() {
    return table;
  }

  static void create(Servers servers) throws SQLException {
    execute(
        servers,
        "CREATE TABLE windows (product_id text COLLATE \"C\", window_start timestamp, sales bigint"
            + " NOT NULL, units numeric(38,3) NOT NULL, amount numeric(38,4) NOT NULL, PRIMARY KEY"
            + " (product_id, window_start))");
  }

  /** Forgets the rows. */
  void clear(Servers servers) throws SQLException {
    execute(servers, "TRUNCATE " + table);
  }

  /** The rows that are there. */
  Rows rows(Servers servers) throws SQLException {
    String query =
        "SELECT product_id, (extract(epoch FROM window_start) * 1000)::bigint, sales, units, "
            + amount
            + " FROM "
            + table;
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

package io.aforo.adapters.jdbc;

import static java.util.stream.Collectors.joining;

import io.aforo.application.mapping.EventMapping;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.RecordShape.ValueType;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What is asked of a database: the columns that a mapping reads, in the order of event time.
 *
 * <p>The order goes on through all of the other columns, so that it is the same whenever it is
 * asked for: rows that are still equal are alike in all that is read.
 *
 * @param table where they are
 * @param columns the names of the columns, the time's first
 */
record RowQuery(JdbcTable table, List<String> columns) implements Serializable {

  private static final UnaryOperator<String> STANDARD = quotingBy("\"");

  static RowQuery of(JdbcTable table, EventMapping<?> mapping, Map<String, FieldRule> rules) {
    Set<String> columns = new LinkedHashSet<>();
    FieldRule time = rules.get("time");
    (time == null ? mapping.fieldOf("time").stream().toList() : time.fields())
        .forEach(path -> columns.add(columnOf(path)));
    mapping.fields().forEach(path -> columns.add(columnOf(path)));
    return new RowQuery(table, List.copyOf(columns));
  }

  /** Tables have no groups of fields, so a name with dots is that of one column. */
  static String columnOf(FieldPath path) {
    return path.toString();
  }

  /** For people, and to know the query again; not in the words of any one database. */
  String text() {
    return select(columns, columns, STANDARD);
  }

  /**
   * The query in the words of a database, for those of the columns that the table has.
   *
   * @throws JdbcException if it has none of them
   */
  String resolve(Connection connection) throws SQLException {
    UnaryOperator<String> quote = quoting(connection);
    List<Column> there = columns(connection, table, quote);
    List<String> selected = new ArrayList<>();
    List<String> ordering = new ArrayList<>();
    for (String name : columns) {
      there.stream()
          .filter(column -> column.name().equals(name))
          .findFirst()
          .ifPresent(
              column -> {
                selected.add(name);
                // Documents and the like have no order, and no part of an event comes from them.
                if (column.type() != ValueType.OTHER) {
                  ordering.add(name);
                }
              });
    }
    if (selected.isEmpty()) {
      throw new JdbcException(
          table
              + " has none of the columns "
              + String.join(", ", columns)
              + "; it has "
              + there.stream().map(Column::name).collect(joining(", ")));
    }
    return select(selected, ordering, quote);
  }

  static List<Column> columns(Connection connection, JdbcTable table) throws SQLException {
    return columns(connection, table, quoting(connection));
  }

  private static List<Column> columns(
      Connection connection, JdbcTable table, UnaryOperator<String> quote) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet nothing =
            statement.executeQuery("SELECT * FROM " + table.from(quote) + " WHERE 1 = 0")) {
      return Column.of(nothing.getMetaData());
    }
  }

  private String select(List<String> selected, List<String> ordering, UnaryOperator<String> quote) {
    return "SELECT "
        + selected.stream().map(quote).collect(joining(", "))
        + " FROM "
        + table.from(quote)
        + (ordering.isEmpty()
            ? ""
            : " ORDER BY " + ordering.stream().map(quote).collect(joining(", ")));
  }

  private static UnaryOperator<String> quoting(Connection connection) throws SQLException {
    return quotingBy(connection.getMetaData().getIdentifierQuoteString().strip());
  }

  private static UnaryOperator<String> quotingBy(String quote) {
    // A blank says that the database has none.
    return quote.isEmpty()
        ? UnaryOperator.identity()
        : name -> quote + name.replace(quote, quote + quote) + quote;
  }
}

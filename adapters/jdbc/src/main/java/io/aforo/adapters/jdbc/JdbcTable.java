package io.aforo.adapters.jdbc;

import static java.util.stream.Collectors.joining;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * What to read: a table, a view, or what a query gives.
 *
 * @param name of the table, with its schema in front of a dot where that is needed; of a query,
 *     what to call it. Spelled as the database spells it, case included
 * @param query the empty text for all of the table
 */
public record JdbcTable(String name, String query) implements Serializable {

  /**
   * @throws IllegalArgumentException if there is no name
   */
  public JdbcTable {
    if (name.isBlank() || Arrays.stream(name.split("\\.", -1)).anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "table must be a name such as sales or shop.sales, was '" + name + "'");
    }
    query = query.strip().replaceFirst(";+\\z", "");
  }

  /** A table or a view. */
  public static JdbcTable of(String name) {
    return new JdbcTable(name, "");
  }

  /**
   * What a query gives, such as a join. It stands in a FROM, so it needs no ORDER BY.
   *
   * @param name stands for the table's name in dead letters
   */
  public static JdbcTable ofQuery(String name, String query) {
    return new JdbcTable(name, query);
  }

  /** What follows FROM. */
  String from(UnaryOperator<String> quote) {
    return query.isEmpty()
        ? Arrays.stream(name.split("\\.")).map(quote).collect(joining("."))
        : "(" + query + ") aforo_rows";
  }

  @Override
  public String toString() {
    return name;
  }
}

package io.aforo.adapters.jdbc;

import java.sql.Types;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.flink.connector.jdbc.core.database.dialect.JdbcDialect;

/**
 * A table as results are written to it.
 *
 * @param table its name
 * @param fields its columns
 */
record Upsert<T>(String table, List<Field<T>> fields) {

  @SafeVarargs
  Upsert(String table, Field<T>... fields) {
    this(table, List.of(fields));
  }

  /**
   * A column.
   *
   * @param name a word that no database keeps for itself, since some dialects do not quote
   * @param sqlType of {@link Types}, for NULL
   * @param value of a class that JDBC 4.2 names; null for NULL
   */
  record Field<T>(String name, boolean isKey, int sqlType, Function<T, Object> value) {}

  static <T> Field<T> key(String name, int sqlType, Function<T, Object> value) {
    return new Field<>(name, true, sqlType, value);
  }

  static <T> Field<T> content(String name, int sqlType, Function<T, Object> value) {
    return new Field<>(name, false, sqlType, value);
  }

  /**
   * The statement in the words of a database, with its parameters named as the columns.
   *
   * @throws IllegalArgumentException if the database has no statement for this
   */
  String statement(JdbcDialect dialect) {
    return dialect
        .getUpsertStatement(table, names(field -> true), names(Field::isKey))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the connector has no upsert for " + dialect.dialectName()));
  }

  /**
   * The rows that stay: some databases, and drivers that make one statement of a batch, refuse to
   * write a row twice at once.
   */
  Collection<T> lastOfEachKey(List<T> batch) {
    List<Field<T>> keys = fields.stream().filter(Field::isKey).toList();
    Map<List<Object>, T> last = new LinkedHashMap<>();
    for (T row : batch) {
      last.put(keys.stream().map(key -> key.value().apply(row)).toList(), row);
    }
    return last.values();
  }

  String[] names() {
    return names(field -> true);
  }

  private String[] names(Predicate<Field<T>> which) {
    return fields.stream().filter(which).map(Field::name).toArray(String[]::new);
  }
}

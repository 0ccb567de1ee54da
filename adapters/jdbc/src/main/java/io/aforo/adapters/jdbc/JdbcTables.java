package io.aforo.adapters.jdbc;

import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.RecordShape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What a database holds, as far as it says without reading rows: for the check at the start. */
public final class JdbcTables {

  /** Where databases keep what is about themselves. */
  private static final Set<String> SYSTEM_SCHEMAS =
      Set.of("information_schema", "pg_catalog", "sys", "system", "mysql", "performance_schema");

  private JdbcTables() {}

  /**
   * The columns of a table, under their names as the database spells them.
   *
   * @param timeout how long to wait for the database
   * @throws MissingTableException if there is no such table, with those that there are
   * @throws JdbcException if the database does not answer in time, refuses the user, or refuses the
   *     query
   */
  public static RecordShape shape(
      JdbcConnectionSettings settings, JdbcTable table, Duration timeout) {
    return within(settings, timeout, connection -> new Shape(columns(settings, connection, table)));
  }

  /**
   * Returns those of the tables that the database does not have; meant for the tables of {@link
   * JdbcStores}.
   *
   * @param timeout how long to wait for the database
   * @throws JdbcException if the database does not answer in time or refuses the user
   */
  public static List<String> missing(
      JdbcConnectionSettings settings, List<String> tables, Duration timeout) {
    return within(
        settings,
        timeout,
        connection -> {
          List<String> missing = new ArrayList<>();
          for (String table : tables) {
            try {
              columns(settings, connection, JdbcTable.of(table));
            } catch (MissingTableException absent) {
              missing.add(table);
            }
          }
          return missing;
        });
  }

  private static List<Column> columns(
      JdbcConnectionSettings settings, Connection connection, JdbcTable table) throws SQLException {
    try {
      return RowQuery.columns(connection, table);
    } catch (SQLException refused) {
      List<String> tables = tables(connection);
      if (table.query().isEmpty() && !tables.contains(table.name())) {
        throw new MissingTableException(table.name(), tables, settings.toString(), refused);
      }
      throw refused;
    }
  }

  private static List<String> tables(Connection connection) throws SQLException {
    String own = connection.getSchema();
    List<String> mine = new ArrayList<>();
    List<String> others = new ArrayList<>();
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(connection.getCatalog(), null, "%", new String[] {"TABLE", "VIEW"})) {
      while (tables.next()) {
        String schema = tables.getString("TABLE_SCHEM");
        String name = tables.getString("TABLE_NAME");
        if (schema == null || schema.equals(own)) {
          mine.add(name);
        } else if (!SYSTEM_SCHEMAS.contains(schema.toLowerCase(Locale.ROOT))) {
          others.add(schema + "." + name);
        }
      }
    }
    // Drivers sort by the kind of table first.
    return Stream.concat(mine.stream().sorted(), others.stream().sorted()).toList();
  }

  /** On a thread of its own, since a driver may wait for as long as it likes. */
  private static <R> R within(
      JdbcConnectionSettings settings, Duration timeout, Question<R> question) {
    FutureTask<R> answer = new FutureTask<>(() -> ask(settings, question));
    Thread thread = new Thread(answer, "aforo-jdbc-check");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      answer.cancel(true);
      throw new JdbcException(
          settings + " did not answer within " + timeout.toMillis() + " ms", silent);
    } catch (InterruptedException cancelled) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new JdbcException("Interrupted while waiting for " + settings, cancelled);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof JdbcException explained) {
        throw explained;
      }
      throw new JdbcException(settings + ": " + firstLine(failed.getCause()), failed.getCause());
    }
  }

  private static <R> R ask(JdbcConnectionSettings settings, Question<R> question) throws Exception {
    try (Connections connections = new Connections(settings)) {
      return question.of(connections.getOrEstablishConnection());
    }
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return failure instanceof ClassNotFoundException
        ? "the driver " + message + " is not on the class path"
        : message.lines().findFirst().orElse("");
  }

  private interface Question<R> {
    R of(Connection connection) throws SQLException;
  }

  private record Shape(List<Column> columns) implements RecordShape {

    @Override
    public Optional<ValueType> typeAt(FieldPath path) {
      return columns.stream()
          .filter(column -> column.name().equals(RowQuery.columnOf(path)))
          .findFirst()
          .map(Column::type);
    }

    @Override
    public List<FieldPath> paths() {
      return columns.stream().map(column -> new FieldPath(List.of(column.name()))).toList();
    }
  }
}

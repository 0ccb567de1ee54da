package io.aforo.adapters.jdbc;

import static java.util.Collections.nCopies;

import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.RecordShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
   * What the tables of {@link JdbcStores} lack.
   *
   * @param missing the tables that the database does not have
   * @param misfits for each table that is there and does not fit, what is wrong with its columns
   */
  public record Lacks(List<String> missing, Map<String, List<String>> misfits) {}

  /**
   * Looks at tables of {@link JdbcStores}.
   *
   * @param tables out of {@link JdbcStores#TABLES}
   * @param timeout how long to wait for the database
   * @throws JdbcException if the database does not answer in time or refuses the user
   */
  public static Lacks lacks(
      JdbcConnectionSettings settings, Collection<String> tables, Duration timeout) {
    return within(
        settings,
        timeout,
        connection -> {
          List<String> missing = new ArrayList<>();
          Map<String, List<String>> misfits = new LinkedHashMap<>();
          for (Upsert<?> upsert : JdbcStores.upserts()) {
            if (!tables.contains(upsert.table())) {
              continue;
            }
            try {
              List<String> wrong =
                  misfits(upsert, columns(settings, connection, JdbcTable.of(upsert.table())));
              if (!wrong.isEmpty()) {
                misfits.put(upsert.table(), wrong);
              }
            } catch (MissingTableException absent) {
              missing.add(upsert.table());
            }
          }
          return new Lacks(missing, misfits);
        });
  }

  /**
   * Returns those of the tables that hold a row of this generation or a later one; meant for the
   * tables of {@link JdbcStores} that have generations.
   *
   * @param reports of reports, only the rows of these names count: others may be another
   *     deployment's
   * @param timeout how long to wait for the database
   * @throws JdbcException if the database does not answer in time or refuses the user, or there is
   *     no such table
   */
  public static List<String> holding(
      JdbcConnectionSettings settings,
      List<String> tables,
      int generation,
      Set<String> reports,
      Duration timeout) {
    return within(
        settings,
        timeout,
        connection -> {
          List<String> holding = new ArrayList<>();
          for (String table : tables) {
            boolean isOfReports = table.equals(JdbcSalesReports.TABLE);
            if (isOfReports && reports.isEmpty()) {
              continue;
            }
            String sql =
                "SELECT generation FROM "
                    + table
                    + " WHERE generation >= ?"
                    + (isOfReports
                        ? " AND report IN (" + String.join(", ", nCopies(reports.size(), "?")) + ")"
                        : "");
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
              int parameter = 1;
              statement.setInt(parameter++, generation);
              for (String report : isOfReports ? reports : Set.<String>of()) {
                statement.setString(parameter++, report);
              }
              statement.setMaxRows(1);
              try (ResultSet result = statement.executeQuery()) {
                if (result.next()) {
                  holding.add(table);
                }
              }
            }
          }
          return holding;
        });
  }

  private static List<String> misfits(Upsert<?> upsert, List<Column> columns) {
    List<String> wrong = new ArrayList<>();
    for (Upsert.Field<?> field : upsert.fields()) {
      // Databases spell what is not quoted in their own way.
      Optional<Column> column =
          columns.stream().filter(each -> each.name().equalsIgnoreCase(field.name())).findFirst();
      if (column.isEmpty()) {
        wrong.add(field.name() + " is missing; it would be " + wanted(field.sqlType()));
      } else if (!kinds(field.sqlType()).contains(column.get().kind())) {
        wrong.add(
            field.name()
                + " is of the kind "
                + column.get().kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + " and must be "
                + wanted(field.sqlType()));
      }
    }
    return wrong;
  }

  /** The kinds that hold what is written, and hold it exactly. */
  private static Set<Column.Kind> kinds(int sqlType) {
    return switch (sqlType) {
      case Types.VARCHAR -> Set.of(Column.Kind.TEXT, Column.Kind.PADDED_TEXT);
      case Types.INTEGER, Types.BIGINT -> Set.of(Column.Kind.WHOLE_NUMBER, Column.Kind.DECIMAL);
      case Types.DECIMAL -> Set.of(Column.Kind.DECIMAL);
      case Types.TIMESTAMP -> Set.of(Column.Kind.LOCAL_TIME);
      default -> throw new IllegalArgumentException("no column is of the type " + sqlType);
    };
  }

  private static String wanted(int sqlType) {
    return switch (sqlType) {
      case Types.VARCHAR -> "text";
      case Types.INTEGER, Types.BIGINT -> "a whole number";
      case Types.DECIMAL -> "a decimal number";
      default -> "a timestamp without a zone";
    };
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

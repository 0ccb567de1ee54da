package io.aforo.adapters.postgres;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Aforo's tables and views: sets them up, and lets a job's role use them.
 *
 * <p>Migrations need a role that may create objects in the schema; the job itself needs to read and
 * write only. Other tables in the schema are left alone. What has been done is kept in the table
 * {@value #HISTORY}.
 */
public final class PostgresSchema {

  static final String HISTORY = "aforo_schema_history";

  private static final Duration LONGEST_STATEMENT = Duration.ofHours(24);

  private PostgresSchema() {}

  /**
   * What a migration did.
   *
   * @param version the version that the schema is at now
   * @param applied what was applied to get there, the first first; empty if it was there already
   */
  public record Migration(String version, List<String> applied) {}

  /**
   * Brings the schema to the version of this program, creating it if it is not there. Several may
   * call this at the same time: one works, the others wait for it.
   *
   * @throws PostgresException if the database cannot be reached, has the wrong encoding, or refuses
   */
  public static Migration migrate(PostgresSettings settings) {
    inspecting(settings, open -> requireUtf8(settings, open));
    try {
      // A migration of a large table takes its time.
      PostgresSettings patient =
          settings.withTimeouts(settings.connectTimeout(), LONGEST_STATEMENT, Duration.ZERO);
      MigrateResult result = flyway(patient).migrate();
      List<String> applied = result.migrations.stream().map(PostgresSchema::description).toList();
      return new Migration(
          applied.isEmpty() ? result.initialSchemaVersion : result.targetSchemaVersion, applied);
    } catch (FlywayException e) {
      throw new PostgresException("The migration failed on " + settings + ": " + e.getMessage(), e);
    }
  }

  /**
   * Lets a role do what a job needs, and no more; what it may do already stays. To be called as the
   * owner of the tables.
   *
   * @param role its name, which must be there
   * @return the statements that were executed, without semicolons
   * @throws PostgresException if the role or a table is not there, or the database refuses
   * @throws IllegalArgumentException if that cannot be the name of a role
   */
  public static List<String> grant(PostgresSettings settings, String role) {
    List<String> statements = new ArrayList<>(grants(settings.schema(), role));
    try (PostgresConnection connection = PostgresConnection.forMaintenance(settings)) {
      Connection open = connection.get();
      if (isUsableByOthersLeave(open, settings.schema(), role)) {
        statements.remove(0);
      }
      try (Statement statement = open.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
          requireGranted(statement.getWarnings());
        }
      }
      open.commit();
      return statements;
    } catch (SQLException e) {
      throw SqlFailure.explain("Granting to " + role, settings, e);
    }
  }

  /** The owner of the tables need not be that of the schema: of `public` it seldom is. */
  private static boolean isUsableByOthersLeave(Connection open, String schema, String role)
      throws SQLException {
    try (PreparedStatement statement =
        open.prepareStatement(
            "SELECT has_schema_privilege(?, oid, 'USAGE')"
                + " AND NOT has_schema_privilege(oid, 'USAGE WITH GRANT OPTION')"
                + " FROM pg_namespace WHERE nspname = ?")) {
      statement.setString(1, role);
      statement.setString(2, schema);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }

  /** Who may not grant all of it is only warned by the server. */
  private static void requireGranted(SQLWarning warning) throws SQLException {
    for (SQLWarning next = warning; next != null; next = next.getNextWarning()) {
      if (next.getSQLState().startsWith("01")) {
        throw new SQLException(
            next.getMessage() + "; only the owner of the tables can grant", next.getSQLState());
      }
    }
  }

  /**
   * Passes if a role can have this name, whatever characters are in it.
   *
   * @throws IllegalArgumentException if it cannot, such as {@code public}, which is everybody
   */
  public static void requireRole(String name) {
    if (name.isBlank() || name.equals("public") || name.equals("none")) {
      throw new IllegalArgumentException(
          "'" + name + "' is not the name of a role; it must be one of your own");
    }
    Identifier.quoted(name);
  }

  static List<String> grants(String schema, String role) {
    requireRole(role);
    Map<List<String>, List<String>> tables = new LinkedHashMap<>();
    for (StoredTable table : StoredTable.values()) {
      tables
          .computeIfAbsent(table.privileges(), absent -> new ArrayList<>())
          .add(table.tableName());
    }
    tables.put(List.of("SELECT"), List.of(HISTORY));
    List<String> grants = new ArrayList<>();
    grants.add(
        "GRANT USAGE ON SCHEMA " + Identifier.quoted(schema) + " TO " + Identifier.quoted(role));
    tables.forEach((privileges, names) -> grants.add(grant(privileges, schema, names, role)));
    return grants;
  }

  static String grant(List<String> privileges, String schema, List<String> tables, String role) {
    return "GRANT "
        + String.join(", ", privileges)
        + " ON "
        + tables.stream().map(table -> Identifier.quoted(schema, table)).collect(joining(", "))
        + " TO "
        + Identifier.quoted(role);
  }

  /**
   * What would be applied by {@link #migrate}, the first first; empty where that cannot be told.
   *
   * @return such as {@code V3 add alert kinds and history}
   */
  static List<String> pending(PostgresSettings settings) {
    try {
      return Arrays.stream(flyway(settings).info().pending())
          .map(migration -> "V" + migration.getVersion() + " " + migration.getDescription())
          .toList();
    } catch (FlywayException untold) {
      // Such as a role that must not read the history: what it needs is judged by itself.
      return List.of();
    }
  }

  /** Flyway logs the URL of its connections, so there must be nothing else in it. */
  static DataSource source(PostgresSettings settings) {
    return new PGSimpleDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        return new Driver()
            .connect(PostgresConnection.url(settings), PostgresConnection.properties(settings));
      }
    };
  }

  private static Flyway flyway(PostgresSettings settings) {
    return Flyway.configure(PostgresSchema.class.getClassLoader())
        .dataSource(source(settings))
        .defaultSchema(settings.schema())
        .table(HISTORY)
        .locations("classpath:db/migration")
        // A name may hold what looks like one.
        .placeholderReplacement(false)
        // A schema that holds other people's tables is at version 0 of ours.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  static void requireUtf8(PostgresSettings settings, Connection open) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement("SHOW server_encoding");
        ResultSet result = statement.executeQuery()) {
      result.next();
      String encoding = result.getString(1);
      if (!encoding.equals("UTF8")) {
        throw new PostgresException(
            "The database "
                + settings
                + " has the encoding "
                + encoding
                + ", which cannot hold every identifier: create one with ENCODING 'UTF8'.",
            null);
      }
    }
  }

  private static void inspecting(PostgresSettings settings, Inspection inspection) {
    try (PostgresConnection connection = PostgresConnection.forReading(settings)) {
      inspection.of(connection.get());
    } catch (SQLException e) {
      throw SqlFailure.explain("Looking at the schema", settings, e);
    }
  }

  private static String description(MigrateOutput migration) {
    return "V" + migration.version + " " + migration.description;
  }

  private interface Inspection {
    void of(Connection open) throws SQLException;
  }
}

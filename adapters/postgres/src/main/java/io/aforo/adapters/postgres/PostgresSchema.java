package io.aforo.adapters.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Aforo's tables and views: sets them up, and says whether they are there.
 *
 * <p>Migrations need a role that may create objects in the schema; the job itself needs to read and
 * write only. Other tables in the schema are left alone. What has been done is kept in the table
 * {@value #HISTORY}.
 */
public final class PostgresSchema {

  private static final String HISTORY = "aforo_schema_history";

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
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(PostgresConnection.url(settings));
    try {
      for (var property : PostgresConnection.properties(settings).entrySet()) {
        source.setProperty((String) property.getKey(), (String) property.getValue());
      }
      // A migration of a large table takes its time.
      source.setSocketTimeout(0);
      MigrateResult result =
          Flyway.configure(PostgresSchema.class.getClassLoader())
              .dataSource(source)
              .defaultSchema(settings.schema())
              .table(HISTORY)
              .locations("classpath:db/migration")
              // A schema that holds other people's tables is at version 0 of ours.
              .baselineOnMigrate(true)
              .baselineVersion("0")
              .load()
              .migrate();
      List<String> applied = result.migrations.stream().map(PostgresSchema::description).toList();
      return new Migration(
          applied.isEmpty() ? result.initialSchemaVersion : result.targetSchemaVersion, applied);
    } catch (SQLException e) {
      throw SqlFailure.explain("Setting up the migration", settings, e);
    } catch (FlywayException e) {
      throw new PostgresException("The migration failed on " + settings + ": " + e.getMessage(), e);
    }
  }

  /**
   * Passes if every table and view is there.
   *
   * @throws PostgresException naming what is missing and how to create it; or if the database
   *     cannot be reached or has the wrong encoding
   */
  public static void check(PostgresSettings settings) {
    inspecting(
        settings,
        open -> {
          requireUtf8(settings, open);
          List<String> missing = new ArrayList<>();
          List<String> names =
              Stream.concat(
                      Arrays.stream(StoredTable.values()).map(StoredTable::tableName),
                      Stream.of("resumen_ventas"))
                  .toList();
          try (PreparedStatement statement =
              open.prepareStatement(
                  "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                      + " WHERE n.nspname = ? AND c.relname = ?")) {
            for (String name : names) {
              statement.setString(1, settings.schema());
              statement.setString(2, name);
              try (ResultSet result = statement.executeQuery()) {
                result.next();
                if (result.getLong(1) == 0) {
                  missing.add(name);
                }
              }
            }
          }
          if (!missing.isEmpty()) {
            throw new PostgresException(
                "Schema "
                    + settings.schema()
                    + " of "
                    + settings
                    + " lacks "
                    + String.join(", ", missing)
                    + ": run `aforo migrate --config FILE`.",
                null);
          }
        });
  }

  private static void requireUtf8(PostgresSettings settings, Connection open) throws SQLException {
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

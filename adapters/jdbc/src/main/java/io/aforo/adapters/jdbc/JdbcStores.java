package io.aforo.adapters.jdbc;

import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.AlertHistory;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LateEvents;
import io.aforo.application.port.out.SalesReports;
import io.aforo.application.port.out.TemperatureAlerts;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.flink.connector.jdbc.core.database.dialect.JdbcDialect;

/**
 * Makes stores in any database for which Flink's JDBC connector has a dialect with an upsert. It
 * can travel to the machine where they are used: it holds no connection and no secret.
 *
 * <p>These stores promise that the last state written for a key is the one that is read, that
 * writing the same record again changes nothing, and, in a database with transactions, that a batch
 * is kept and seen whole or not at all; no more:
 *
 * <ul>
 *   <li>There is no guard: a job that starts again from an older state, or a second one, can put a
 *       poorer row in the place of a richer one until it has caught up. {@code generation} and
 *       {@code revision} are in the rows, so that a reader can tell.
 *   <li>Of the rows that a session absorbs, those become MERGED that the job knows of. It may not
 *       know of one that an attempt wrote which failed; the views {@code sales_reports_shown} and
 *       {@code activity_sessions_shown} leave that out, too.
 *   <li>A late event, a dead letter or an entry of the history of alerts that is there already is
 *       written again.
 *   <li>Only a connection that broke is replaced. While the database is down, the batch fails, and
 *       the job starts again from its checkpoint.
 *   <li>A row that the database refuses fails the job each time.
 * </ul>
 *
 * <p>The tables have to be there: {@link #createTables} says how they are made. Times are in UTC,
 * from the year 1000 to the year 9999; windows without times begin at the first moment of these and
 * end at the last, since a key cannot be NULL.
 *
 * <p>Each store has a connection of its own, opened at its first write, and is for one thread.
 * Their {@code write} throws {@link JdbcException}.
 *
 * @param settings the database
 * @param generation of the deployment, 1 or more; written into the rows
 */
public record JdbcStores(JdbcConnectionSettings settings, int generation) implements Serializable {

  /** The tables that are written to. */
  public static final List<String> TABLES =
      List.of(
          "sales_reports",
          "temperature_alerts",
          "alert_history",
          "activity_sessions",
          "late_events",
          "dead_letters");

  /**
   * @throws IllegalArgumentException if the generation is below 1, or the connector cannot write to
   *     such a database
   */
  public JdbcStores {
    Objects.requireNonNull(settings, "settings");
    if (generation < 1) {
      throw new IllegalArgumentException("generation must be 1 or more, was " + generation);
    }
    JdbcDialect dialect = requireDialect(settings);
    JdbcLateEvents.UPSERT.statement(dialect);
  }

  /** How the tables are written to, in the order of {@link #TABLES}. */
  static List<Upsert<?>> upserts() {
    return List.of(
        JdbcSalesReports.upsert(1),
        JdbcTemperatureAlerts.upsert(1),
        JdbcAlertHistory.UPSERT,
        JdbcActivitySessions.upsert(1),
        JdbcLateEvents.UPSERT,
        JdbcDeadLetters.UPSERT);
  }

  static JdbcDialect requireDialect(JdbcConnectionSettings settings) {
    return Connections.dialect(settings.url())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Flink's JDBC connector has no dialect for "
                        + settings.product()
                        + " on the class path; add flink-connector-jdbc-"
                        + settings.product()
                        + ", if there is one, and the driver"));
  }

  public SalesReports salesReports() {
    return new JdbcSalesReports(settings, generation);
  }

  public TemperatureAlerts temperatureAlerts() {
    return new JdbcTemperatureAlerts(settings, generation);
  }

  public AlertHistory alertHistory() {
    return new JdbcAlertHistory(settings);
  }

  public ActivitySessions activitySessions() {
    return new JdbcActivitySessions(settings, generation);
  }

  public LateEvents lateEvents() {
    return new JdbcLateEvents(settings);
  }

  public DeadLetters deadLetters() {
    return new JdbcDeadLetters(settings);
  }

  /** The CREATE TABLE statements, with remarks on the databases that have other names for types. */
  public static String createTables() {
    try (InputStream script = JdbcStores.class.getResourceAsStream("aforo-tables.sql")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

package io.aforo.adapters.postgres;

import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.AlertHistory;
import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LateEvents;
import io.aforo.application.port.out.SalesReports;
import io.aforo.application.port.out.TemperatureAlerts;
import java.io.Serializable;
import java.util.Objects;

/**
 * Makes stores in one database. It can travel to the machine where they are used: it holds no
 * connection and no secret.
 *
 * <p>Each store has a connection of its own, opened at its first write, and is for one thread.
 * Their {@code write} throws {@link PostgresException}.
 *
 * @param settings the database
 * @param generation of the deployment; raised only to recompute on purpose, 1 or more
 */
public record PostgresStores(PostgresSettings settings, int generation) implements Serializable {

  /**
   * @throws IllegalArgumentException if the generation is below 1
   */
  public PostgresStores {
    Objects.requireNonNull(settings, "settings");
    if (generation < 1) {
      throw new IllegalArgumentException("generation must be 1 or more, was " + generation);
    }
  }

  public SalesReports salesReports() {
    return new PostgresSalesReports(
        new PostgresWriter<>(
            PostgresSalesReports.UPSERT, PostgresSalesReports.ABSORPTION, settings, generation));
  }

  public ActivitySessions activitySessions() {
    return new PostgresActivitySessions(
        new PostgresWriter<>(
            PostgresActivitySessions.UPSERT,
            PostgresActivitySessions.ABSORPTION,
            settings,
            generation));
  }

  public TemperatureAlerts temperatureAlerts() {
    return new PostgresTemperatureAlerts(writer(PostgresTemperatureAlerts.UPSERT));
  }

  public AlertHistory alertHistory() {
    return new PostgresAlertHistory(writer(PostgresAlertHistory.UPSERT));
  }

  public LateEvents lateEvents() {
    return new PostgresLateEvents(writer(PostgresLateEvents.UPSERT));
  }

  public DeadLetters deadLetters() {
    return new PostgresDeadLetters(writer(PostgresDeadLetters.UPSERT));
  }

  /** A reader of what {@link #deadLetters} wrote; connects when it is first asked. */
  public DeadLetterArchive deadLetterArchive() {
    return new PostgresDeadLetterArchive(settings);
  }

  private <T> PostgresWriter<T> writer(GuardedUpsert<T> upsert) {
    return new PostgresWriter<>(upsert, PostgresWriter.Consequences.none(), settings, generation);
  }
}

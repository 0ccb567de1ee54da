package io.aforo.adapters.postgres;

import static io.aforo.adapters.postgres.Column.content;
import static io.aforo.adapters.postgres.Column.guard;
import static io.aforo.adapters.postgres.Column.key;

import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import java.util.Comparator;
import java.util.List;

/** The table {@code temperature_alerts}. */
final class PostgresTemperatureAlerts implements TemperatureAlerts {

  static final GuardedUpsert<Alert> UPSERT =
      new GuardedUpsert<>(
          "temperature_alerts",
          Comparator.comparingLong(Alert::revision).thenComparingInt(alert -> alert.state().rank()),
          key("alert_id", "text", Alert::alertId),
          guard("revision", "bigint", alert -> Column.number(alert.revision())),
          guard("state_rank", "smallint", alert -> Column.number(alert.state().rank())),
          content("kind", "text", alert -> alert.kind().name()),
          content("sensor_id", "text", Alert::sensorId),
          content("rule_id", "text", Alert::ruleId),
          content("rule_version", "integer", alert -> Column.number(alert.ruleVersion())),
          content("severity", "text", alert -> alert.severity().name()),
          content("state", "text", alert -> alert.state().name()),
          content(
              "close_reason", "text", alert -> alert.closeReason().map(Enum::name).orElse(null)),
          content("direction", "text", alert -> alert.direction().map(Enum::name).orElse(null)),
          content("opened_at", "timestamptz", alert -> Column.timestamp(alert.openedAt())),
          content(
              "closed_at",
              "timestamptz",
              alert ->
                  alert.closedAt().isPresent()
                      ? Column.timestamp(alert.closedAt().getAsLong())
                      : null),
          content("peak_delta", "numeric(16,3)", alert -> Column.decimal(alert.peak().toCelsius())),
          content(
              "first_value",
              "numeric(16,3)",
              alert -> Column.decimal(alert.evidence().first().toCelsius())),
          content("first_at", "timestamptz", alert -> Column.timestamp(alert.evidence().firstAt())),
          content(
              "second_value",
              "numeric(16,3)",
              alert -> Column.decimal(alert.evidence().second().toCelsius())),
          content(
              "second_at", "timestamptz", alert -> Column.timestamp(alert.evidence().secondAt())),
          content("detail", "text", alert -> Column.printable(alert.detail())),
          content("historical", "boolean", alert -> Boolean.toString(alert.historical())));

  private final PostgresWriter<Alert> writer;

  PostgresTemperatureAlerts(PostgresWriter<Alert> writer) {
    this.writer = writer;
  }

  @Override
  public void write(List<Alert> batch) {
    writer.write(batch);
  }

  @Override
  public void close() {
    writer.close();
  }
}

package io.aforo.adapters.jdbc;

import static io.aforo.adapters.jdbc.Upsert.content;
import static io.aforo.adapters.jdbc.Upsert.key;

import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import java.sql.Types;

/** The table {@code temperature_alerts}. */
final class JdbcTemperatureAlerts extends JdbcStore<Alert> implements TemperatureAlerts {

  JdbcTemperatureAlerts(JdbcConnectionSettings settings, int generation) {
    super(upsert(generation), settings);
  }

  static Upsert<Alert> upsert(int generation) {
    return new Upsert<>(
        "temperature_alerts",
        key("alert_id", Types.VARCHAR, Alert::alertId),
        content("kind", Types.VARCHAR, alert -> alert.kind().name()),
        content("sensor_id", Types.VARCHAR, Alert::sensorId),
        content("rule_id", Types.VARCHAR, Alert::ruleId),
        content("rule_version", Types.INTEGER, Alert::ruleVersion),
        content("severity", Types.VARCHAR, alert -> alert.severity().name()),
        content("state", Types.VARCHAR, alert -> alert.state().name()),
        content(
            "close_reason",
            Types.VARCHAR,
            alert -> alert.closeReason().map(Enum::name).orElse(null)),
        content(
            "direction", Types.VARCHAR, alert -> alert.direction().map(Enum::name).orElse(null)),
        content("opened_at", Types.TIMESTAMP, alert -> Times.utc(alert.openedAt())),
        content(
            "closed_at",
            Types.TIMESTAMP,
            alert -> alert.closedAt().isPresent() ? Times.utc(alert.closedAt().getAsLong()) : null),
        content("peak_delta", Types.DECIMAL, alert -> alert.peak().toCelsius()),
        content("first_value", Types.DECIMAL, alert -> alert.evidence().first().toCelsius()),
        content("first_at", Types.TIMESTAMP, alert -> Times.utc(alert.evidence().firstAt())),
        content("second_value", Types.DECIMAL, alert -> alert.evidence().second().toCelsius()),
        content("second_at", Types.TIMESTAMP, alert -> Times.utc(alert.evidence().secondAt())),
        content("detail", Types.VARCHAR, Alert::detail),
        content("historical", Types.INTEGER, alert -> alert.historical() ? 1 : 0),
        content("revision", Types.BIGINT, Alert::revision),
        content("generation", Types.INTEGER, alert -> generation));
  }
}

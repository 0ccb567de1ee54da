package io.aforo.adapters.postgres;

import io.aforo.application.contract.Promise;
import io.aforo.application.contract.TemperatureAlertsContract;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.Jump;
import io.aforo.domain.temperature.Temperature;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresTemperatureAlertsIT implements TemperatureAlertsContract {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private final List<TemperatureAlerts> opened = new ArrayList<>();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public TemperatureAlerts alerts(int generation) {
    TemperatureAlerts alerts =
        new PostgresStores(POSTGRES.settings(), generation).temperatureAlerts();
    opened.add(alerts);
    return alerts;
  }

  @Override
  public List<Alert> stored() {
    try {
      return POSTGRES.query("SELECT * FROM temperature_alerts", PostgresTemperatureAlertsIT::alert);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    opened.forEach(TemperatureAlerts::close);
  }

  private static Alert alert(ResultSet row) throws SQLException {
    Jump peak =
        new Jump(
            temperature(row.getBigDecimal("first_value")),
            PostgresServer.millis(row, "first_at"),
            temperature(row.getBigDecimal("second_value")),
            PostgresServer.millis(row, "second_at"));
    if (row.getBigDecimal("peak_delta").compareTo(peak.delta().toCelsius()) != 0
        || !row.getString("direction").equals(peak.direction().name())) {
      throw new AssertionError("the columns of the peak disagree with its evidence");
    }
    return new Alert(
        row.getString("alert_id"),
        row.getString("sensor_id"),
        row.getString("rule_id"),
        row.getInt("rule_version"),
        AlertState.valueOf(row.getString("state")),
        Optional.ofNullable(row.getString("close_reason")).map(CloseReason::valueOf),
        PostgresServer.millis(row, "opened_at"),
        row.getObject("closed_at") == null
            ? OptionalLong.empty()
            : OptionalLong.of(PostgresServer.millis(row, "closed_at")),
        peak,
        row.getLong("revision"),
        row.getBoolean("historical"));
  }

  private static Temperature temperature(BigDecimal celsius) {
    return new Temperature(9 * celsius.unscaledValue().longValueExact());
  }
}

package io.aforo.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.Promise;
import io.aforo.application.contract.TemperatureAlertsContract;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureUnit;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

final class JdbcTemperatureAlertsIT implements TemperatureAlertsContract {

  @RegisterExtension final Database database = new Database();

  private final List<TemperatureAlerts> opened = new ArrayList<>();

  @BeforeEach
  void createTables() throws SQLException {
    database.execute(JdbcStores.createTables());
  }

  @AfterEach
  void close() {
    opened.forEach(TemperatureAlerts::close);
  }

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.WHOLE_BATCHES);
  }

  @Override
  public TemperatureAlerts alerts(int generation) {
    TemperatureAlerts alerts = new JdbcStores(database.settings(), generation).temperatureAlerts();
    opened.add(alerts);
    return alerts;
  }

  @Override
  public List<Alert> stored() {
    return database.query("SELECT * FROM temperature_alerts", JdbcTemperatureAlertsIT::alert);
  }

  private static Alert alert(ResultSet row) throws SQLException {
    Alert alert =
        new Alert(
            row.getString("alert_id"),
            AlertKind.valueOf(row.getString("kind")),
            row.getString("sensor_id"),
            row.getString("rule_id"),
            row.getInt("rule_version"),
            Severity.valueOf(row.getString("severity")),
            AlertState.valueOf(row.getString("state")),
            Optional.ofNullable(row.getString("close_reason")).map(CloseReason::valueOf),
            Database.millis(row, "opened_at"),
            row.getObject("closed_at") == null
                ? OptionalLong.empty()
                : OptionalLong.of(Database.millis(row, "closed_at")),
            TemperatureDelta.of(row.getBigDecimal("peak_delta"), TemperatureUnit.CELSIUS),
            new ReadingPair(
                temperature(row.getBigDecimal("first_value")),
                Database.millis(row, "first_at"),
                temperature(row.getBigDecimal("second_value")),
                Database.millis(row, "second_at")),
            row.getString("detail"),
            row.getLong("revision"),
            row.getInt("historical") == 1);
    assertThat(row.getString("direction"))
        .isEqualTo(alert.direction().map(Enum::name).orElse(null));
    return alert;
  }

  private static Temperature temperature(BigDecimal celsius) {
    return new Temperature(9 * celsius.unscaledValue().longValueExact());
  }
}

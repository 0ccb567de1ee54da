package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.Promise;
import io.aforo.application.contract.TemperatureAlertsContract;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.Jump;
import io.aforo.domain.temperature.Temperature;
import io.aforo.schemas.TemperatureAlert;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KafkaTemperatureAlertsTest implements TemperatureAlertsContract {

  @RegisterExtension final CompactedTopic topic = new CompactedTopic();

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT);
  }

  @Override
  public TemperatureAlerts alerts(int generation) {
    return topic.stores(generation).temperatureAlerts(topic.writer());
  }

  @Override
  public List<Alert> stored() {
    return topic.table(
        "shop.temperature-alerts",
        TemperatureAlert.getClassSchema(),
        KafkaTemperatureAlertsTest::alert);
  }

  private static Alert alert(TemperatureAlert alert) {
    Jump peak =
        new Jump(
            temperature(alert.getFirstValue()),
            alert.getFirstAt().toEpochMilli(),
            temperature(alert.getSecondValue()),
            alert.getSecondAt().toEpochMilli());
    assertThat(alert.getPeakDelta()).isEqualByComparingTo(peak.delta().toCelsius());
    assertThat(alert.getDirection().name()).isEqualTo(peak.direction().name());
    return new Alert(
        alert.getAlertId(),
        alert.getSensorId(),
        alert.getRuleId(),
        alert.getRuleVersion(),
        AlertState.valueOf(alert.getState().name()),
        Optional.ofNullable(alert.getCloseReason())
            .map(reason -> CloseReason.valueOf(reason.name())),
        alert.getOpenedAt().toEpochMilli(),
        alert.getClosedAt() == null
            ? OptionalLong.empty()
            : OptionalLong.of(alert.getClosedAt().toEpochMilli()),
        peak,
        alert.getRevision(),
        alert.getHistorical());
  }

  private static Temperature temperature(BigDecimal celsius) {
    return new Temperature(9 * celsius.unscaledValue().longValueExact());
  }
}

package io.aforo.adapters.alertmanager;

import static io.aforo.adapters.alertmanager.Alerts.TEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertJsonTest {

  private static final long NOW = TEN + 3_600_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void anOpenAlertHasAllThatIsKnownAndNoEnd() throws IOException {
    assertThat(read(Alerts.open()))
        .isEqualTo(
            JSON.readTree(
                """
                {
                  "labels": {
                    "alertname": "TemperatureJump",
                    "sensor_id": "fridge-1",
                    "rule_id": "cold-chain",
                    "alert_id": "0123456789abcdef0123456789abcdef",
                    "environment": "test"
                  },
                  "annotations": {
                    "summary": "Sensor fridge-1 rose by 21.500 C",
                    "description": "Readings: 4.000 C at 2026-01-01T10:00:30.500Z, 25.500 C at 2026-01-01T10:01:00Z. Rule cold-chain, version 3. Since 2026-01-01T10:01:00Z.",
                    "severity": "warning",
                    "state": "OPEN",
                    "direction": "RISING",
                    "peak_celsius": "21.500",
                    "first_celsius": "4.000",
                    "first_at": "2026-01-01T10:00:30.500Z",
                    "second_celsius": "25.500",
                    "second_at": "2026-01-01T10:01:00Z",
                    "rule_version": "3"
                  },
                  "startsAt": "2026-01-01T10:01:00Z"
                }
                """));
  }

  @Test
  void aClosedAlertHasTheSameIdentityAndItsEnd() throws IOException {
    JsonNode open = read(Alerts.open());

    JsonNode closed = read(Alerts.closedAt(TEN + 180_000));

    assertThat(closed.get("labels")).isEqualTo(open.get("labels"));
    assertThat(closed.get("startsAt")).isEqualTo(open.get("startsAt"));
    assertThat(closed.get("endsAt").textValue()).isEqualTo("2026-01-01T10:03:00Z");
    assertThat(closed.at("/annotations/state").textValue()).isEqualTo("CLOSED");
    assertThat(closed.at("/annotations/close_reason").textValue()).isEqualTo("QUIET");
    assertThat(closed.at("/annotations/description").textValue())
        .endsWith("Since 2026-01-01T10:01:00Z until 2026-01-01T10:03:00Z.");
  }

  /** Otherwise Alertmanager ends it before it starts, and refuses it. */
  @Test
  void anAlertThatOpensAheadOfTheClockHasAnEndBehindItsStart() throws IOException {
    JsonNode alert = read(Alerts.open(), TEN + 59_999);

    assertThat(alert.get("startsAt").textValue()).isEqualTo("2026-01-01T10:01:00Z");
    assertThat(alert.get("endsAt").textValue()).isEqualTo("2026-01-01T10:06:00Z");
    assertThat(read(Alerts.open(), TEN + 60_000).has("endsAt")).isFalse();
  }

  @Test
  void noAlertEndsBeforeItStarts() throws IOException {
    assertThat(read(Alerts.closedAt(TEN)).get("endsAt").textValue())
        .isEqualTo("2026-01-01T10:01:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "JUMP, TemperatureJump",
    "TOO_WARM, TooWarm",
    "TOO_COLD, TooCold",
    "SILENT, SensorSilent",
    "FLATLINE, SensorFlatline",
    "RULE_NOT_EVALUABLE, RuleNotEvaluable"
  })
  void everyKindHasItsName(AlertKind kind, String name) throws IOException {
    assertThat(read(Alerts.open(kind, "")).at("/labels/alertname").textValue()).isEqualTo(name);
  }

  @Test
  void whatMeansNothingForAKindIsLeftOut() throws IOException {
    JsonNode annotations = read(Alerts.silent()).get("annotations");

    assertThat(annotations.has("peak_celsius")).isFalse();
    assertThat(annotations.has("direction")).isFalse();
    assertThat(annotations.get("summary").textValue())
        .isEqualTo("Sensor fridge-1 has said nothing since 2026-01-01T10:00:00Z");
    assertThat(annotations.get("detail").textValue()).isEqualTo("nothing for 10 min");
    assertThat(annotations.get("description").textValue())
        .isEqualTo(
            "nothing for 10 min. Readings: 4.000 C at 2026-01-01T10:00:00Z. Rule cold-chain,"
                + " version 3. Since 2026-01-01T10:01:00Z.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cámara \uD83E\uDDCA", "\"; DROP", "a\\b", "line\nbreak", "{{ .x }}", "\u2028"})
  void anyTextOfASensorArrivesAsItIs(String sensorId) throws IOException {
    assertThat(read(Alerts.of(sensorId)).at("/labels/sensor_id").textValue()).isEqualTo(sensorId);
  }

  @Property
  void everyTextIsAValidLabel(@ForAll String sensorId) throws IOException {
    assertThat(read(Alerts.of(sensorId)).at("/labels/sensor_id").isTextual()).isTrue();
  }

  @Test
  void theSameAlertsGiveTheSameBytes() {
    List<Alert> alerts = List.of(Alerts.open(), Alerts.silent());

    assertThat(AlertJson.of(alerts, Map.of(), NOW)).isEqualTo(AlertJson.of(alerts, Map.of(), NOW));
  }

  private static JsonNode read(Alert alert) throws IOException {
    return read(alert, NOW);
  }

  private static JsonNode read(Alert alert, long now) throws IOException {
    JsonNode array =
        JSON.readTree(AlertJson.of(List.of(alert), Map.of("environment", "test"), now));
    assertThat(array).hasSize(1);
    return array.get(0);
  }
}

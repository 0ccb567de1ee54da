package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.local.screen.View;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DashboardTest {

  @Test
  void jumpHasTheDirectionOfItsRow() {
    assertThat(Dashboard.alertLine(row("JUMP", "FALLING")))
        .isEqualTo(line(AlertKind.JUMP, Optional.of(Direction.FALLING)));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JUMP")
  void rowOfEveryOtherKindIsReadWithoutADirection(AlertKind kind) {
    assertThat(Dashboard.alertLine(row(kind.name(), ""))).isEqualTo(line(kind, Optional.empty()));
  }

  private static Map<String, String> row(String kind, String direction) {
    return Map.of(
        "alert_id", "a1",
        "kind", kind,
        "sensor_id", "s1",
        "state", "OPEN_NO_DATA",
        "direction", direction,
        "opened_at", "2026-01-07T13:20:30Z",
        "peak_delta", "3.250",
        "first_value", "8.000",
        "second_value", "11.250");
  }

  private static View.AlertLine line(AlertKind kind, Optional<Direction> direction) {
    return new View.AlertLine(
        "a1",
        kind,
        "s1",
        AlertState.OPEN_NO_DATA,
        direction,
        Instant.parse("2026-01-07T13:20:30Z"),
        new BigDecimal("3.250"),
        new BigDecimal("8.000"),
        new BigDecimal("11.250"));
  }
}

package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.port.out.AlertNotifications;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifyingTest {

  @ParameterizedTest(name = "told: {0}, historical: {1}, historical ones are wanted: {2}")
  @CsvSource({
    "true, false, false, true",
    "true, true, false, false",
    "true, true, true, true",
    "false, false, true, false"
  })
  void peopleKnowOfWhatIsToldAndOfWhatIsLongOverOnlyIfTheyWantTo(
      boolean isTold, boolean isHistorical, boolean isHistoricalTold, boolean expected) {
    Notifying notifying =
        new Notifying(NotifyingTest::nobody, Duration.ofMinutes(1), isHistoricalTold);

    assertThat(notifying.tells(new AlertChange(alert(isHistorical), isTold, 0, 0)))
        .isEqualTo(expected);
  }

  @Test
  void peopleKnowOfWhatWasFoundLateAndGoesOn() {
    Notifying notifying = new Notifying(NotifyingTest::nobody, Duration.ofMinutes(1), false);

    assertThat(notifying.tells(new AlertChange(alert(true), true, true, 1, 0))).isTrue();
  }

  @Test
  void timesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Notifying(NotifyingTest::nobody, Duration.ZERO, false))
        .hasMessage("resendEvery must be positive, was PT0S");
    assertThatThrownBy(
            () ->
                new Notifying(
                    NotifyingTest::nobody, Duration.ofMinutes(1), false, Duration.ofMillis(-1)))
        .hasMessage("patience must not be negative, was PT-0.001S");
  }

  private static AlertNotifications nobody() {
    throw new AssertionError("nobody is told here");
  }

  private static Alert alert(boolean isHistorical) {
    ReadingPair pair = new ReadingPair(new Temperature(0), 1, new Temperature(180_000), 2);
    return new Alert(
        "id",
        AlertKind.JUMP,
        "fridge-1",
        "temperature-jump",
        1,
        Severity.WARNING,
        AlertState.OPEN,
        Optional.empty(),
        2,
        OptionalLong.empty(),
        pair.delta(),
        pair,
        "",
        1,
        isHistorical);
  }
}

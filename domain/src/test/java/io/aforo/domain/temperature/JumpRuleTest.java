package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JumpRuleTest {

  @Test
  void theStandardRuleIsTwentyDegreesInAMinute() {
    assertThat(JumpRule.standard())
        .isEqualTo(
            new JumpRule(
                "temperature-jump",
                1,
                TemperatureDelta.ofCelsius(20),
                Duration.ofSeconds(60),
                Optional.empty(),
                TemperatureDelta.ofCelsius(15),
                Duration.ofMinutes(2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 20 | PT1M | 15 | PT2M | version of rule r must be at least 1, was 0",
        "1 | 0 | PT1M | 15 | PT2M | threshold of rule r must be positive, was 0.000 C",
        "1 | -1 | PT1M | 15 | PT2M | threshold of rule r must be positive, was -1.000 C",
        "1 | 20 | PT0S | 15 | PT2M"
            + "| window of rule r must be whole milliseconds from PT0.001S to PT24H, was PT0S",
        "1 | 20 | PT0.0015S | 15 | PT2M"
            + "| window of rule r must be whole milliseconds from PT0.001S to PT24H, was PT0.0015S",
        "1 | 20 | PT24H0.001S | 15 | PT2M"
            + "| window of rule r must be whole milliseconds from PT0.001S to PT24H,"
            + " was PT24H0.001S",
        "1 | 20 | PT1M | 0 | PT2M"
            + "| clear_below of rule r must be positive and at most the threshold, 20.000 C,"
            + " was 0.000 C",
        "1 | 20 | PT1M | 21 | PT2M"
            + "| clear_below of rule r must be positive and at most the threshold, 20.000 C,"
            + " was 21.000 C",
        "1 | 20 | PT1M | 15 | PT-1S"
            + "| clear_after of rule r must be whole milliseconds from PT0S to PT24H, was PT-1S",
      })
  void saysWhatIsWrongAndWhatIsAllowed(
      int version,
      long threshold,
      Duration window,
      long clearBelow,
      Duration clearAfter,
      String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new JumpRule(
                    "r",
                    version,
                    TemperatureDelta.ofCelsius(threshold),
                    window,
                    Optional.empty(),
                    TemperatureDelta.ofCelsius(clearBelow),
                    clearAfter))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\0", "\0r", "r\0"})
  void needsAnIdThatCanBePartOfAnAlerts(String id) {
    JumpRule any = JumpRule.standard();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new JumpRule(
                    id,
                    1,
                    any.threshold(),
                    any.window(),
                    any.direction(),
                    any.clearBelow(),
                    any.clearAfter()))
        .withMessage("the id of a rule must not be blank nor hold U+0000, was '" + id + "'");
  }

  @ParameterizedTest(name = "window {0}, calm {1}, clear below {2} C")
  @CsvSource({"PT0.001S, PT0S, 20", "PT24H, PT24H, 1"})
  void mayBeAsStrictOrAsPatientAsItsBounds(Duration window, Duration clearAfter, long clearBelow) {
    TemperatureDelta threshold = TemperatureDelta.ofCelsius(20);
    TemperatureDelta calm = TemperatureDelta.ofCelsius(clearBelow);

    assertThatCode(
            () -> new JumpRule("r", 1, threshold, window, Optional.empty(), calm, clearAfter))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "from 0 C at 0 ms to {0} C at {1} ms, {2}: {3}")
  @CsvSource({
    "20, 60000, RISING, true",
    "20, 60001, RISING, false",
    "19, 60000, RISING, false",
    "-20, 60000, RISING, false",
    "-20, 60000, FALLING, true",
    "20, 0, SIMULTANEOUS, true",
    "20, 1, SIMULTANEOUS, false",
    "-20, 60000, , true",
  })
  void isBrokenByTwoReadingsNearInTimeFarInValueAndInItsDirection(
      double degrees, long at, Direction direction, boolean isBroken) {
    JumpRule any = JumpRule.standard();
    JumpRule rule =
        new JumpRule(
            "r",
            1,
            any.threshold(),
            any.window(),
            Optional.ofNullable(direction),
            any.clearBelow(),
            any.clearAfter());

    ReadingPair candidate =
        new ReadingPair(
            Temperature.of(0, TemperatureUnit.CELSIUS),
            0,
            Temperature.of(degrees, TemperatureUnit.CELSIUS),
            at);

    assertThat(rule.isBrokenBy(candidate)).isEqualTo(isBroken);
  }

  @Test
  void travelsToOtherProcesses() throws IOException, ClassNotFoundException {
    JumpRule any = JumpRule.standard();
    JumpRule rising =
        new JumpRule(
            "rising",
            2,
            any.threshold(),
            any.window(),
            Optional.of(Direction.RISING),
            any.clearBelow(),
            any.clearAfter());

    assertThat(travelled(any)).isEqualTo(any);
    assertThat(travelled(rising)).isEqualTo(rising);
  }

  private static Object travelled(JumpRule rule) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(rule);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }
}

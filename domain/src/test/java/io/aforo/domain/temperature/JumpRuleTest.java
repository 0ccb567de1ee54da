package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;
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

  @Test
  void needsAnId() {
    JumpRule any = JumpRule.standard();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new JumpRule(
                    " ",
                    1,
                    any.threshold(),
                    any.window(),
                    any.direction(),
                    any.clearBelow(),
                    any.clearAfter()))
        .withMessage("the id of a rule must not be blank nor hold U+0000, was ' '");
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

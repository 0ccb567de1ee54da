package io.aforo.domain.temperature;

import static io.aforo.domain.temperature.TemperatureUnit.CELSIUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlausibilityTest {

  /** A DS18B20: 85 C before its first measurement, -127 C when it is not there. */
  private static final Plausibility PROBE =
      new Plausibility(celsius(-55), celsius(125), Set.of(celsius(85), celsius(-127)));

  @ParameterizedTest(name = "{0} {1}: plausible {2}")
  @CsvSource({
    "-55, CELSIUS, true",
    "-55.001, CELSIUS, false",
    "125, CELSIUS, true",
    "125.001, CELSIUS, false",
    "-67, FAHRENHEIT, true",
    "-67.001, FAHRENHEIT, false",
    "257, FAHRENHEIT, true",
    "257.001, FAHRENHEIT, false",
    "398.15, KELVIN, true",
    "398.151, KELVIN, false",
    "85, CELSIUS, false",
    "85.001, CELSIUS, true",
    "84.999, CELSIUS, true",
    "185, FAHRENHEIT, false",
    "185.001, FAHRENHEIT, true",
    "184.999, FAHRENHEIT, true",
    "358.15, KELVIN, false"
  })
  void whatASensorCannotHaveMeasuredIsToldInAnyUnit(
      double value, TemperatureUnit unit, boolean isPlausible) {
    assertThat(PROBE.objectionTo(Temperature.of(value, unit)).isEmpty()).isEqualTo(isPlausible);
  }

  @Test
  void theObjectionSaysWhatIsAllowed() {
    assertThat(PROBE.objectionTo(Temperature.of(185, TemperatureUnit.FAHRENHEIT)))
        .contains(
            "85.000 C is what this sensor says when it could not measure: -127.000 C, 85.000 C");
    assertThat(PROBE.objectionTo(celsius(-127)))
        .contains(
            "-127.000 C is what this sensor says when it could not measure: -127.000 C, 85.000 C");
    assertThat(PROBE.objectionTo(celsius(126)))
        .contains("126.000 C is outside of what this sensor can measure: -55.000 C to 125.000 C");
  }

  @ParameterizedTest
  @CsvSource({"-273.15", "85", "-127", "1000000000"})
  void bareRulesTakeEverythingThatIsATemperature(double celsius) {
    assertThat(Plausibility.anything().objectionTo(Temperature.of(celsius, CELSIUS)))
        .isEqualTo(Optional.empty());
  }

  @Test
  void aRangeIsNotUpsideDown() {
    assertThat(new Plausibility(celsius(5), celsius(5), Set.of()).objectionTo(celsius(5)))
        .isEmpty();
    assertThatThrownBy(() -> new Plausibility(celsius(6), celsius(5), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the coldest of a range must not be above its hottest, was 6.000 C > 5.000 C");
  }

  private static Temperature celsius(double degrees) {
    return Temperature.of(degrees, CELSIUS);
  }
}

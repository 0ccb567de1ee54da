package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureTest {

  @ParameterizedTest
  @CsvSource({
    "0, CELSIUS, 0",
    "-19.8, CELSIUS, -178200",
    "32, FAHRENHEIT, 0",
    "68, FAHRENHEIT, 180000",
    "0.001, FAHRENHEIT, -159995",
    "273.15, KELVIN, 0",
    "0, KELVIN, -2458350",
    "-459.67, FAHRENHEIT, -2458350",
    "-273.15, CELSIUS, -2458350"
  })
  void convertsEveryUnitWithoutRounding(double value, TemperatureUnit unit, long ninths) {
    assertThat(Temperature.of(value, unit)).isEqualTo(new Temperature(ninths));
  }

  @ParameterizedTest
  @CsvSource({"1.0005, 9000", "1.0015, 9018", "1.00051, 9009", "-1.0005, -9000"})
  void takesADoubleByItsShortestFormRoundedHalfEven(double celsius, long ninths) {
    assertThat(Temperature.of(celsius, TemperatureUnit.CELSIUS)).isEqualTo(new Temperature(ninths));
  }

  @Test
  void takesEveryDoubleAsItsShortestFormSays() {
    Random random = new Random(11);
    for (int i = 0; i < 200_000; i++) {
      double decimal = random.nextInt(2_000_000) / Math.pow(10, random.nextInt(7));
      double large = random.nextInt(2_000_000_000) / 2.0 + random.nextInt(1_000) / 1_000.0;
      for (double value :
          new double[] {decimal, Math.nextUp(decimal), Math.nextDown(large), large}) {
        long milli =
            new BigDecimal(Double.toString(value))
                .setScale(3, RoundingMode.HALF_EVEN)
                .unscaledValue()
                .longValueExact();
        assertThat(Temperature.of(value, TemperatureUnit.CELSIUS).ninthsOfMilliCelsius())
            .as("%s", value)
            .isEqualTo(9 * milli);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        -273.151
      })
  void refusesWhatIsNoTemperature(double celsius) {
    assertThatExceptionOfType(InvalidEvent.class)
        .isThrownBy(() -> Temperature.of(celsius, TemperatureUnit.CELSIUS))
        .extracting(InvalidEvent::reason)
        .isEqualTo(RejectionReason.SENSOR_FAULT);
  }

  @Test
  void takesAThousandMillionDegreesButNotMore() {
    assertThat(Temperature.of(1e9, TemperatureUnit.CELSIUS))
        .isEqualTo(new Temperature(9_000_000_000_000L));
    assertThatExceptionOfType(InvalidEvent.class)
        .isThrownBy(() -> Temperature.of(Math.nextUp(1e9), TemperatureUnit.CELSIUS))
        .withMessage("not a temperature: 1.0000000000000001E9 CELSIUS");
  }

  @Test
  void readsAsDegreesCelsius() {
    assertThat(new Temperature(-180_001)).hasToString("-20.000 C");
    assertThat(new TemperatureDelta(180_009)).hasToString("20.001 C");
  }

  @Test
  void aDifferenceConvertsWithoutTheOffset() {
    assertThat(TemperatureDelta.of(new BigDecimal("36"), TemperatureUnit.FAHRENHEIT))
        .isEqualTo(TemperatureDelta.of(new BigDecimal("20.000"), TemperatureUnit.KELVIN))
        .isEqualTo(TemperatureDelta.ofCelsius(20));
  }

  @Test
  void aDifferenceIsNeverRounded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemperatureDelta.of(new BigDecimal("0.0001"), TemperatureUnit.CELSIUS))
        .withMessage("a temperature difference must have at most 3 decimals, was 0.0001");
  }

  @Test
  void aReadingIsKnownByItsIdOrElseByTimeAndExactValue() {
    Temperature warm = new Temperature(180_001);

    assertThat(new Reading("r-1", "s", warm, 0).identity()).isEqualTo("r-1");
    assertThat(new Reading("", "s", warm, 0).identity()).isEqualTo("1970-01-01T00:00:00Z|20.0001");
  }
}

package io.aforo.domain.temperature;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A temperature, exact: a count of ninths of a milli-degree Celsius, so that three decimals of
 * Celsius, Fahrenheit and Kelvin all convert without rounding.
 *
 * @param ninthsOfMilliCelsius not below absolute zero
 */
public record Temperature(long ninthsOfMilliCelsius)
    implements Serializable, Comparable<Temperature> {

  private static final long ABSOLUTE_ZERO = 9L * -273_150;

  /** Hotter than anything that a sensor survives; keeps all arithmetic far from overflow. */
  private static final double MAX_MAGNITUDE = 1e9;

  /**
   * @throws InvalidEvent SENSOR_FAULT below absolute zero
   */
  public Temperature {
    if (ninthsOfMilliCelsius < ABSOLUTE_ZERO) {
      throw new InvalidEvent(
          RejectionReason.SENSOR_FAULT,
          "temperature is below absolute zero: " + celsius(ninthsOfMilliCelsius) + " C");
    }
  }

  /**
   * Takes a double by its shortest decimal form, rounded half-even to three decimals of its unit.
   *
   * @throws InvalidEvent SENSOR_FAULT if it is NaN, infinite, beyond 10^9 or below absolute zero
   */
  public static Temperature of(double value, TemperatureUnit unit) {
    // Written so that NaN fails it.
    if (!(Math.abs(value) <= MAX_MAGNITUDE)) {
      throw new InvalidEvent(
          RejectionReason.SENSOR_FAULT, "not a temperature: " + value + " " + unit);
    }
    long milli = Math.round(value * 1_000);
    // Two numbers of so few digits are never the same double: if this is one with at most three
    // decimals, it is the shortest one, and needs no rounding.
    if (milli / 1_000.0 != value) {
      milli =
          new BigDecimal(Double.toString(value))
              .setScale(3, RoundingMode.HALF_EVEN)
              .unscaledValue()
              .longValueExact();
    }
    return new Temperature(
        switch (unit) {
          case CELSIUS -> 9 * milli;
          case FAHRENHEIT -> 5 * (milli - 32_000);
          case KELVIN -> 9 * (milli - 273_150);
        });
  }

  /** How much warmer this is than {@code other}; negative if it is colder. */
  public TemperatureDelta minus(Temperature other) {
    return new TemperatureDelta(ninthsOfMilliCelsius - other.ninthsOfMilliCelsius);
  }

  /** Degrees Celsius, rounded half-even to three decimals; only for people to read. */
  public BigDecimal toCelsius() {
    return celsius(ninthsOfMilliCelsius);
  }

  /** Degrees Celsius, rounded to four decimals: enough to tell any two temperatures apart. */
  String toDistinctCelsius() {
    return celsius(ninthsOfMilliCelsius, 4).toPlainString();
  }

  @Override
  public int compareTo(Temperature other) {
    return Long.compare(ninthsOfMilliCelsius, other.ninthsOfMilliCelsius);
  }

  @Override
  public String toString() {
    return toCelsius().toPlainString() + " C";
  }

  /** Ninths of milli-degrees as degrees with three decimals. */
  static BigDecimal celsius(long ninths) {
    return celsius(ninths, 3);
  }

  private static BigDecimal celsius(long ninths, int decimals) {
    return BigDecimal.valueOf(ninths)
        .divide(BigDecimal.valueOf(9_000), decimals, RoundingMode.HALF_EVEN);
  }
}

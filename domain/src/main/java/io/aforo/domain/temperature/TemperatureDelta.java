package io.aforo.domain.temperature;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A difference of two temperatures, exact. It converts without the 32-degree offset: 36 F are 20 C.
 *
 * @param ninthsOfMilliCelsius in the same unit as {@link Temperature}
 */
public record TemperatureDelta(long ninthsOfMilliCelsius)
    implements Serializable, Comparable<TemperatureDelta> {

  /**
   * Takes a difference as it is; nothing is rounded.
   *
   * @param value degrees of {@code unit}, at most three decimals
   * @throws IllegalArgumentException if there are more decimals
   */
  public static TemperatureDelta of(BigDecimal value, TemperatureUnit unit) {
    long milli;
    try {
      milli = value.setScale(3, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
    } catch (ArithmeticException inexact) {
      throw new IllegalArgumentException(
          "a temperature difference must have at most 3 decimals, was " + value, inexact);
    }
    long perMilli = unit == TemperatureUnit.FAHRENHEIT ? 5 : 9;
    return new TemperatureDelta(Math.multiplyExact(perMilli, milli));
  }

  /** Whole degrees Celsius. */
  public static TemperatureDelta ofCelsius(long degrees) {
    return new TemperatureDelta(Math.multiplyExact(9_000, degrees));
  }

  public TemperatureDelta abs() {
    return new TemperatureDelta(Math.abs(ninthsOfMilliCelsius));
  }

  /** Degrees Celsius, rounded half-even to three decimals; only for people to read. */
  public BigDecimal toCelsius() {
    return Temperature.celsius(ninthsOfMilliCelsius);
  }

  @Override
  public int compareTo(TemperatureDelta other) {
    return Long.compare(ninthsOfMilliCelsius, other.ninthsOfMilliCelsius);
  }

  @Override
  public String toString() {
    return toCelsius().toPlainString() + " C";
  }
}

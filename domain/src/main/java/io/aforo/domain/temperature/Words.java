package io.aforo.domain.temperature;

import java.math.BigDecimal;

/** Numbers as people write them. */
final class Words {

  private static final long MINUTE = 60_000;

  private Words() {}

  static String degrees(Temperature temperature) {
    return plain(temperature.toCelsius()) + " C";
  }

  static String degrees(TemperatureDelta delta) {
    return plain(delta.toCelsius()) + " C";
  }

  /** Whole minutes from two on, else seconds, to the millisecond. */
  static String time(long millis) {
    return millis >= 2 * MINUTE && millis % MINUTE == 0
        ? millis / MINUTE + " min"
        : plain(BigDecimal.valueOf(millis, 3)) + " s";
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}

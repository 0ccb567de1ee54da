package io.aforo.application.rules;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureUnit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Values that are written with a unit. */
public final class Units {

  private static final String DURATION = "[0-9]{1,9}(?:ms|s|m|h|d)";
  private static final String DEGREES = "[0-9]{1,6}(\\.[0-9]{1,3})? ?[CFK]";

  private Units() {}

  /**
   * Reads {@code 250ms}, {@code 5s}, {@code 1m}, {@code 24h}, {@code 2d} or {@code 0}.
   *
   * @throws IllegalArgumentException if it is nothing of this kind
   */
  public static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (!text.matches(DURATION)) {
      throw new IllegalArgumentException(
          "must be a whole number and ms, s, m, h or d, such as 5s; was " + text);
    }
    String unit = text.replaceFirst("[0-9]+", "");
    long amount = Long.parseLong(text.substring(0, text.length() - unit.length()));
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /**
   * Reads {@code 2026-01-01T10:00:00Z}.
   *
   * @throws IllegalArgumentException if it is nothing of this kind
   */
  public static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException wrong) {
      throw new IllegalArgumentException(
          "must be an ISO 8601 instant such as 2026-01-01T10:00:00Z; was " + text, wrong);
    }
  }

  /**
   * Reads {@code 20 C}, {@code 36 F} or {@code 20.5 K}, a difference of temperatures: 36 F are 20
   * C.
   *
   * @throws IllegalArgumentException if it is nothing of this kind
   */
  public static TemperatureDelta difference(String text) {
    if (!text.matches(DEGREES)) {
      throw new IllegalArgumentException(
          "must be a number of at most 3 decimals and C, F or K, such as 20 C; was " + text);
    }
    return TemperatureDelta.of(degrees(text), unit(text));
  }

  /**
   * Reads {@code -40 C}, {@code 46.4 F} or {@code 277 K}, a temperature: 46.4 F are 8 C.
   *
   * @throws IllegalArgumentException if it is nothing of this kind, or below absolute zero
   */
  public static Temperature temperature(String text) {
    if (!text.matches("-?" + DEGREES)) {
      throw new IllegalArgumentException(
          "must be a temperature of at most 3 decimals in C, F or K, such as -18 C; was " + text);
    }
    try {
      return Temperature.of(degrees(text).doubleValue(), unit(text));
    } catch (InvalidEvent tooCold) {
      throw new IllegalArgumentException("must not be below absolute zero; was " + text, tooCold);
    }
  }

  private static BigDecimal degrees(String text) {
    return new BigDecimal(text.substring(0, text.length() - 1).strip());
  }

  private static TemperatureUnit unit(String text) {
    return switch (text.charAt(text.length() - 1)) {
      case 'C' -> TemperatureUnit.CELSIUS;
      case 'F' -> TemperatureUnit.FAHRENHEIT;
      default -> TemperatureUnit.KELVIN;
    };
  }
}

package io.aforo.job.config;

import io.aforo.domain.temperature.TemperatureDelta;
import java.time.Duration;
import java.time.Instant;

/** Values that are written with a unit, as rules are. */
final class Units {

  private Units() {}

  /**
   * Reads {@code 250ms}, {@code 5s}, {@code 1m}, {@code 24h}, {@code 2d} or, where the schema lets
   * it through, {@code 0}.
   *
   * @throws IllegalArgumentException if it is nothing of this kind
   */
  static Duration duration(String text) {
    return io.aforo.application.rules.Units.duration(text);
  }

  /**
   * Reads {@code 2026-01-01T10:00:00Z}.
   *
   * @throws IllegalArgumentException if it is nothing of this kind
   */
  static Instant instant(String text) {
    return io.aforo.application.rules.Units.instant(text);
  }

  /**
   * Reads {@code 20 C}, {@code 36 F} or {@code 20.5 K}, a difference of temperatures.
   *
   * @throws IllegalArgumentException if it is nothing of this kind
   */
  static TemperatureDelta difference(String text) {
    return io.aforo.application.rules.Units.difference(text);
  }
}

package io.aforo.domain.temperature;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a sensor is so steady that it must be broken.
 *
 * @param below a sensor is flat while its readings of the time differ by less; positive, at most 1
 *     C
 * @param time how long it must be flat, without a gap of more than a sixth of that; whole
 *     milliseconds, positive, at most 24 h
 */
public record Flatline(TemperatureDelta below, Duration time) implements Serializable {

  private static final TemperatureDelta MOST = TemperatureDelta.ofCelsius(1);

  /**
   * @throws IllegalArgumentException naming what is wrong and what is allowed
   */
  public Flatline {
    if (below.ninthsOfMilliCelsius() <= 0 || below.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "below of a flatline must be positive and at most " + MOST + ", was " + below);
    }
    JumpRule.requireMillis(time, Duration.ofMillis(1), "flatline", "for");
  }
}

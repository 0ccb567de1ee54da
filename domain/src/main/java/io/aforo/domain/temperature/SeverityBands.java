package io.aforo.domain.temperature;

import java.io.Serializable;

/**
 * How bad a peak is, by its height. Each band begins with its bound, inclusive; below the first
 * there is INFO.
 *
 * @param warningFrom not negative
 * @param criticalFrom not below {@code warningFrom}
 */
public record SeverityBands(TemperatureDelta warningFrom, TemperatureDelta criticalFrom)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming both bounds
   */
  public SeverityBands {
    if (warningFrom.ninthsOfMilliCelsius() < 0 || criticalFrom.compareTo(warningFrom) < 0) {
      throw new IllegalArgumentException(
          "warning must not be negative, nor above critical, was "
              + warningFrom
              + ", critical "
              + criticalFrom);
    }
  }

  /** The band that {@code peak} is in. */
  public Severity of(TemperatureDelta peak) {
    if (peak.compareTo(criticalFrom) >= 0) {
      return Severity.CRITICAL;
    }
    return peak.compareTo(warningFrom) >= 0 ? Severity.WARNING : Severity.INFO;
  }
}

package io.aforo.domain.temperature;

/** What a monitor made of a reading. */
public enum Verdict {
  /** It was evaluated. */
  COUNTED,
  /** It was there already; nothing changed. */
  DUPLICATE,
  /** It is older than the sensor's own clock allows; nothing changed. */
  LATE
}

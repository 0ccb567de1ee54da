package io.aforo.domain.temperature;

/** Which way a temperature jumped, by event time. */
public enum Direction {
  RISING,
  FALLING,
  /** Two readings of the same time. */
  SIMULTANEOUS
}

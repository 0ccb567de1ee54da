package io.aforo.domain.temperature;

/** Why an episode ended. */
public enum CloseReason {
  /** It is over: the sensor was calm for long enough, or speaks again. */
  QUIET,
  /** The sensor said nothing for a day. */
  EXPIRED
}

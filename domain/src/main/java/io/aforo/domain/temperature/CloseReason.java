package io.aforo.domain.temperature;

/** Why an episode ended. */
public enum CloseReason {
  /** The sensor was calm for long enough. */
  QUIET,
  /** The sensor said nothing for a day. */
  EXPIRED
}

package io.aforo.domain.temperature;

/** What an alert is about. */
public enum AlertKind {
  /** Two readings of a short time differ by a lot. */
  JUMP,
  /** It has been too warm for too long. */
  TOO_WARM,
  /** It has been too cold for too long. */
  TOO_COLD,
  /** The sensor says nothing. */
  SILENT,
  /** The sensor says the same all the time. */
  FLATLINE,
  /** The sensor is read too rarely for its rule: it could jump, and nobody would see. */
  RULE_NOT_EVALUABLE;

  /** Whether it is about readings, so that it can be without data. */
  boolean isAboutReadings() {
    return this != SILENT && this != RULE_NOT_EVALUABLE;
  }
}

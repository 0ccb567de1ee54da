package io.aforo.domain.temperature;

/** How bad it is, the least first. */
public enum Severity {
  INFO,
  WARNING,
  CRITICAL
}

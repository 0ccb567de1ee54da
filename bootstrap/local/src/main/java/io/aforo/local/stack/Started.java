package io.aforo.local.stack;

import java.time.Duration;
import java.util.Locale;

/**
 * A component of the stack that is ready for clients.
 *
 * @param component {@code broker}, {@code registry} or {@code database}
 * @param took from the start of its process until it answered
 * @param address what clients are told: host and port, or a URL
 */
public record Started(String component, Duration took, String address) {

  /** A line for people: {@code broker ready in 3.1 s on 127.0.0.1:41234}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s ready in %.1f s on %s", component, took.toMillis() / 1000.0, address);
  }
}

package io.aforo.benchmarks.latency;

/**
 * When each of a steady stream of events is to be sent. The plan does not wait for whoever is slow:
 * what is sent late was due when it was due, so a stall costs all that should have been sent in it.
 *
 * @param startNanos of the first event, by {@link System#nanoTime}
 * @param perSecond events a second
 */
record OpenLoop(long startNanos, int perSecond) {

  OpenLoop {
    if (perSecond <= 0) {
      throw new IllegalArgumentException("perSecond must be positive, was " + perSecond);
    }
  }

  /** When an event is due, by {@link System#nanoTime}. */
  long dueNanos(long index) {
    return startNanos
        + index / perSecond * 1_000_000_000L
        + index % perSecond * 1_000_000_000L / perSecond;
  }

  /** How many events are due by now. */
  long due(long nanos) {
    long since = nanos - startNanos;
    if (since < 0) {
      return 0;
    }
    long whole = since / 1_000_000_000L * perSecond;
    long guess = whole + since % 1_000_000_000L * perSecond / 1_000_000_000L;
    // Divisions round down, here and above.
    while (dueNanos(guess) <= nanos) {
      guess++;
    }
    return guess;
  }
}

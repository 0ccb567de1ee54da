package io.aforo.benchmarks.latency;

/**
 * An instant by the wall's clock, which brokers write down, and by {@link System#nanoTime}.
 *
 * @param millis since the epoch
 * @param nanos of the same instant
 */
record BothClocks(long millis, long nanos) {

  /** Now, at the beginning of a millisecond, so that none is off by a part of one. */
  static BothClocks now() {
    long before = System.currentTimeMillis();
    long millis = before;
    while (millis == before) {
      millis = System.currentTimeMillis();
    }
    return new BothClocks(millis, System.nanoTime());
  }

  /** An instant of {@link System#nanoTime} as epoch milliseconds, rounded towards this one. */
  long millisAt(long nanoTime) {
    return millis + (nanoTime - nanos) / 1_000_000;
  }

  /** Epoch milliseconds as an instant of {@link System#nanoTime}. */
  long nanosAt(long epochMillis) {
    return nanos + (epochMillis - millis) * 1_000_000;
  }
}

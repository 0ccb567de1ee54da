package io.aforo.benchmarks.latency;

/**
 * An instant by the wall's clock, which brokers write down, and by {@link System#nanoTime}.
 *
 * @param millis since the epoch
 * @param nanos of the same instant
 */
record BothClocks(long millis, long nanos) {

  private static final int TRIES = 10;
  private static final long MOST_APART_MILLIS = 2;

  /** Now, at the beginning of a millisecond, so that none is off by a part of one. */
  static BothClocks now() {
    BothClocks closest = null;
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      long first = System.currentTimeMillis();
      long before = System.nanoTime();
      long millis = System.currentTimeMillis();
      while (millis == first) {
        before = System.nanoTime();
        millis = System.currentTimeMillis();
      }
      long after = System.nanoTime();
      // Who is not let run between the looks at both clocks tries again.
      if (after - before < least) {
        least = after - before;
        closest = new BothClocks(millis, after);
      }
    }
    return closest;
  }

  /** An instant of {@link System#nanoTime} as epoch milliseconds, rounded towards this one. */
  long millisAt(long nanoTime) {
    return millis + (nanoTime - nanos) / 1_000_000;
  }

  /** Epoch milliseconds as an instant of {@link System#nanoTime}. */
  long nanosAt(long epochMillis) {
    return nanos + (epochMillis - millis) * 1_000_000;
  }

  /**
   * @throws IllegalStateException if the wall's clock was set meanwhile, or has gone at another
   *     pace
   */
  void checkStillTogether() {
    BothClocks now = now();
    long apart = now.millis - millisAt(now.nanos);
    if (Math.abs(apart) > MOST_APART_MILLIS) {
      throw new IllegalStateException("the clocks have moved apart by " + apart + " ms");
    }
  }
}

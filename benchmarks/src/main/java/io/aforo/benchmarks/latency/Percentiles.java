package io.aforo.benchmarks.latency;

import java.util.Arrays;

/** Exact percentiles by nearest rank: the smallest value that as many are not above. */
final class Percentiles {

  private final long[] sorted;

  /**
   * @throws IllegalArgumentException if there are no values
   */
  Percentiles(long[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("there must be a value");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /**
   * @param perThousand such as 999 for the 99.9th percentile, above 0 and up to 1,000
   */
  long at(int perThousand) {
    if (perThousand < 1 || perThousand > 1_000) {
      throw new IllegalArgumentException("perThousand must be 1 to 1000, was " + perThousand);
    }
    long rank = ((long) sorted.length * perThousand + 999) / 1_000;
    return sorted[(int) rank - 1];
  }

  long max() {
    return sorted[sorted.length - 1];
  }
}

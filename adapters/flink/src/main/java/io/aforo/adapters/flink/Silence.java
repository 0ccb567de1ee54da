package io.aforo.adapters.flink;

import java.time.Duration;

/**
 * When an input counts as silent, so that time goes on without it.
 *
 * @param idleness after how long without events a partition is left out of the watermark; not
 *     negative
 * @param after after how long without any event of the whole input the watermark moves with the
 *     wall clock; zero for never, else not shorter than the idleness, by which silence is told
 */
public record Silence(Duration idleness, Duration after) {

  /** Time waits for events, however long. */
  public static final Silence IGNORED = new Silence(Duration.ZERO, Duration.ZERO);

  public Silence {
    if (!after.isZero() && (idleness.isZero() || after.compareTo(idleness) < 0)) {
      throw new IllegalArgumentException(
          "silence is told by idle partitions, so it cannot be shorter than the idleness of "
              + idleness
              + " (zero: never idle), was "
              + after);
    }
  }
}

package io.aforo.benchmarks;

import java.time.Duration;

/** What a contestant does before it is measured, so that its code is compiled; alike for all. */
public final class WarmUp {

  private static final int FIRST_EVENTS = 20_000;

  private WarmUp() {}

  /**
   * Work on a stream, or a part of it.
   *
   * @see WarmUp#of
   */
  @FunctionalInterface
  public interface Work {

    /**
     * Works on the first events of the stream.
     *
     * @param stopwatch started before the first of them, stopped behind the last result
     */
    void on(int events, Stopwatch stopwatch) throws Exception;
  }

  /**
   * Works on a part of the stream, then on more, so that those who are slow do not take for ever.
   *
   * @param time how much CPU time it takes, at least: by the clock a busy machine would give less
   * @param events how many there are
   */
  public static void of(Duration time, int events, Work work) throws Exception {
    double worked = 0;
    int part = Math.min(events, FIRST_EVENTS);
    while (worked < time.toNanos()) {
      Stopwatch stopwatch = new Stopwatch();
      work.on(part, stopwatch);
      worked += stopwatch.cpuNanos();
      part = (int) Math.min(events, 3L * part);
    }
    System.gc();
  }
}

package io.aforo.benchmarks;

import java.time.Duration;

/** What a contestant does before it is measured, so that its code is compiled; alike for all. */
public final class WarmUp {

  private static final int FIRST_EVENTS = 20_000;

  /** Jobs so short that starting them is most of the work do not go on for ever. */
  private static final int MOST_WITH_STARTS = 3;

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
   * @param time how much CPU time the work takes, at least: by the clock a busy machine would give
   *     less; with what is around it, three times as much is enough
   * @param events how many there are
   */
  public static void of(Duration time, int events, Work work) throws Exception {
    double worked = 0;
    int part = Math.min(events, FIRST_EVENTS);
    Stopwatch all = new Stopwatch();
    all.start();
    while (worked < time.toNanos() && all.cpuNanos() < MOST_WITH_STARTS * time.toNanos()) {
      Stopwatch stopwatch = new Stopwatch();
      work.on(part, stopwatch);
      all.stop();
      worked += stopwatch.cpuNanos();
      part = (int) Math.min(events, 3L * part);
    }
    System.gc();
  }
}

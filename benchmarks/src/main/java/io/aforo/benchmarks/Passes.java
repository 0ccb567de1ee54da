package io.aforo.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * What is measured: the same work again and again for those who are done in no time, which could be
 * any moment's, and CPU time is counted in steps of some milliseconds.
 */
public final class Passes {

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

  private static final int MOST = 10;

  private Passes() {}

  /**
   * The work once.
   *
   * @param <R> what comes out
   */
  @FunctionalInterface
  public interface Pass<R> {

    /**
     * @param stopwatch started before the first event, stopped behind the last result
     */
    R run(Stopwatch stopwatch) throws Exception;
  }

  /**
   * Works up to two seconds or ten times, once at least, and returns what came out last.
   *
   * @param events how many there are to a pass
   * @param figures gets the sums over all passes, and how many there were
   * @param checksum of what comes out, the same for each pass
   */
  public static <R> R of(
      long events, Map<String, Double> figures, Function<R, String> checksum, Pass<R> pass)
      throws Exception {
    R last = null;
    double passes = 0;
    while (passes == 0 || (passes < MOST && figures.get("wallNanos") < LONG_ENOUGH.toNanos())) {
      Stopwatch stopwatch = new Stopwatch();
      R answer = pass.run(stopwatch);
      if (last != null && !checksum.apply(last).equals(checksum.apply(answer))) {
        throw new IllegalStateException("each pass has another answer");
      }
      last = answer;
      stopwatch.figures(events).forEach((name, figure) -> figures.merge(name, figure, Double::sum));
      passes++;
    }
    figures.put("passes", passes);
    return last;
  }
}

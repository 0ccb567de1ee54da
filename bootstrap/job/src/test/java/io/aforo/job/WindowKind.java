package io.aforo.job;

import io.aforo.domain.time.RunningTotals;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.List;

/**
 * The kinds of windows, each with some that are small enough for random sales to meet all edges.
 */
enum WindowKind {
  TUMBLING(
      Windowing.tumbling(minutes(10)),
      new SlicedWindows(minutes(15).toMillis(), minutes(15).toMillis(), minutes(4).toMillis())),
  SLIDING(
      Windowing.sliding(minutes(30), minutes(10)),
      new SlicedWindows(minutes(20).toMillis(), minutes(5).toMillis(), minutes(1).toMillis()),
      // Slices of a common divisor, which is neither the size nor the step.
      Windowing.sliding(minutes(25), minutes(10)),
      new SlicedWindows(minutes(12).toMillis(), minutes(9).toMillis(), minutes(2).toMillis())),
  SESSION(Windowing.session(minutes(5)), Windowing.session(minutes(2))),
  RUNNING(
      Windowing.running(minutes(15)),
      Windowing.runningEveryChanges(1),
      Windowing.runningEveryChanges(4)),
  COUNT(Windowing.count(1), Windowing.count(3), Windowing.count(7));

  /** What the engine computes: every proof is over all of these. */
  static final List<WindowKind> COMPUTED = List.of(values());

  private final List<Windowing> windowings;

  WindowKind(Windowing... windowings) {
    this.windowings = List.of(windowings);
  }

  /** Windows of this kind; none is longer than half an hour. */
  List<Windowing> windowings() {
    return windowings;
  }

  /** Whether its windows have a start and an end, so that results follow from event times alone. */
  boolean hasTimes() {
    return this != RUNNING && this != COUNT;
  }

  /** A part of a report's name: what the windows are. */
  static String nameOf(Windowing windowing) {
    return windowing instanceof RunningTotals totals
        ? "running-" + totals.everyMillis() + "-" + totals.everyChanges()
        : windowing.id();
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }
}

package io.aforo.domain.time;

import java.io.Serializable;
import java.time.Duration;

/** How events are gathered into results: one kind of windows with its sizes. */
public sealed interface Windowing extends Serializable
    permits SlicedWindows, SessionWindows, RunningTotals, CountWindows {

  /** Windows that do not overlap, aligned to the epoch. */
  static SlicedWindows tumbling(Duration size) {
    return new SlicedWindows(size.toMillis(), size.toMillis(), 0);
  }

  /** Windows of {@code size} that start at each multiple of {@code every}; they may overlap. */
  static SlicedWindows sliding(Duration size, Duration every) {
    return new SlicedWindows(size.toMillis(), every.toMillis(), 0);
  }

  /** Windows that end when nothing came for longer than {@code gap}. */
  static SessionWindows session(Duration gap) {
    return new SessionWindows(gap.toMillis());
  }

  /** One total without an end, written at most every {@code every} of event time. */
  static RunningTotals running(Duration every) {
    return RunningTotals.everyMillis(every.toMillis());
  }

  /** One total without an end, written after every so many changes. */
  static RunningTotals runningEveryChanges(long changes) {
    return RunningTotals.everyChanges(changes);
  }

  /** Windows of so many events, in the order of their arrival. */
  static CountWindows count(long size) {
    return new CountWindows(size);
  }

  /**
   * For how long after an event's time its windows still wait for others, in milliseconds: 0 where
   * windows have no times.
   */
  long spanMillis();

  /**
   * Rows that are written early must come more often than this, in milliseconds: 0 where windows
   * are written at a rhythm of their own, {@link EventTime#MAX} where any rhythm will do.
   */
  default long earlyLimitMillis() {
    return EventTime.MAX;
  }

  /** A text that two kinds of windows share only if they mean the same; part of saved state. */
  String id();
}

package io.aforo.domain.activity;

import io.aforo.domain.time.SessionLifecycle;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What makes a session of activities, and when its row is written.
 *
 * @param windows the gap that ends a session; part of the meaning of saved state
 * @param lifecycle how long a session takes late activities; may change
 * @param earlyMillis how often a row is written before its session is complete, in event time and
 *     only if it changed; 0 for never
 */
public record SessionRule(SessionWindows windows, WindowLifecycle lifecycle, long earlyMillis)
    implements Serializable {

  /** The longest silence within a session where nothing else is said. */
  public static final Duration DEFAULT_GAP = Duration.ofMinutes(30);

  /** How long sessions take late activities where nothing else is said. */
  public static final Duration DEFAULT_LATENESS = Duration.ofHours(24);

  /**
   * @throws IllegalArgumentException if the rhythm of early rows is negative
   */
  public SessionRule {
    Objects.requireNonNull(windows, "windows");
    Objects.requireNonNull(lifecycle, "lifecycle");
    if (earlyMillis < 0) {
      throw new IllegalArgumentException(
          "early rows must come every 0 ms (never) or more, was " + earlyMillis + " ms");
    }
  }

  /** A gap of 30 minutes, and 24 hours for what comes late; no early rows. */
  public static SessionRule standard() {
    return of(DEFAULT_GAP, DEFAULT_LATENESS);
  }

  /** Sessions without early rows. */
  public static SessionRule of(Duration gap, Duration lateness) {
    return new SessionRule(Windowing.session(gap), WindowLifecycle.ofLateness(lateness), 0);
  }

  /** The same, with a row every so often of a session that changed. */
  public SessionRule withEarlyRows(Duration every) {
    return new SessionRule(windows, lifecycle, every.toMillis());
  }

  /** The session of an activity at this time, epoch milliseconds, if it were alone. */
  public TimeWindow windowOf(long activity) {
    return windows.window(activity, activity);
  }

  /** A text that two rules share only if sessions mean the same to them; part of saved state. */
  public String id() {
    return windows.id();
  }

  /** When a session is complete, closed and forgotten. */
  SessionLifecycle sessions() {
    return new SessionLifecycle(windows, lifecycle);
  }
}

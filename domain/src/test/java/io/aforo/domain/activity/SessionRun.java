package io.aforo.domain.activity;

import static io.aforo.domain.sales.SaleBuilder.time;

import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The sessions of one user run by hand: activities go in, time moves, rows come out. It does what a
 * runtime does: the state is woken only when it asks for it, and a state that is spent is gone.
 */
final class SessionRun {

  static final String USER = "ana";

  private final List<ActivitySession> rows = new ArrayList<>();
  private final List<Late> late = new ArrayList<>();
  private SessionRule rule;
  private UserSessions sessions = new UserSessions();
  private long watermark = EventTime.MIN;
  private boolean isWoken = true;

  /** An activity that came too late, and what this was judged against. */
  record Late(long occurredAt, long clock) {}

  SessionRun(SessionRule rule) {
    this.rule = rule;
  }

  /** Takes activities at times of day, in this order. */
  void add(String... timesOfDay) {
    for (String timeOfDay : timesOfDay) {
      add(time(timeOfDay));
    }
  }

  /** Takes an activity; whether it was in time. */
  boolean add(long occurredAt) {
    boolean isInTime =
        sessions.onActivity(new Activity(USER, "view", occurredAt), rule, watermark, rows::add);
    if (!isInTime) {
      late.add(new Late(occurredAt, sessions.clock()));
    }
    settle();
    return isInTime;
  }

  void advanceTo(String timeOfDay) {
    advanceTo(time(timeOfDay));
  }

  /** Moves time, epoch milliseconds; back does nothing. */
  void advanceTo(long time) {
    watermark = Math.max(watermark, time);
    if (sessions.wakeAt() <= watermark && (isWoken || watermark == EventTime.MAX)) {
      sessions.onTime(rule, watermark, rows::add);
      settle();
    }
  }

  void end() {
    advanceTo(EventTime.MAX);
  }

  private void settle() {
    long clock = clock();
    if (sessions.isSpent()) {
      sessions = new UserSessions();
    } else if (sessions.wakeAt() <= clock) {
      throw new AssertionError(
          "asks to be woken at " + sessions.wakeAt() + ", which has passed at " + clock);
    }
  }

  /**
   * Saves the state and goes on with what was saved. A state remembers by itself how far time has
   * come; a watermark that is behind it does no harm.
   */
  void restore() {
    if (!sessions.isSpent()) {
      watermark = EventTime.MIN;
    }
    sessions =
        new UserSessions(
            sessions.userId(),
            sessions.clock(),
            sessions.closedThrough(),
            sessions.wakeAt(),
            sessions.sessions());
  }

  /** Saves the state, and goes on under another rule. */
  void restoreUnder(SessionRule changed) {
    restore();
    rule = changed;
  }

  /** Whether the state is woken when it asks for it, and not only by the next activity. */
  void setWoken(boolean isWoken) {
    this.isWoken = isWoken;
  }

  /** The rows that came out since this was last asked, in order. */
  List<ActivitySession> rows() {
    List<ActivitySession> taken = List.copyOf(rows);
    rows.clear();
    return taken;
  }

  /** The activities that came too late so far, in order. */
  List<Late> late() {
    return List.copyOf(late);
  }

  /** What lateness is judged against now, epoch milliseconds. */
  long clock() {
    return Math.max(sessions.clock(), watermark);
  }

  UserSessions sessions() {
    return sessions;
  }
}

package io.aforo.domain.activity;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.SessionLifecycle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The state machine that gathers the activities of one user into sessions. Mutable.
 *
 * <p>A session is complete when the watermark reaches its end: then its row is FINAL. It still
 * takes late activities, which make it CORRECTED, extend it, or bridge it with another; and it is
 * remembered for as long as {@link SessionLifecycle} says. An activity is judged after merging: one
 * that is too old by itself is on time in a session that is still open.
 *
 * <p>A session's row is named by its start, and a start can move. The row that then holds takes the
 * place of those that start within it; what is known to have been written under another start is
 * also said to be MERGED, after it, for those who only follow what is said. If the session is not
 * complete then, its row is PROVISIONAL. Other than that, a row that was FINAL is not written again
 * until its session is complete, early rows or not.
 *
 * <p>Time only moves forward here: the furthest watermark is remembered as long as there are
 * sessions. Without any, it is left to the runtime to remember time: see {@link #isSpent}.
 */
public final class UserSessions {

  private String userId;
  private long clock;
  private long closedThrough;
  private long wakeAt;
  // By their starts. Any two lie more than the gap apart, so by their ends as well.
  private final List<KeptSession> sessions;

  /** Of a user who has done nothing yet. */
  public UserSessions() {
    this("", EventTime.MIN, EventTime.MIN, EventTime.MAX, List.of());
  }

  /**
   * Puts back what the accessors gave.
   *
   * @param userId the user
   * @param clock the furthest watermark seen, epoch milliseconds
   * @param closedThrough the last time that closed sessions cover, epoch milliseconds
   * @param wakeAt when there is something to do, epoch milliseconds
   * @param sessions by their starts
   */
  public UserSessions(
      String userId, long clock, long closedThrough, long wakeAt, List<KeptSession> sessions) {
    this.userId = Objects.requireNonNull(userId, "userId");
    this.clock = clock;
    this.closedThrough = closedThrough;
    this.wakeAt = wakeAt;
    this.sessions = new ArrayList<>(sessions);
  }

  /** The same state, which shares nothing with this one that can change. */
  public UserSessions copy() {
    return new UserSessions(userId, clock, closedThrough, wakeAt, sessions);
  }

  /** The user; the empty text before the first activity. */
  public String userId() {
    return userId;
  }

  /** The furthest watermark seen, epoch milliseconds. */
  public long clock() {
    return clock;
  }

  /** The last time that closed sessions cover, epoch milliseconds. */
  public long closedThrough() {
    return closedThrough;
  }

  /**
   * The watermark at which {@link #onTime} has something to do; {@link EventTime#MAX} for never. An
   * activity that extends a session does not move it: at that time it moves on by itself.
   */
  public long wakeAt() {
    return wakeAt;
  }

  /** The sessions that are remembered, by their starts. */
  public List<KeptSession> sessions() {
    return Collections.unmodifiableList(sessions);
  }

  /**
   * Whether no session is remembered. Then this is as good as new to a runtime whose watermark
   * never moves back, by a restart neither.
   */
  public boolean isSpent() {
    return sessions.isEmpty();
  }

  /**
   * Takes in an activity, in whatever order they come, after doing what is due by the watermark.
   *
   * @param activity an activity of this user
   * @param rule the rule; its gap is always the same
   * @param watermark the watermark on its arrival, epoch milliseconds
   * @param rows is told of every row that is new or changed
   * @return whether it is in a session; if not, it came too late by the {@link #clock}
   * @throws IllegalArgumentException if the activity is another user's
   */
  public boolean onActivity(
      Activity activity, SessionRule rule, long watermark, Consumer<ActivitySession> rows) {
    if (!isSpent() && !userId.equals(activity.userId())) {
      throw new IllegalArgumentException(
          "an activity of user " + activity.userId() + " came to the sessions of " + userId);
    }
    userId = activity.userId();
    moveTo(watermark, rule, rows);
    return add(activity.occurredAt(), rule, rows);
  }

  /**
   * Does what is due by the watermark: writes the rows of the sessions that are complete now, and
   * forgets those that nothing can reach any more.
   *
   * @param watermark epoch milliseconds
   * @return whether anything changed
   */
  public boolean onTime(SessionRule rule, long watermark, Consumer<ActivitySession> rows) {
    if (watermark < wakeAt) {
      return false;
    }
    moveTo(watermark, rule, rows);
    return true;
  }

  private boolean add(long at, SessionRule rule, Consumer<ActivitySession> rows) {
    SessionLifecycle lifecycle = rule.sessions();
    int next = countWhile(session -> session.first() <= at);
    Optional<KeptSession> earlier = sessionThatTakes(at, next - 1, lifecycle);
    Optional<KeptSession> later = sessionThatTakes(at, next, lifecycle);
    KeptSession alone = KeptSession.of(at);
    KeptSession upToIt = earlier.map(session -> session.plus(alone)).orElse(alone);
    KeptSession whole = later.map(upToIt::plus).orElse(upToIt);
    boolean isWithinOne = earlier.isPresent() && at <= earlier.get().last();
    // Where the allowed lateness was raised, what was closed before stays closed.
    long closing = Math.max(clock, rule.lifecycle().closingWatermark(closedThrough));
    if (lifecycle.isClosed(whole.last(), closing)
        || (!isWithinOne && lifecycle.isOutOfReach(at, closing))) {
      return false;
    }

    int index = earlier.isPresent() ? next - 1 : next;
    sessions.subList(index, later.isPresent() ? next + 1 : next).clear();
    sessions.add(index, whole);
    Optional<KeptSession> merged = later.filter(KeptSession::isWritten);
    if (merged.isPresent() || lifecycle.isComplete(whole.last(), clock)) {
      write(index, rule, rows);
    }
    merged.ifPresent(session -> rows.accept(row(session, RowStatus.MERGED, rule)));
    wakeAt = Math.min(wakeAt, dueAt(sessions.get(index), rule));
    return true;
  }

  private Optional<KeptSession> sessionThatTakes(long at, int index, SessionLifecycle lifecycle) {
    return index >= 0 && index < sessions.size()
        ? Optional.of(sessions.get(index))
            .filter(
                session -> lifecycle.windows().areTogether(session.first(), session.last(), at, at))
        : Optional.empty();
  }

  private void moveTo(long watermark, SessionRule rule, Consumer<ActivitySession> rows) {
    if (watermark <= clock) {
      return;
    }
    long since = clock;
    clock = watermark;
    closedThrough = Math.max(closedThrough, rule.lifecycle().closedThrough(watermark));
    if (wakeAt <= watermark) {
      SessionLifecycle lifecycle = rule.sessions();
      writeDue(since, rule, rows);
      int forgotten = countWhile(session -> lifecycle.forgottenAt(session.last()) <= watermark);
      sessions.subList(0, forgotten).clear();
      wakeAt = firstDue(rule);
    }
  }

  /** Writes what is due now and was not yet; what was complete before is written already. */
  private void writeDue(long since, SessionRule rule, Consumer<ActivitySession> rows) {
    SessionLifecycle lifecycle = rule.sessions();
    int open = countWhile(session -> lifecycle.isComplete(session.last(), since));
    for (int index = open; index < sessions.size(); index++) {
      KeptSession session = sessions.get(index);
      if (lifecycle.isComplete(session.last(), clock) || earlyAt(session, since, rule) <= clock) {
        write(index, rule, rows);
      }
    }
  }

  private long firstDue(SessionRule rule) {
    SessionLifecycle lifecycle = rule.sessions();
    int open = countWhile(session -> lifecycle.isComplete(session.last(), clock));
    // Of those that are complete, the first is the first to be forgotten.
    long due = open > 0 ? dueAt(sessions.get(0), rule) : EventTime.MAX;
    for (KeptSession session : sessions.subList(open, sessions.size())) {
      due = Math.min(due, dueAt(session, rule));
    }
    return due;
  }

  private long dueAt(KeptSession session, SessionRule rule) {
    SessionLifecycle lifecycle = rule.sessions();
    return lifecycle.isComplete(session.last(), clock)
        ? lifecycle.forgottenAt(session.last())
        : Math.min(lifecycle.completeAt(session.last()), earlyAt(session, clock, rule));
  }

  /** When an early row of a session is due; never if it has no news. */
  private static long earlyAt(KeptSession session, long since, SessionRule rule) {
    return rule.earlyMillis() > 0 && session.hasEarlyNews()
        ? EventTime.tickAfter(since, session.first(), rule.earlyMillis())
        : EventTime.MAX;
  }

  private void write(int index, SessionRule rule, Consumer<ActivitySession> rows) {
    KeptSession session = sessions.get(index);
    boolean isComplete = rule.sessions().isComplete(session.last(), clock);
    RowStatus status = RowStatus.PROVISIONAL;
    if (isComplete) {
      status = session.wasFinal() ? RowStatus.CORRECTED : RowStatus.FINAL;
    }
    rows.accept(row(session, status, rule));
    sessions.set(index, session.afterWriting(isComplete));
  }

  private ActivitySession row(KeptSession session, RowStatus status, SessionRule rule) {
    return new ActivitySession(
        userId,
        rule.windows().window(session.first(), session.last()),
        session.last(),
        session.actions(),
        status);
  }

  /** How many sessions pass the test, if each that comes before one that passes it does, too. */
  private int countWhile(Predicate<KeptSession> passes) {
    int low = 0;
    int high = sessions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (passes.test(sessions.get(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

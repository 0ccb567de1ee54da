package io.aforo.domain.activity;

import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.io.Serializable;
import java.util.Objects;

/**
 * A run of activities of one user, each at most the gap after the one before. Its row is named by
 * the user and the session's start.
 *
 * <p>A start can move, and sessions can grow together, so a row that is not MERGED is absorbing: it
 * takes the place of every row of its user that starts after it and ends no later.
 *
 * @param userId who
 * @param window from the first activity to the end: the last one plus the gap
 * @param lastActivity the last activity, epoch milliseconds
 * @param actions how many activities; positive
 * @param status how settled this is
 */
public record ActivitySession(
    String userId, TimeWindow window, long lastActivity, long actions, RowStatus status)
    implements Serializable {

  /**
   * @throws IllegalArgumentException if there is no activity, or the last one is not in the window
   */
  public ActivitySession {
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(status, "status");
    if (actions <= 0) {
      throw new IllegalArgumentException("actions must be positive, was " + actions);
    }
    if (lastActivity < window.start() || lastActivity >= window.end()) {
      throw new IllegalArgumentException(
          "the last activity, " + lastActivity + " ms, must be within " + window);
    }
  }

  /** Activities folded in; of two rows with the same key, the one with more is the newer. */
  public long revision() {
    return actions;
  }

  /** From the first activity to the last, milliseconds. */
  public long activeMillis() {
    return lastActivity - window.start();
  }

  /** Whether the other row has to become MERGED because of this one. */
  public boolean absorbs(ActivitySession other) {
    return status != RowStatus.MERGED && other.isWithin(this);
  }

  /** Whether this row has to be written as MERGED because the stored one is there. */
  public boolean isCoveredBy(ActivitySession stored) {
    return status != RowStatus.MERGED && stored.status != RowStatus.MERGED && isWithin(stored);
  }

  private boolean isWithin(ActivitySession other) {
    return userId.equals(other.userId)
        && other.window.start() < window.start()
        && window.end() <= other.window.end();
  }

  /** The same row with the status MERGED. */
  public ActivitySession merged() {
    return new ActivitySession(userId, window, lastActivity, actions, RowStatus.MERGED);
  }

  /** What identifies the row in its table. */
  public Key key() {
    return new Key(userId, window.start());
  }

  /** A row's identity; a session's end moves, so only its start is in it. */
  public record Key(String userId, long start) implements Serializable, Comparable<Key> {

    @Override
    public int compareTo(Key other) {
      int order = userId.compareTo(other.userId);
      return order == 0 ? Long.compare(start, other.start) : order;
    }
  }
}

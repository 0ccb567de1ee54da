package io.aforo.domain.time;

/**
 * Windows that follow activity: one lasts from its first event to its last one plus the gap, and
 * two events belong together if they are at most the gap apart. (Exactly the gap apart is together:
 * this is Flink's rule.)
 *
 * @param gapMillis the longest silence within a session; positive
 */
public record SessionWindows(long gapMillis) implements Windowing {

  public SessionWindows {
    if (gapMillis <= 0) {
      throw new IllegalArgumentException("session gap must be positive, was " + gapMillis + " ms");
    }
  }

  /** The end of a session, as known when this is its last event. */
  public long endAfter(long lastEvent) {
    return EventTime.plus(lastEvent, gapMillis);
  }

  /**
   * The first time at which an event is no longer of the session with this last event: at its end,
   * exactly the gap later, it still is. So a session is complete when the watermark reaches its
   * end, a millisecond later than another window: the event at the end may be on its way.
   */
  public long overAt(long lastEvent) {
    return EventTime.plus(endAfter(lastEvent), 1);
  }

  /** The window of a session from its first to its last event, both epoch milliseconds. */
  public TimeWindow window(long firstEvent, long lastEvent) {
    return new TimeWindow(firstEvent, endAfter(lastEvent));
  }

  /**
   * Whether two runs of events belong to one session.
   *
   * @param first the first event of the one
   * @param last the last event of the one
   * @param otherFirst the first event of the other
   * @param otherLast the last event of the other
   */
  public boolean areTogether(long first, long last, long otherFirst, long otherLast) {
    return otherFirst <= endAfter(last) && first <= endAfter(otherLast);
  }

  @Override
  public long spanMillis() {
    return gapMillis;
  }

  @Override
  public String id() {
    return "session-" + gapMillis;
  }
}

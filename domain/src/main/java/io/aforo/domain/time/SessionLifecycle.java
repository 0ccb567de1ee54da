package io.aforo.domain.time;

import java.io.Serializable;
import java.util.Objects;

/**
 * When a session is complete, when it takes no more events, and when it is forgotten. Times are
 * epoch milliseconds and saturate.
 *
 * <p>A session that is closed is remembered for two more gaps. An event that is on time finds each
 * session that it belongs to, even if that one alone takes no more events; and a late event that an
 * open session saves does not move a start so far back that it could come near a session that is
 * forgotten. So any two sessions of a group that ever were lie more than the gap apart.
 *
 * @param windows the sessions
 * @param lifecycle how long they take late events
 */
public record SessionLifecycle(SessionWindows windows, WindowLifecycle lifecycle)
    implements Serializable {

  public SessionLifecycle {
    Objects.requireNonNull(windows, "windows");
    Objects.requireNonNull(lifecycle, "lifecycle");
  }

  /** The watermark at which the session with this last event is complete: its end. */
  public long completeAt(long lastEvent) {
    return lifecycle.completeAt(windows.overAt(lastEvent));
  }

  public boolean isComplete(long lastEvent, long watermark) {
    return completeAt(lastEvent) <= watermark;
  }

  /** Whether the session with this last event takes no more events. */
  public boolean isClosed(long lastEvent, long watermark) {
    return closedAt(lastEvent) <= watermark;
  }

  /**
   * Whether an event of this time could be within the gap of a session that is forgotten, so that
   * it is late even next to an open session, unless it lies within that one.
   */
  public boolean isOutOfReach(long time, long watermark) {
    return EventTime.plus(closedAt(time), windows.gapMillis()) <= watermark;
  }

  /** The watermark at which the session with this last event is forgotten. */
  public long forgottenAt(long lastEvent) {
    long oneGapLater = EventTime.plus(closedAt(lastEvent), windows.gapMillis());
    return EventTime.plus(oneGapLater, windows.gapMillis());
  }

  private long closedAt(long lastEvent) {
    return lifecycle.cleanupAt(windows.overAt(lastEvent));
  }
}

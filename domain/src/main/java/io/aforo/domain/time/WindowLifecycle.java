package io.aforo.domain.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a window is complete and when it is forgotten.
 *
 * @param latenessMillis how long after its completion a window still takes events; not negative
 */
public record WindowLifecycle(long latenessMillis) implements Serializable {

  public WindowLifecycle {
    if (latenessMillis < 0) {
      throw new IllegalArgumentException(
          "allowed lateness must not be negative, was " + latenessMillis + " ms");
    }
  }

  public static WindowLifecycle ofLateness(Duration lateness) {
    return new WindowLifecycle(lateness.toMillis());
  }

  /** The watermark at which the window with this end is complete: {@code end - 1}. */
  public long completeAt(long windowEnd) {
    return EventTime.minus(windowEnd, 1);
  }

  /** The watermark at which the window with this end takes no more events; saturates. */
  public long cleanupAt(long windowEnd) {
    return EventTime.plus(completeAt(windowEnd), latenessMillis);
  }

  /**
   * The last time that windows cover which are closed by the watermark; {@link EventTime#MIN} where
   * there is none.
   */
  public long closedThrough(long watermark) {
    return EventTime.minus(watermark, latenessMillis);
  }

  /**
   * The watermark by which windows through this time are closed: later than the one that closed
   * them if the allowed lateness was raised since. {@link EventTime#MIN} where none are.
   */
  public long closingWatermark(long closedThrough) {
    return closedThrough == EventTime.MIN
        ? EventTime.MIN
        : EventTime.plus(closedThrough, latenessMillis);
  }

  public boolean isComplete(long windowEnd, long watermark) {
    return completeAt(windowEnd) <= watermark;
  }

  /** Whether an event comes too late for the window with this end. */
  public boolean isClosed(long windowEnd, long watermark) {
    return cleanupAt(windowEnd) <= watermark;
  }
}

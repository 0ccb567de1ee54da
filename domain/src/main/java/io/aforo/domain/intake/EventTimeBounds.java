package io.aforo.domain.intake;

import io.aforo.domain.time.EventTime;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * The event times that are believed: from {@code earliest} (inclusive) to {@code maxAhead} after
 * the record's own time (inclusive), and never after the year 9999, whatever the record says. The
 * reference is the record, not a clock, so that a replay gives the same answer.
 *
 * @param earliest the first believable event time
 * @param maxAhead how far an event may be ahead of the record that carries it; not negative
 */
public record EventTimeBounds(Instant earliest, Duration maxAhead) implements Serializable {

  private static final EventTimeBounds STANDARD =
      new EventTimeBounds(Instant.parse("2000-01-01T00:00:00Z"), Duration.ofMinutes(5));

  /** Beyond it neither windows nor databases have times to spare. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final long LATEST_MILLIS = LATEST.toEpochMilli();

  public EventTimeBounds {
    if (maxAhead.isNegative()) {
      throw new IllegalArgumentException("maxAhead must not be negative, was " + maxAhead);
    }
  }

  /** From 2000-01-01 to 5 minutes ahead of the record. */
  public static EventTimeBounds standard() {
    return STANDARD;
  }

  /**
   * Passes if the event time is believable.
   *
   * @param eventTime epoch milliseconds
   * @param recordTime the record's own time, epoch milliseconds
   * @throws InvalidEvent STALE_TIMESTAMP or FUTURE_TIMESTAMP
   */
  public void check(long eventTime, long recordTime) {
    if (eventTime < earliest.toEpochMilli()) {
      throw new InvalidEvent(
          RejectionReason.STALE_TIMESTAMP,
          "event time " + inMillis(eventTime) + " is before " + earliest + "; is it in seconds?");
    }
    if (eventTime > LATEST_MILLIS) {
      throw new InvalidEvent(
          RejectionReason.FUTURE_TIMESTAMP,
          "event time " + inMillis(eventTime) + " is after " + LATEST + "; is it in microseconds?");
    }
    if (eventTime > EventTime.plus(recordTime, maxAhead.toMillis())) {
      throw new InvalidEvent(
          RejectionReason.FUTURE_TIMESTAMP,
          "event time "
              + inMillis(eventTime)
              + " is more than "
              + maxAhead
              + " ahead of its record's time "
              + inMillis(recordTime));
    }
  }

  private static String inMillis(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis) + " (" + epochMillis + " ms)";
  }
}

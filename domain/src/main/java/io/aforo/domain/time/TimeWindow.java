package io.aforo.domain.time;

import java.io.Serializable;
import java.time.Instant;

/**
 * Half-open interval of event time {@code [start, end)}, in epoch milliseconds. Complete once the
 * watermark reaches {@code end - 1}.
 *
 * @param start the first millisecond inside
 * @param end the first millisecond after
 */
public record TimeWindow(long start, long end) implements Serializable {

  /** The window of what has no times: everything. */
  public static final TimeWindow ALWAYS = new TimeWindow(EventTime.MIN, EventTime.MAX);

  public TimeWindow {
    if (start >= end) {
      throw new IllegalArgumentException(
          "window must end after its start, was [" + start + " ms, " + end + " ms)");
    }
  }

  @Override
  public String toString() {
    return "[" + Instant.ofEpochMilli(start) + ", " + Instant.ofEpochMilli(end) + ")";
  }
}

package io.aforo.local.picture;

/**
 * A stretch of time, epoch milliseconds.
 *
 * @param end {@link Long#MAX_VALUE} if it has none yet
 */
public record Span(long start, long end) {

  /** The part of it that lies in {@code other}; it ends before it starts if there is none. */
  Span within(Span other) {
    return new Span(Math.max(start, other.start), Math.min(end, other.end));
  }

  /** Whether the time is within, both ends included. */
  boolean holds(long at) {
    return start <= at && at <= end;
  }

  long millis() {
    return end - start;
  }
}

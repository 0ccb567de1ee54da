package io.aforo.local.picture;

import java.util.Arrays;

/**
 * The readings of a sensor over a stretch of time, as far as a picture can show them: of each
 * column of pixels the coldest and the hottest. So a million readings make a small picture, and no
 * spike is lost. Readings may come in any order.
 */
public final class ReadingLine {

  /** How many columns there are. */
  static final int COLUMNS = 1_000;

  private final Span span;
  private final long gapMillis;
  private final long[] coldest = new long[COLUMNS];
  private final long[] coldestAt = new long[COLUMNS];
  private final long[] hottest = new long[COLUMNS];
  private final long[] hottestAt = new long[COLUMNS];
  private final long[] firstAt = new long[COLUMNS];
  private final long[] lastAt = new long[COLUMNS];
  private long readings;

  /**
   * @param span the times that are shown, both ends included; not empty
   * @param gapMillis two readings further apart than this are not joined
   */
  public ReadingLine(Span span, long gapMillis) {
    this.span = span;
    this.gapMillis = gapMillis;
    Arrays.fill(firstAt, Long.MAX_VALUE);
    Arrays.fill(lastAt, Long.MIN_VALUE);
  }

  /**
   * Adds a reading, if it is one of the times that are shown.
   *
   * @param at epoch milliseconds
   * @param value ninths of milli-degrees Celsius
   */
  public void add(long at, long value) {
    if (!span.holds(at)) {
      return;
    }
    int column =
        (int) Math.min(COLUMNS - 1, (double) (at - span.start()) / span.millis() * COLUMNS);
    boolean isFirst = firstAt[column] > lastAt[column];
    if (isFirst || value < coldest[column]) {
      coldest[column] = value;
      coldestAt[column] = at;
    }
    if (isFirst || value > hottest[column]) {
      hottest[column] = value;
      hottestAt[column] = at;
    }
    firstAt[column] = Math.min(firstAt[column], at);
    lastAt[column] = Math.max(lastAt[column], at);
    readings++;
  }

  Span span() {
    return span;
  }

  long readings() {
    return readings;
  }

  /** The coldest of all, ninths of milli-degrees; the largest number if there is none. */
  long low() {
    long low = Long.MAX_VALUE;
    for (int i = 0; i < COLUMNS; i++) {
      low = has(i) ? Math.min(low, coldest[i]) : low;
    }
    return low;
  }

  /** The hottest of all, ninths of milli-degrees; the smallest number if there is none. */
  long high() {
    long high = Long.MIN_VALUE;
    for (int i = 0; i < COLUMNS; i++) {
      high = has(i) ? Math.max(high, hottest[i]) : high;
    }
    return high;
  }

  /** Takes the points of the line. */
  interface Pen {

    /**
     * @param isJoined whether a line leads here from the point before
     */
    void point(long at, long value, boolean isJoined);
  }

  /** Hands over the points, in the order of their times. */
  void draw(Pen pen) {
    long before = Long.MIN_VALUE;
    for (int i = 0; i < COLUMNS; i++) {
      if (!has(i)) {
        continue;
      }
      boolean isJoined = before != Long.MIN_VALUE && firstAt[i] - before <= gapMillis;
      boolean isColdFirst = coldestAt[i] <= hottestAt[i];
      pen.point(
          isColdFirst ? coldestAt[i] : hottestAt[i],
          isColdFirst ? coldest[i] : hottest[i],
          isJoined);
      if (coldestAt[i] != hottestAt[i] || coldest[i] != hottest[i]) {
        pen.point(
            isColdFirst ? hottestAt[i] : coldestAt[i],
            isColdFirst ? hottest[i] : coldest[i],
            lastAt[i] - firstAt[i] <= gapMillis || span.millis() / COLUMNS > gapMillis);
      }
      before = lastAt[i];
    }
  }

  private boolean has(int column) {
    return firstAt[column] <= lastAt[column];
  }
}

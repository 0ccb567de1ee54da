package io.aforo.domain.time;

/**
 * Windows of one size that start at regular steps: tumbling where the step is the size, sliding
 * where it is shorter. They are computed from <em>slices</em>, the longest pieces that no window's
 * edge cuts: every window is a run of whole slices, so each event is kept once however many windows
 * it is in. A slice is named by its end.
 *
 * <p>Windows and slices are half-open, {@code [start, end)}, and aligned to the epoch plus the
 * offset. All arithmetic is right before 1970 and saturates at the extremes.
 *
 * @param sizeMillis a window's length
 * @param everyMillis from one window's start to the next one's; at most the size
 * @param offsetMillis how far starts are shifted from the epoch; {@code [0, everyMillis)}
 */
public record SlicedWindows(long sizeMillis, long everyMillis, long offsetMillis)
    implements Windowing {

  /** The most slices that a window can be made of. */
  public static final long MAX_SLICES = 10_000;

  public SlicedWindows {
    if (sizeMillis <= 0) {
      throw new IllegalArgumentException("window size must be positive, was " + sizeMillis + " ms");
    }
    if (everyMillis <= 0 || everyMillis > sizeMillis) {
      throw new IllegalArgumentException(
          "windows must start every 1 to "
              + sizeMillis
              + " ms (their size, or events between them would be in none), was "
              + everyMillis
              + " ms");
    }
    if (offsetMillis < 0 || offsetMillis >= everyMillis) {
      throw new IllegalArgumentException(
          "window offset must be in [0, " + everyMillis + ") ms, was " + offsetMillis + " ms");
    }
    // Steps that hardly divide the size make tiny slices, and with them work without end.
    long slice = greatestCommonDivisor(sizeMillis, everyMillis);
    if (sizeMillis / slice > MAX_SLICES) {
      throw new IllegalArgumentException(
          "a window must be made of at most "
              + MAX_SLICES
              + " slices, since each is kept for each group and added up for each row, was "
              + sizeMillis / slice
              + " slices of "
              + slice
              + " ms, the greatest common divisor of size and step; allowed is for example every"
              + " step of "
              + (sizeMillis + MAX_SLICES - 1) / MAX_SLICES
              + " ms or more that divides the size");
    }
  }

  /** A slice's length: the greatest common divisor of size and step. */
  public long sliceMillis() {
    return greatestCommonDivisor(sizeMillis, everyMillis);
  }

  private static long greatestCommonDivisor(long one, long other) {
    long divisor = one;
    long rest = other;
    while (rest != 0) {
      long next = divisor % rest;
      divisor = rest;
      rest = next;
    }
    return divisor;
  }

  /** The end of the slice that holds {@code time}. */
  public long sliceEnd(long time) {
    long slice = sliceMillis();
    return EventTime.plus(EventTime.alignDown(time, slice, offsetMillis % slice), slice);
  }

  /** The end of the first window that holds the slice. */
  public long firstWindowEnd(long sliceEnd) {
    return EventTime.alignUp(sliceEnd, everyMillis, phase());
  }

  /** The end of the last window that holds the slice. */
  public long lastWindowEnd(long sliceEnd) {
    long sliceStart = EventTime.minus(sliceEnd, sliceMillis());
    return EventTime.plus(EventTime.alignDown(sliceStart, everyMillis, offsetMillis), sizeMillis);
  }

  /** The end of the first window that is not complete at the watermark. */
  public long firstWindowEndAfter(long watermark) {
    // Complete means end - 1 <= watermark, so the first incomplete one ends at watermark + 2 or
    // later.
    return EventTime.alignUp(EventTime.plus(watermark, 2), everyMillis, phase());
  }

  /** The window with this end. */
  public TimeWindow windowEndingAt(long end) {
    return new TimeWindow(EventTime.minus(end, sizeMillis), end);
  }

  @Override
  public long spanMillis() {
    return sizeMillis;
  }

  @Override
  public long earlyLimitMillis() {
    return sizeMillis;
  }

  @Override
  public String id() {
    return "sliding-" + sizeMillis + "-" + everyMillis + "-" + offsetMillis;
  }

  /** Where windows end, as a shift from the multiples of the step. */
  private long phase() {
    return Math.floorMod(offsetMillis + sizeMillis % everyMillis, everyMillis);
  }
}

package io.aforo.domain.time;

/**
 * Arithmetic on event times, in epoch milliseconds. It saturates instead of wrapping: the smallest
 * and the largest long stand for "before everything" and "never".
 */
public final class EventTime {

  /** Before every event: the watermark before the first one is known. */
  public static final long MIN = Long.MIN_VALUE;

  /** After every event: the watermark at the end of a bounded input; as a wake-up time, never. */
  public static final long MAX = Long.MAX_VALUE;

  /** The last moment at which something can happen; a bounded input reaches it at its end. */
  public static final long END = MAX - 1;

  private EventTime() {}

  /** Returns {@code time + millis}, at most {@link #MAX} and at least {@link #MIN}. */
  public static long plus(long time, long millis) {
    long sum = time + millis;
    if (((time ^ sum) & (millis ^ sum)) < 0) {
      return time < 0 ? MIN : MAX;
    }
    return sum;
  }

  /** Returns {@code time - millis}, at most {@link #MAX} and at least {@link #MIN}. */
  public static long minus(long time, long millis) {
    long difference = time - millis;
    if (((time ^ millis) & (time ^ difference)) < 0) {
      return time < 0 ? MIN : MAX;
    }
    return difference;
  }

  /**
   * Returns the newest multiple of {@code step} (shifted by {@code offset}) that is not after
   * {@code time}.
   */
  static long alignDown(long time, long step, long offset) {
    long remainder = Math.floorMod(Math.floorMod(time, step) - offset, step);
    return minus(time, remainder);
  }

  /**
   * Returns the oldest multiple of {@code step} (shifted by {@code offset}) that is not before
   * {@code time}.
   */
  static long alignUp(long time, long step, long offset) {
    long remainder = Math.floorMod(Math.floorMod(time, step) - offset, step);
    return remainder == 0 ? time : plus(time, step - remainder);
  }

  /** Returns the first multiple of {@code step} that is after {@code time}; saturates. */
  public static long nextMultiple(long time, long step) {
    return alignUp(plus(time, 1), step, 0);
  }

  /**
   * When rows that changed are next written at a rhythm.
   *
   * @param clock how far time has come
   * @param changedAt the event time of a change, which counts while no watermark is known
   * @param step the rhythm, milliseconds; positive
   */
  public static long tickAfter(long clock, long changedAt, long step) {
    return nextMultiple(clock == MIN ? changedAt : clock, step);
  }
}

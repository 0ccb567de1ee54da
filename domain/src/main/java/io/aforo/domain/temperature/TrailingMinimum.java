package io.aforo.domain.temperature;

import java.util.Arrays;

/**
 * The smallest of the values in a trailing window, the earliest of equal ones. Adding the newest
 * value and reading the minimum take amortized constant time; adding an older one takes time in
 * proportion to what is held.
 *
 * <p>A monotonic queue: a value is held only while no later one is smaller, so that what is held is
 * in the order of time and, at once, of value, and the minimum is in front. It holds what the
 * values of the window say, whatever the order in which they came.
 */
final class TrailingMinimum {

  private long[] times = new long[8];
  private long[] values = new long[8];
  private int from;
  private int to;

  boolean isEmpty() {
    return from == to;
  }

  /** The minimum; there must be one. */
  long value() {
    return values[from];
  }

  /** The time of the minimum; there must be one. */
  long time() {
    return times[from];
  }

  void add(long time, long value) {
    int position = to;
    while (position > from && times[position - 1] > time) {
      position--;
    }
    if (position < to && values[position] < value) {
      return;
    }
    int kept = position;
    while (kept > from && values[kept - 1] > value) {
      kept--;
    }
    int moved = makeRoom();
    kept -= moved;
    position -= moved;
    System.arraycopy(times, position, times, kept + 1, to - position);
    System.arraycopy(values, position, values, kept + 1, to - position);
    to -= position - kept - 1;
    times[kept] = time;
    values[kept] = value;
  }

  /** Lets go of everything before {@code time}. */
  void dropBefore(long time) {
    while (from < to && times[from] < time) {
      from++;
    }
  }

  /** Lets go of everything at or after {@code time}. */
  void dropFrom(long time) {
    while (from < to && times[to - 1] >= time) {
      to--;
    }
  }

  /** Lets go of one value, the oldest of the window. */
  void dropOldest(long time, long value) {
    if (from < to && times[from] == time && values[from] == value) {
      from++;
    }
  }

  void clear() {
    from = 0;
    to = 0;
  }

  /** Makes room for one more at the end; returns by how much everything moved to the front. */
  private int makeRoom() {
    if (to < times.length) {
      return 0;
    }
    int moved = from;
    int length = to - from > times.length / 2 ? times.length * 2 : times.length;
    times = Arrays.copyOf(Arrays.copyOfRange(times, from, to), length);
    values = Arrays.copyOf(Arrays.copyOfRange(values, from, to), length);
    to -= from;
    from = 0;
    return moved;
  }
}

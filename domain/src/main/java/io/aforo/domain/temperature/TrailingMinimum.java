package io.aforo.domain.temperature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The smallest of the values in a trailing window, the earliest of equal ones, or the latest.
 * Adding the newest value and reading the minimum take amortized constant time; adding an older one
 * moves what is held of the later ones.
 *
 * <p>A monotonic queue: a value is held only while no later one is smaller, so that what is held is
 * in the order of time and, at once, of value, and the minimum is in front. It holds what the
 * values of the window say, whatever the order in which they came. Where the latest of equal ones
 * is enough, it holds each value once.
 */
final class TrailingMinimum {

  private static final long[] NONE = {};
  private static final int LEAST = 8;

  private long[] times = NONE;
  private long[] values = NONE;
  private final boolean isLatestOfEquals;
  private int from;
  private int to;

  TrailingMinimum() {
    this(false);
  }

  private TrailingMinimum(boolean isLatestOfEquals) {
    this.isLatestOfEquals = isLatestOfEquals;
  }

  /** One that gives the latest of equal values, and holds no others of them. */
  static TrailingMinimum latestOfEquals() {
    return new TrailingMinimum(true);
  }

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

  /** What is held, in order. */
  List<SensorMonitor.TimedValue> held() {
    List<SensorMonitor.TimedValue> held = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      held.add(new SensorMonitor.TimedValue(times[i], values[i]));
    }
    return held;
  }

  void add(long time, long value) {
    if (isEmpty() || times[to - 1] <= time) {
      while (from < to && isHiddenBy(value, values[to - 1])) {
        to--;
      }
      makeRoom();
      times[to] = time;
      values[to] = value;
      to++;
    } else {
      insert(time, value);
    }
  }

  private void insert(long time, long value) {
    int position = firstAfter(time);
    if (position < to && isHiddenBy(values[position], value)) {
      return;
    }
    int kept = position;
    while (kept > from && isHiddenBy(value, values[kept - 1])) {
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

  /** Whether a value can never be the minimum beside a later one. */
  private boolean isHiddenBy(long later, long earlier) {
    return later < earlier || (isLatestOfEquals && later == earlier);
  }

  /** Lets go of everything before {@code time}. */
  void dropBefore(long time) {
    while (from < to && times[from] < time) {
      from++;
    }
  }

  /** Lets go of everything from {@code earliest} to {@code latest}, both inclusive. */
  void dropBetween(long earliest, long latest) {
    int start = firstNotBefore(earliest);
    int end = firstAfter(latest);
    System.arraycopy(times, end, times, start, to - end);
    System.arraycopy(values, end, values, start, to - end);
    to -= end - start;
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

  private int firstAfter(long time) {
    return time == Long.MAX_VALUE ? to : firstNotBefore(time + 1);
  }

  private int firstNotBefore(long time) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Makes room for one more at the end; returns by how much everything moved to the front. */
  private int makeRoom() {
    if (to < times.length) {
      return 0;
    }
    int moved = from;
    int length = Math.max(LEAST, to - from > times.length / 2 ? times.length * 2 : times.length);
    times = Arrays.copyOf(Arrays.copyOfRange(times, from, to), length);
    values = Arrays.copyOf(Arrays.copyOfRange(values, from, to), length);
    to -= from;
    from = 0;
    return moved;
  }
}

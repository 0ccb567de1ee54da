package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import java.util.Arrays;

/**
 * The pages of a {@link SalesTable} in the order of their names, each with the time at which it
 * next needs attention, epoch milliseconds; {@link EventTime#MAX} for never. A page is also called
 * by its index in {@code [0, size)}. Mutable.
 *
 * <p>Two columns in place of a tree: they are looked through with each bundle of sales. Windows of
 * groups have 64 pages, slices some hundreds. A slice that comes before others moves them, 16 bytes
 * each; the newest one and the oldest one, which come and go, move none.
 */
public final class PagesDue {

  private static final int SMALLEST = 4;

  private long[] ids;
  private long[] times;
  // What is taken off at the front leaves room there: slices go from the oldest on.
  private int start;
  private int end;

  /** No pages. */
  public PagesDue() {
    this(new long[SMALLEST], new long[SMALLEST], 0);
  }

  private PagesDue(long[] ids, long[] times, int size) {
    this.ids = ids;
    this.times = times;
    this.end = size;
  }

  /**
   * These pages; the arrays are its own from now on.
   *
   * @param ids their names, ascending
   * @param times when each is due
   */
  public static PagesDue of(long[] ids, long[] times) {
    return new PagesDue(ids, times, ids.length);
  }

  /** The same for another table. */
  public PagesDue copy() {
    int room = Math.max(SMALLEST, size());
    return new PagesDue(
        Arrays.copyOfRange(ids, start, start + room),
        Arrays.copyOfRange(times, start, start + room),
        size());
  }

  public int size() {
    return end - start;
  }

  /** The name of a page. */
  public long id(int index) {
    return ids[start + index];
  }

  /** When a page next needs attention. */
  public long dueAt(int index) {
    return times[start + index];
  }

  /** Says when a page next needs attention; one that is not there is added. */
  void put(long id, long time) {
    int place = place(id, time);
    times[place] = time;
  }

  /** Says that a page needs attention at this time, if not before; adds it if it is not there. */
  void wake(long id, long time) {
    int place = place(id, time);
    times[place] = Math.min(times[place], time);
  }

  /** Where a page is in the arrays; one that is not there is added with this time. */
  private int place(long id, long time) {
    int place = start + firstAfter(id);
    if (place > start && ids[place - 1] == id) {
      return place - 1;
    }
    if (end == ids.length) {
      place -= start;
      int room = Math.max(SMALLEST, 2 * size());
      ids = Arrays.copyOfRange(ids, start, start + room);
      times = Arrays.copyOfRange(times, start, start + room);
      end -= start;
      start = 0;
    }
    System.arraycopy(ids, place, ids, place + 1, end - place);
    System.arraycopy(times, place, times, place + 1, end - place);
    ids[place] = id;
    times[place] = time;
    end++;
    return place;
  }

  void remove(long id) {
    int place = start + firstAfter(id) - 1;
    if (place < start || ids[place] != id) {
      return;
    }
    if (place == start) {
      start++;
    } else {
      System.arraycopy(ids, place + 1, ids, place, end - place - 1);
      System.arraycopy(times, place + 1, times, place, end - place - 1);
      end--;
    }
  }

  /** The first page with a greater name than this; the size if there is none. */
  int firstAfter(long id) {
    int low = start;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ids[middle] <= id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - start;
  }

  /** When the first of them needs attention. */
  long earliest() {
    long earliest = EventTime.MAX;
    for (int place = start; place < end; place++) {
      earliest = Math.min(earliest, times[place]);
    }
    return earliest;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PagesDue that
        && Arrays.equals(ids, start, end, that.ids, that.start, that.end)
        && Arrays.equals(times, start, end, that.times, that.start, that.end);
  }

  @Override
  public int hashCode() {
    int hash = size();
    for (int place = start; place < end; place++) {
      hash = 31 * (31 * hash + Long.hashCode(ids[place])) + Long.hashCode(times[place]);
    }
    return hash;
  }

  /** Each page and when it is due, for messages of tests. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int place = start; place < end; place++) {
      text.append(place == start ? "" : ", ").append(ids[place]).append('=').append(times[place]);
    }
    return text.append('}').toString();
  }
}

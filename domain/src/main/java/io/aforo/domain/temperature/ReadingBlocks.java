package io.aforo.domain.temperature;

import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Readings in the order of their times; of one time, in the order in which they were added.
 *
 * <p>Adding the newest, and removing the oldest, take amortized constant time, however many there
 * are. Adding any other, and finding the extremes of a range, take a look into two blocks and at
 * the summaries of the others.
 *
 * <p>An unrolled list: a list of blocks, each with up to {@value #BLOCK} readings in parallel
 * columns. A block keeps a summary, its coldest and its hottest reading, which is worked out when
 * it is next asked for after one of the two has left. Where readings are taken out of the middle,
 * neighbours that are half empty become one block.
 */
final class ReadingBlocks {

  private static final int BLOCK = 64;
  private static final Block NO_SPARE = new Block(0);

  /** Is shown readings. */
  interface Visitor {
    void visit(String id, long at, long value);
  }

  private final List<Block> blocks = new ArrayList<>();
  // One that is empty, for when the newest is full: in order, they take turns.
  private Block spare = NO_SPARE;
  private int size;

  ReadingBlocks copy() {
    ReadingBlocks copy = new ReadingBlocks();
    blocks.forEach(block -> copy.blocks.add(block.copy()));
    copy.size = size;
    return copy;
  }

  int size() {
    return size;
  }

  /** The time of the oldest; there must be one. */
  long firstAt() {
    return blocks.get(0).firstAt();
  }

  /** The value of the oldest; there must be one. */
  long firstValue() {
    Block block = blocks.get(0);
    return block.values[block.from];
  }

  /** The time of the newest; there must be one. */
  long lastAt() {
    return lastBlock().lastAt();
  }

  /** The newest; there must be one. */
  KeptReading newest() {
    Block block = lastBlock();
    int last = block.to - 1;
    return new KeptReading(block.ids[last], new Temperature(block.values[last]), block.times[last]);
  }

  /** The time of the first at {@code time} or later; {@link EventTime#MAX} if there is none. */
  long nextAt(long time) {
    int b = firstBlockUpTo(time);
    if (b == blocks.size()) {
      return EventTime.MAX;
    }
    Block block = blocks.get(b);
    return block.times[block.firstNotBefore(time)];
  }

  /** Shows those from {@code earliest} to {@code latest}, both inclusive, in order. */
  void visit(long earliest, long latest, Visitor visitor) {
    for (int b = firstBlockUpTo(earliest); b < blocks.size(); b++) {
      Block block = blocks.get(b);
      if (block.firstAt() > latest) {
        return;
      }
      int end = block.firstAfter(latest);
      for (int i = block.firstNotBefore(earliest); i < end; i++) {
        visitor.visit(block.ids[i], block.times[i], block.values[i]);
      }
    }
  }

  boolean holds(String id, long at, long value) {
    for (int b = firstBlockUpTo(at); b < blocks.size() && blocks.get(b).firstAt() <= at; b++) {
      if (blocks.get(b).holds(id, at, value)) {
        return true;
      }
    }
    return false;
  }

  /** How many are later than {@code time}. */
  int countAfter(long time) {
    int count = 0;
    for (int b = blocks.size() - 1; b >= 0 && blocks.get(b).lastAt() > time; b--) {
      count += blocks.get(b).to - blocks.get(b).firstAfter(time);
    }
    return count;
  }

  /**
   * Includes those from {@code earliest} to {@code latest}, both inclusive, in {@code extremes}.
   */
  void include(long earliest, long latest, Extremes extremes) {
    int first = firstBlockUpTo(earliest);
    int last = lastBlockFrom(latest);
    if (first <= last) {
      blocks.get(first).include(earliest, latest, extremes);
    }
    for (int b = first + 1; b < last; b++) {
      extremes.include(blocks.get(b).summary());
    }
    if (first < last) {
      blocks.get(last).include(earliest, latest, extremes);
    }
  }

  /**
   * Whether there may be one of {@code cold} or colder, or of {@code hot} or hotter, from {@code
   * earliest} to {@code latest}; for sure not if this says so. For when there is seldom one: it
   * looks at no reading.
   */
  boolean mayReach(long earliest, long latest, long cold, long hot) {
    for (int b = firstBlockUpTo(earliest); b < blocks.size(); b++) {
      Block block = blocks.get(b);
      if (block.firstAt() > latest) {
        return false;
      }
      if (block.summary().coldest() <= cold || block.summary().hottest() >= hot) {
        return true;
      }
    }
    return false;
  }

  void add(String id, long at, long value) {
    size++;
    int last = blocks.size() - 1;
    if (last < 0) {
      append(new Block(8), id, at, value);
      return;
    }
    Block newest = blocks.get(last);
    if (at >= newest.lastAt()) {
      if (newest.isFull()) {
        append(spareOrNew(), id, at, value);
      } else {
        newest.append(id, at, value);
      }
      return;
    }
    int b = at >= newest.firstAt() ? last : Math.max(0, lastBlockFrom(at));
    Block block = blocks.get(b);
    if (block.isFull()) {
      Block upper = block.splitOff();
      blocks.add(b + 1, upper);
      block = at >= upper.firstAt() ? upper : block;
    }
    block.add(id, at, value);
  }

  private void append(Block block, String id, long at, long value) {
    block.append(id, at, value);
    blocks.add(block);
  }

  private Block spareOrNew() {
    if (spare == NO_SPARE) {
      return new Block(BLOCK);
    }
    Block block = spare;
    spare = NO_SPARE;
    return block;
  }

  /** Removes the oldest, of which there must be one; returns its id. */
  String removeFirst() {
    size--;
    Block block = blocks.get(0);
    String id = block.removeFirst();
    if (block.isEmpty()) {
      blocks.remove(0);
      if (block.isRoomy()) {
        block.clear();
        spare = block;
      }
    }
    return id;
  }

  /**
   * Of the readings from {@code earliest} to {@code latest}, both inclusive, leaves only the
   * coldest and the hottest, of equal ones the first.
   *
   * @param letGo is told the ids of those that left
   */
  void leaveExtremes(long earliest, long latest, Consumer<String> letGo) {
    if (isPair(earliest, latest)) {
      return;
    }
    Extremes extremes = new Extremes();
    include(earliest, latest, extremes);
    boolean isColdestLeft = false;
    boolean isHottestLeft = false;
    int b = firstBlockUpTo(earliest);
    while (b < blocks.size() && blocks.get(b).firstAt() <= latest) {
      Block block = blocks.get(b);
      int end = block.firstAfter(latest);
      int kept = block.firstNotBefore(earliest);
      for (int i = kept; i < end; i++) {
        boolean isColdest = !isColdestLeft && extremes.isColdest(block.times[i], block.values[i]);
        boolean isHottest = !isHottestLeft && extremes.isHottest(block.times[i], block.values[i]);
        isColdestLeft |= isColdest;
        isHottestLeft |= isHottest;
        if (isColdest || isHottest) {
          block.times[kept] = block.times[i];
          block.values[kept] = block.values[i];
          block.ids[kept] = block.ids[i];
          kept++;
        } else {
          letGo.accept(block.ids[i]);
        }
      }
      size -= end - kept;
      block.remove(kept, end);
      if (kept < end) {
        block.isSummed = false;
      }
      if (block.isEmpty()) {
        blocks.remove(b);
      } else if (b > 0 && blocks.get(b - 1).size() + block.size() <= BLOCK / 2) {
        blocks.get(b - 1).append(block);
        blocks.remove(b);
      } else {
        b++;
      }
    }
  }

  /** Whether there are two of different values at most, as far as one block tells. */
  private boolean isPair(long earliest, long latest) {
    int b = firstBlockUpTo(earliest);
    if (b == blocks.size()) {
      return true;
    }
    Block block = blocks.get(b);
    int start = block.firstNotBefore(earliest);
    int end = block.firstAfter(latest);
    return (end < block.to || b == blocks.size() - 1)
        && (end - start < 2
            || (end - start == 2 && block.values[start] != block.values[start + 1]));
  }

  private Block lastBlock() {
    return blocks.get(blocks.size() - 1);
  }

  /** The first block that reaches {@code time}. */
  private int firstBlockUpTo(long time) {
    int low = 0;
    int high = blocks.size();
    if (high > 1 && blocks.get(high - 2).lastAt() < time) {
      // Most often it is about the newest.
      low = high - 1;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (blocks.get(middle).lastAt() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The last block that begins at {@code time} or before; -1 for none. */
  private int lastBlockFrom(long time) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (blocks.get(middle).firstAt() <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** A run of readings, at {@code [from, to)} of its columns; never empty between two calls. */
  private static final class Block {

    private long[] times;
    private long[] values;
    private String[] ids;
    private int from;
    private int to;
    private final Extremes summary = new Extremes();
    private boolean isSummed = true;

    Block(int capacity) {
      times = new long[capacity];
      values = new long[capacity];
      ids = new String[capacity];
    }

    Block copy() {
      Block copy = new Block(times.length);
      copy.append(this);
      return copy;
    }

    int size() {
      return to - from;
    }

    boolean isEmpty() {
      return from == to;
    }

    boolean isFull() {
      return to - from == BLOCK;
    }

    long firstAt() {
      return times[from];
    }

    long lastAt() {
      return times[to - 1];
    }

    boolean holds(String id, long at, long value) {
      for (int i = firstNotBefore(at); i < to && times[i] == at; i++) {
        if (values[i] == value && ids[i].equals(id)) {
          return true;
        }
      }
      return false;
    }

    void include(long earliest, long latest, Extremes extremes) {
      if (earliest <= firstAt() && lastAt() <= latest) {
        extremes.include(summary());
        return;
      }
      for (int i = firstNotBefore(earliest); i < to && times[i] <= latest; i++) {
        extremes.include(times[i], values[i]);
      }
    }

    Extremes summary() {
      if (!isSummed) {
        summary.clear();
        for (int i = from; i < to; i++) {
          summary.include(times[i], values[i]);
        }
        isSummed = true;
      }
      return summary;
    }

    /** Adds one that is not older than any other, where there is room for it. */
    void append(String id, long at, long value) {
      if (to == times.length) {
        makeRoom(1);
      }
      times[to] = at;
      values[to] = value;
      ids[to] = id;
      to++;
      if (isSummed) {
        summary.include(at, value);
      }
    }

    /** Adds one where there is room for it. */
    void add(String id, long at, long value) {
      if (isEmpty() || at >= lastAt()) {
        append(id, at, value);
        return;
      }
      if (to == times.length) {
        makeRoom(1);
      }
      int position = firstAfter(at);
      System.arraycopy(times, position, times, position + 1, to - position);
      System.arraycopy(values, position, values, position + 1, to - position);
      System.arraycopy(ids, position, ids, position + 1, to - position);
      times[position] = at;
      values[position] = value;
      ids[position] = id;
      to++;
      if (isSummed) {
        summary.include(at, value);
      }
    }

    /** Adds all of the next block, where there is room for them. */
    void append(Block next) {
      if (to + next.size() > times.length) {
        makeRoom(next.size());
      }
      System.arraycopy(next.times, next.from, times, to, next.size());
      System.arraycopy(next.values, next.from, values, to, next.size());
      System.arraycopy(next.ids, next.from, ids, to, next.size());
      to += next.size();
      isSummed = false;
    }

    /** Takes the upper half out, as a block of its own. */
    Block splitOff() {
      int middle = (from + to) >>> 1;
      Block upper = new Block(times.length);
      System.arraycopy(times, middle, upper.times, 0, to - middle);
      System.arraycopy(values, middle, upper.values, 0, to - middle);
      System.arraycopy(ids, middle, upper.ids, 0, to - middle);
      upper.to = to - middle;
      upper.isSummed = false;
      Arrays.fill(ids, middle, to, null);
      to = middle;
      isSummed = false;
      return upper;
    }

    String removeFirst() {
      isSummed =
          isSummed
              && !summary.isColdest(times[from], values[from])
              && !summary.isHottest(times[from], values[from]);
      String id = ids[from];
      ids[from] = null;
      from++;
      return id;
    }

    /** Whether it has all the room that a block can have. */
    boolean isRoomy() {
      return times.length == BLOCK;
    }

    /** Makes an empty one as good as new. */
    void clear() {
      from = 0;
      to = 0;
      summary.clear();
      isSummed = true;
    }

    /** Removes those at {@code [start, end)}. */
    void remove(int start, int end) {
      for (int i = start; i < end && isSummed; i++) {
        isSummed =
            !summary.isColdest(times[i], values[i]) && !summary.isHottest(times[i], values[i]);
      }
      if (start == from) {
        Arrays.fill(ids, start, end, null);
        from = end;
        return;
      }
      int rest = to - end;
      System.arraycopy(times, end, times, start, rest);
      System.arraycopy(values, end, values, start, rest);
      System.arraycopy(ids, end, ids, start, rest);
      Arrays.fill(ids, start + rest, to, null);
      to = start + rest;
    }

    private void makeRoom(int more) {
      int size = size();
      int capacity = times.length;
      while (capacity < size + more) {
        capacity *= 2;
      }
      long[] roomyTimes = capacity > times.length ? new long[capacity] : times;
      long[] roomyValues = capacity > times.length ? new long[capacity] : values;
      String[] roomyIds = capacity > times.length ? new String[capacity] : ids;
      System.arraycopy(times, from, roomyTimes, 0, size);
      System.arraycopy(values, from, roomyValues, 0, size);
      System.arraycopy(ids, from, roomyIds, 0, size);
      times = roomyTimes;
      values = roomyValues;
      ids = roomyIds;
      Arrays.fill(ids, size, capacity, null);
      from = 0;
      to = size;
    }

    int firstNotBefore(long time) {
      int low = from;
      int high = to;
      if (high - low > 4 && times[high - 4] < time) {
        low = high - 3;
      }
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

    int firstAfter(long time) {
      return time == Long.MAX_VALUE ? to : firstNotBefore(time + 1);
    }
  }
}

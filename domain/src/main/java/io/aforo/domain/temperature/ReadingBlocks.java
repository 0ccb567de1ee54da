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
 * <p>An unrolled list: a list of blocks, each with up to {@value #BLOCK} readings. A block keeps a
 * summary, its coldest and its hottest reading, which is worked out when it is asked for, as far as
 * it is not known. Where readings are taken out of the middle, neighbours that are half empty
 * become one block.
 *
 * <p>Where there are many sensors, what a reading costs is how many places of the memory it needs:
 * hence a reading's time and value are side by side, ids are kept only where there are any, and the
 * newest and the oldest block are known without the list.
 */
final class ReadingBlocks {

  private static final int BLOCK = 64;
  private static final Block NONE = new Block(0);

  /** Is shown readings. */
  interface Visitor {
    void visit(String id, long at, long value);
  }

  private final List<Block> blocks = new ArrayList<>();
  private Block oldest = NONE;
  private Block newest = NONE;
  // One that is empty, for when the newest is full: in order, they take turns.
  private Block spare = NONE;
  private int size;

  ReadingBlocks copy() {
    ReadingBlocks copy = new ReadingBlocks();
    blocks.forEach(block -> copy.blocks.add(block.copy()));
    copy.size = size;
    copy.lookAtTheEnds();
    return copy;
  }

  int size() {
    return size;
  }

  /** The time of the oldest; there must be one. */
  long firstAt() {
    return oldest.firstAt();
  }

  /** The value of the oldest; there must be one. */
  long firstValue() {
    return oldest.value(oldest.from);
  }

  /** The time of the newest; there must be one. */
  long lastAt() {
    return newest.lastAt();
  }

  /** The newest; there must be one. */
  KeptReading newest() {
    int last = newest.to - 1;
    return new KeptReading(newest.id(last), new Temperature(newest.value(last)), newest.time(last));
  }

  /** The time of the first at {@code time} or later; {@link EventTime#MAX} if there is none. */
  long nextAt(long time) {
    int b = firstBlockUpTo(time);
    if (b == blocks.size()) {
      return EventTime.MAX;
    }
    Block block = blocks.get(b);
    return block.time(block.firstNotBefore(time));
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
        visitor.visit(block.id(i), block.time(i), block.value(i));
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

  /** Whether there is one with an id; most likely of {@code at}, if there is. */
  boolean holds(String id, long at) {
    for (int b = firstBlockUpTo(at); b < blocks.size() && blocks.get(b).firstAt() <= at; b++) {
      if (blocks.get(b).holds(id, at)) {
        return true;
      }
    }
    for (Block block : blocks) {
      if (block.holds(id)) {
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
    if (newest == NONE) {
      append(new Block(8), id, at, value);
      return;
    }
    if (at >= newest.lastAt()) {
      if (newest.isFull()) {
        append(spareOrNew(), id, at, value);
      } else {
        newest.append(id, at, value);
      }
      return;
    }
    int b = at >= newest.firstAt() ? blocks.size() - 1 : Math.max(0, lastBlockFrom(at));
    Block block = blocks.get(b);
    if (block.isFull()) {
      Block upper = block.splitOff();
      blocks.add(b + 1, upper);
      lookAtTheEnds();
      block = at >= upper.firstAt() ? upper : block;
    }
    block.add(id, at, value);
  }

  private void append(Block block, String id, long at, long value) {
    block.append(id, at, value);
    blocks.add(block);
    lookAtTheEnds();
  }

  private void lookAtTheEnds() {
    oldest = blocks.isEmpty() ? NONE : blocks.get(0);
    newest = blocks.isEmpty() ? NONE : blocks.get(blocks.size() - 1);
  }

  private Block spareOrNew() {
    if (spare == NONE) {
      return new Block(BLOCK);
    }
    Block block = spare;
    spare = NONE;
    return block;
  }

  /** Removes the oldest, of which there must be one; returns its id. */
  String removeFirst() {
    size--;
    Block block = oldest;
    String id = block.removeFirst();
    if (block.isEmpty()) {
      blocks.remove(0);
      lookAtTheEnds();
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
        boolean isColdest = !isColdestLeft && extremes.isColdest(block.time(i), block.value(i));
        boolean isHottest = !isHottestLeft && extremes.isHottest(block.time(i), block.value(i));
        isColdestLeft |= isColdest;
        isHottestLeft |= isHottest;
        if (isColdest || isHottest) {
          block.put(kept, block, i);
          kept++;
        } else {
          letGo.accept(block.id(i));
        }
      }
      size -= end - kept;
      block.remove(kept, end);
      if (block.isEmpty()) {
        blocks.remove(b);
      } else if (b > 0 && blocks.get(b - 1).size() + block.size() <= BLOCK / 2) {
        blocks.get(b - 1).append(block);
        blocks.remove(b);
      } else {
        b++;
      }
    }
    lookAtTheEnds();
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
        && (end - start < 2 || (end - start == 2 && block.value(start) != block.value(start + 1)));
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

  /** A run of readings, at {@code [from, to)}; never empty between two calls. */
  private static final class Block {

    private static final String[] NO_IDS = {};

    // Of each reading the time, then the value.
    private long[] readings;
    // None while no reading has one.
    private String[] ids = NO_IDS;
    private int from;
    private int to;
    // What is at [from, summedTo) is in the summary, and nothing else; unless that is nothing.
    private int summedTo;
    private final Extremes summary = new Extremes();

    Block(int capacity) {
      readings = new long[2 * capacity];
    }

    Block copy() {
      Block copy = new Block(capacity());
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

    private int capacity() {
      return readings.length / 2;
    }

    long time(int place) {
      return readings[2 * place];
    }

    long value(int place) {
      return readings[2 * place + 1];
    }

    String id(int place) {
      return ids.length == 0 ? "" : ids[place];
    }

    long firstAt() {
      return time(from);
    }

    long lastAt() {
      return time(to - 1);
    }

    boolean holds(String id, long at, long value) {
      for (int i = firstNotBefore(at); i < to && time(i) == at; i++) {
        if (value(i) == value && id(i).equals(id)) {
          return true;
        }
      }
      return false;
    }

    boolean holds(String id, long at) {
      for (int i = firstNotBefore(at); i < to && time(i) == at; i++) {
        if (id(i).equals(id)) {
          return true;
        }
      }
      return false;
    }

    boolean holds(String id) {
      for (int i = from; i < to; i++) {
        if (id(i).equals(id)) {
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
      for (int i = firstNotBefore(earliest); i < to && time(i) <= latest; i++) {
        extremes.include(time(i), value(i));
      }
    }

    Extremes summary() {
      if (summedTo <= from) {
        summary.clear();
        summedTo = from;
      }
      for (; summedTo < to; summedTo++) {
        summary.include(time(summedTo), value(summedTo));
      }
      return summary;
    }

    /** Adds one that is not older than any other, where there is room for it. */
    void append(String id, long at, long value) {
      makeRoom(1);
      put(to, id, at, value);
      to++;
    }

    /** Adds one where there is room for it. */
    void add(String id, long at, long value) {
      if (isEmpty() || at >= lastAt()) {
        append(id, at, value);
        return;
      }
      makeRoom(1);
      int position = firstAfter(at);
      move(position, to, position + 1);
      put(position, id, at, value);
      to++;
      if (position < summedTo) {
        summary.include(at, value);
        summedTo++;
      }
    }

    /** Adds all of the next block, where there is room for them. */
    void append(Block next) {
      makeRoom(next.size());
      for (int i = next.from; i < next.to; i++) {
        put(to, next, i);
        to++;
      }
    }

    /** Takes the upper half out, as a block of its own. */
    Block splitOff() {
      int middle = (from + to) >>> 1;
      Block upper = new Block(capacity());
      for (int i = middle; i < to; i++) {
        upper.put(upper.to, this, i);
        upper.to++;
      }
      forgetIds(middle, to);
      to = middle;
      summedTo = 0;
      return upper;
    }

    String removeFirst() {
      if (from < summedTo
          && (summary.isColdest(time(from), value(from))
              || summary.isHottest(time(from), value(from)))) {
        summedTo = 0;
      }
      String id = id(from);
      forgetIds(from, from + 1);
      from++;
      return id;
    }

    /** Whether it has all the room that a block can have. */
    boolean isRoomy() {
      return capacity() == BLOCK;
    }

    /** Makes an empty one as good as new. */
    void clear() {
      from = 0;
      to = 0;
      summedTo = 0;
    }

    /** Removes those at {@code [start, end)}. */
    void remove(int start, int end) {
      if (start == end) {
        return;
      }
      summedTo = 0;
      if (start == from) {
        forgetIds(start, end);
        from = end;
        return;
      }
      move(end, to, start);
      int rest = to - end;
      forgetIds(start + rest, to);
      to = start + rest;
    }

    /** Puts a reading of a block, which can be this one, at a place. */
    void put(int place, Block other, int otherPlace) {
      put(place, other.id(otherPlace), other.time(otherPlace), other.value(otherPlace));
    }

    private void put(int place, String id, long at, long value) {
      readings[2 * place] = at;
      readings[2 * place + 1] = value;
      if (ids.length > 0) {
        ids[place] = id;
      } else if (!id.isEmpty()) {
        ids = new String[capacity()];
        Arrays.fill(ids, "");
        ids[place] = id;
      }
    }

    /** Moves those at {@code [first, past)} to another place. */
    private void move(int first, int past, int place) {
      System.arraycopy(readings, 2 * first, readings, 2 * place, 2 * (past - first));
      if (ids.length > 0) {
        System.arraycopy(ids, first, ids, place, past - first);
      }
    }

    private void forgetIds(int start, int end) {
      if (ids.length > 0) {
        Arrays.fill(ids, start, end, "");
      }
    }

    /** Makes room for more at the end. */
    private void makeRoom(int more) {
      if (to + more <= capacity()) {
        return;
      }
      int size = size();
      int capacity = capacity();
      while (capacity < size + more) {
        capacity *= 2;
      }
      if (capacity > capacity()) {
        readings = Arrays.copyOf(readings, 2 * capacity);
        ids = ids.length > 0 ? Arrays.copyOf(ids, capacity) : ids;
      }
      move(from, to, 0);
      summedTo = Math.max(0, summedTo - from);
      from = 0;
      to = size;
      if (ids.length > 0) {
        Arrays.fill(ids, size, capacity, "");
      }
    }

    int firstNotBefore(long time) {
      int low = from;
      int high = to;
      if (high - low > 4 && time(high - 4) < time) {
        low = high - 3;
      }
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (time(middle) < time) {
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

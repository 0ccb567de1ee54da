package io.aforo.domain.sales;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A part of a {@link SalesTable} that is loaded and kept as one: cells of totals, found by their
 * group. A group can have several cells. Which pages there are, and what a cell's two times and its
 * mark mean, is up to the kind of windows. Mutable.
 *
 * <p>Columns instead of an object for each cell, and one array of hashes with linear probing: a
 * look-up touches two or three cache lines, and a page of any size is a handful of objects.
 */
public final class SalesPage {

  private static final int NONE = -1;
  private static final int SMALLEST = 4;

  private GroupKey[] groups;
  // Columns that a kind of windows does not use are never made.
  private long[] from;
  private long[] until;
  private long[] mark;
  private final SalesCells totals;
  private int size;

  // Of each group the cell that was added last, as hash << 32 | cell + 1; 0 is a free slot. Built
  // when first needed, so a page that is only read never pays for it.
  private long[] slots;
  private int slotsUsed;
  // The cell of the same group that was added before; there is none until a group has two cells.
  private int[] before;

  /** An empty page. */
  public SalesPage() {
    this(new GroupKey[SMALLEST], new SalesCells(), 0);
  }

  private SalesPage(GroupKey[] groups, SalesCells totals, int size) {
    this.groups = groups;
    this.totals = totals;
    this.size = size;
  }

  /** A page of its own with the same content. */
  public SalesPage copy() {
    SalesPage copy = new SalesPage(groups.clone(), totals.copy(), size);
    copy.from = copyOf(from);
    copy.until = copyOf(until);
    copy.mark = copyOf(mark);
    copy.slots = copyOf(slots);
    copy.slotsUsed = slotsUsed;
    copy.before = before == null ? null : before.clone();
    return copy;
  }

  private static long[] copyOf(long[] column) {
    return column == null ? null : column.clone();
  }

  /** How many cells there are; they are named {@code 0} to {@code size - 1}. */
  public int size() {
    return size;
  }

  public GroupKey group(int cell) {
    return groups[cell];
  }

  /** The cell's first time, epoch milliseconds; 0 where it was never set. */
  public long from(int cell) {
    return from == null ? 0 : from[cell];
  }

  /** The cell's second time, epoch milliseconds; 0 where it was never set. */
  public long until(int cell) {
    return until == null ? 0 : until[cell];
  }

  /** What the kind of windows noted at the cell; 0 where it noted nothing. */
  public long mark(int cell) {
    return mark == null ? 0 : mark[cell];
  }

  /** The totals, by the same cells. */
  public SalesCells totals() {
    return totals;
  }

  public void setFrom(int cell, long value) {
    if (from != null || value != 0) {
      from = from == null ? new long[groups.length] : from;
      from[cell] = value;
    }
  }

  public void setUntil(int cell, long value) {
    if (until != null || value != 0) {
      until = until == null ? new long[groups.length] : until;
      until[cell] = value;
    }
  }

  public void setMark(int cell, long value) {
    if (mark != null || value != 0) {
      mark = mark == null ? new long[groups.length] : mark;
      mark[cell] = value;
    }
  }

  /** Adds a cell of nothing to a group, which may have others; it is the one found from now on. */
  public int add(GroupKey group) {
    if (size == groups.length) {
      resize(2 * size);
    }
    int cell = size++;
    groups[cell] = group;
    totals.add();
    if (slots != null) {
      index(cell);
    }
    return cell;
  }

  /** The cell of the group that was added last, or -1. */
  int find(GroupKey group) {
    int hash = group.hashCode();
    if (slots == null) {
      rebuild();
    }
    int mask = slots.length - 1;
    for (int slot = HashSlots.spread(hash) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      if (HashSlots.hashOf(slots[slot]) == hash
          && groups[HashSlots.numberOf(slots[slot])].equals(group)) {
        return HashSlots.numberOf(slots[slot]);
      }
    }
    return NONE;
  }

  /** As {@link #find(GroupKey)}, by a group's values and their hash, so that none must be made. */
  int find(int hash, String storeId, String productId, String customerId, String currency) {
    if (slots == null) {
      rebuild();
    }
    int mask = slots.length - 1;
    for (int slot = HashSlots.spread(hash) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      if (HashSlots.hashOf(slots[slot]) == hash
          && groups[HashSlots.numberOf(slots[slot])].has(
              storeId, productId, customerId, currency)) {
        return HashSlots.numberOf(slots[slot]);
      }
    }
    return NONE;
  }

  /** The cell that was added last to the group, or a new one. */
  int findOrAdd(GroupKey group) {
    int cell = find(group);
    return cell == NONE ? add(group) : cell;
  }

  /**
   * Adds contributions to the cells of their groups.
   *
   * <p>In steps, each for all of them: on a large page every look waits for memory, and looks that
   * do not depend on one another wait together.
   *
   * @param start of the first one, inclusive
   * @param end of the last one, exclusive
   */
  void addAll(SalesBundle bundle, int start, int end) {
    if (slots == null) {
      rebuild();
    }
    long[] looked = slots;
    int mask = looked.length - 1;
    int count = end - start;
    int[] cells = new int[count];
    for (int index = 0; index < count; index++) {
      int hash = bundle.group(start + index).hashCode();
      long slot = looked[HashSlots.spread(hash) & mask];
      cells[index] = slot != 0 && HashSlots.hashOf(slot) == hash ? HashSlots.numberOf(slot) : NONE;
    }
    for (int index = 0; index < count; index++) {
      int cell = cells[index];
      if (cell != NONE && !groups[cell].equals(bundle.group(start + index))) {
        cells[index] = NONE;
      }
    }
    for (int index = 0; index < count; index++) {
      int cell = cells[index] == NONE ? findOrAdd(bundle.group(start + index)) : cells[index];
      totals.plus(cell, bundle.totals(), start + index);
    }
  }

  /** The cell of the same group that was added before this one, or -1. */
  int before(int cell) {
    return before == null ? NONE : before[cell] - 1;
  }

  /** Drops the cells that the test names, in the order of their names; the others get new names. */
  void removeIf(IntPredicate isGone) {
    // Where a group has one cell, the index needs no look at the groups.
    int[] names = slots == null || before != null ? null : new int[size];
    int kept = 0;
    for (int cell = 0; cell < size; cell++) {
      boolean isKept = !isGone.test(cell);
      if (names != null) {
        names[cell] = isKept ? kept : NONE;
      }
      if (isKept) {
        if (kept != cell) {
          groups[kept] = groups[cell];
          totals.move(cell, kept);
          move(from, cell, kept);
          move(until, cell, kept);
          move(mark, cell, kept);
        }
        kept++;
      }
    }
    if (kept < size) {
      long[] used = slots;
      truncate(kept);
      if (names != null) {
        reindex(used, names);
      }
    }
  }

  /**
   * Makes the index that {@link #rebuild} would make, of the one before and the cells' new names.
   */
  private void reindex(long[] used, int[] names) {
    slots = new long[slotsFor(groups.length)];
    slotsUsed = 0;
    for (long entry : used) {
      int cell = entry == 0 ? NONE : names[HashSlots.numberOf(entry)];
      if (cell != NONE) {
        HashSlots.place(slots, HashSlots.entry(HashSlots.hashOf(entry), cell));
        slotsUsed++;
      }
    }
  }

  private static void move(long[] column, int cell, int to) {
    if (column != null) {
      column[to] = column[cell];
    }
  }

  /** Drops all cells, and keeps about as much room as they took for the next ones. */
  void clear() {
    long[] used = slots;
    int kept = size;
    truncate(0, Math.max(SMALLEST, Math.min(groups.length, 4 * kept)));
    if (used != null && used.length <= 4 * groups.length) {
      Arrays.fill(used, 0);
      slots = used;
      slotsUsed = 0;
    }
  }

  private void truncate(int newSize) {
    truncate(
        newSize, newSize < groups.length / 4 ? Math.max(SMALLEST, 2 * newSize) : groups.length);
  }

  private void truncate(int newSize, int capacity) {
    Arrays.fill(groups, newSize, size, null);
    fill(from, newSize);
    fill(until, newSize);
    fill(mark, newSize);
    totals.truncate(newSize, capacity);
    size = newSize;
    slots = null;
    before = null;
    if (capacity < groups.length) {
      resize(capacity);
    }
  }

  private void fill(long[] column, int newSize) {
    if (column != null) {
      Arrays.fill(column, newSize, size, 0);
    }
  }

  private void resize(int capacity) {
    groups = Arrays.copyOf(groups, capacity);
    from = from == null ? null : Arrays.copyOf(from, capacity);
    until = until == null ? null : Arrays.copyOf(until, capacity);
    mark = mark == null ? null : Arrays.copyOf(mark, capacity);
    before = before == null ? null : Arrays.copyOf(before, capacity);
  }

  private static int slotsFor(int capacity) {
    return Integer.highestOneBit(Math.max(SMALLEST, 2 * capacity - 1)) << 1;
  }

  private void rebuild() {
    slots = new long[slotsFor(groups.length)];
    slotsUsed = 0;
    before = null;
    for (int cell = 0; cell < size; cell++) {
      index(cell);
    }
  }

  private void index(int cell) {
    int hash = groups[cell].hashCode();
    long entry = HashSlots.entry(hash, cell);
    int mask = slots.length - 1;
    int slot = HashSlots.spread(hash) & mask;
    while (slots[slot] != 0) {
      if (HashSlots.hashOf(slots[slot]) == hash
          && groups[HashSlots.numberOf(slots[slot])].equals(groups[cell])) {
        before = before == null ? new int[groups.length] : before;
        before[cell] = HashSlots.numberOf(slots[slot]) + 1;
        slots[slot] = entry;
        return;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry;
    slotsUsed++;
    if (2 * slotsUsed > slots.length) {
      slots = HashSlots.widened(slots);
    }
  }
}

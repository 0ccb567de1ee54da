package io.aforo.domain.sales;

import java.util.Arrays;

/**
 * What a combiner holds: groups, and for each the cells of sums that its sales were added to.
 * Groups stay known when the cells are gone, since the next sales are mostly of the same ones.
 *
 * <p>All of a cell is in one stretch of 64 bytes, so that a sale that is added touches one line of
 * the processor's cache, or two.
 */
final class CombinedCells {

  static final int NONE = -1;

  // The places within a cell.
  private static final int FROM = 0;
  private static final int UNTIL = 1;
  // The group, whether it is a single sale, and the cell before: group << 32 | single | before + 1.
  private static final int LINKS = 2;
  private static final int SALES = 3;
  private static final int RETURNS = 4;
  private static final int UNITS = 5;
  private static final int GROSS = 6;
  private static final int RETURNED = 7;
  private static final int WIDTH_SHIFT = 3;

  private static final long SINGLE = 1L << 31;
  private static final long BEFORE = SINGLE - 1;

  /** A sum that needs more bits takes no more, long before it could reach {@link ExactSum#BASE}. */
  private static final int MOST_BITS = 58;

  private static final int SMALLEST = 64;

  private final int mostGroups;
  private long[] cells = new long[SMALLEST << WIDTH_SHIFT];
  private int size;

  private GroupKey[] groups = new GroupKey[SMALLEST];
  // Of each group the cell that was added last, + 1; 0 where there is none.
  private int[] newest = new int[SMALLEST];
  private int groupCount;
  // Of each group its hash and number. Four times as many as groups, or more.
  private long[] slots = new long[4 * SMALLEST];

  /**
   * @param mostGroups how many groups are remembered at most when there are no cells
   */
  CombinedCells(int mostGroups) {
    this.mostGroups = mostGroups;
  }

  /** How many cells there are; they are named {@code 0} to {@code size - 1}. */
  int size() {
    return size;
  }

  /** The number of the group with these values; a new one where it is not known. */
  int group(String storeId, String productId, String customerId, String currency) {
    int hash = GroupKey.hash(storeId, productId, customerId, currency);
    int mask = slots.length - 1;
    int slot = HashSlots.spread(hash) & mask;
    for (long entry = slots[slot]; entry != 0; entry = slots[slot]) {
      if (HashSlots.hashOf(entry) == hash) {
        int group = HashSlots.numberOf(entry);
        if (groups[group].has(storeId, productId, customerId, currency)) {
          return group;
        }
      }
      slot = (slot + 1) & mask;
    }
    return addGroup(new GroupKey(storeId, productId, customerId, currency), slot);
  }

  private int addGroup(GroupKey key, int slot) {
    if (groupCount == groups.length) {
      groups = Arrays.copyOf(groups, 2 * groupCount);
      newest = Arrays.copyOf(newest, 2 * groupCount);
    }
    int group = groupCount++;
    groups[group] = key;
    newest[group] = 0;
    slots[slot] = HashSlots.entry(key.hashCode(), group);
    if (4 * groupCount > slots.length) {
      slots = HashSlots.widened(slots);
    }
    return group;
  }

  /** The group's cell that was added last, or {@link #NONE}. */
  int newest(int group) {
    return newest[group] - 1;
  }

  /** The cell of the same group that was added before this one, or {@link #NONE}. */
  int before(int cell) {
    return (int) (cells[(cell << WIDTH_SHIFT) + LINKS] & BEFORE) - 1;
  }

  /** Whether the cell is one sale, to which nothing may be added. */
  boolean isSingle(int cell) {
    return (cells[(cell << WIDTH_SHIFT) + LINKS] & SINGLE) != 0;
  }

  /** The time of the cell's oldest sale, epoch milliseconds. */
  long from(int cell) {
    return cells[(cell << WIDTH_SHIFT) + FROM];
  }

  /** The time of the cell's newest sale, epoch milliseconds. */
  long until(int cell) {
    return cells[(cell << WIDTH_SHIFT) + UNTIL];
  }

  GroupKey group(int cell) {
    return groups[(int) (cells[(cell << WIDTH_SHIFT) + LINKS] >>> 32)];
  }

  /** Whether a cell holds so much that a sale more could be too much. */
  boolean isFull(int cell) {
    int at = cell << WIDTH_SHIFT;
    // Only units can be negative; the complement has as many bits.
    long units = cells[at + UNITS];
    return (cells[at + GROSS] | cells[at + RETURNED] | (units ^ (units >> 63))) >>> MOST_BITS != 0;
  }

  /** Adds a cell of nothing to a group. */
  int add(int group, long soldAt, boolean isSingle) {
    int at = size << WIDTH_SHIFT;
    if (at == cells.length) {
      cells = Arrays.copyOf(cells, 2 * at);
    }
    Arrays.fill(cells, at + SALES, at + RETURNED + 1, 0);
    cells[at + FROM] = soldAt;
    cells[at + UNTIL] = soldAt;
    cells[at + LINKS] = ((long) group << 32) | (isSingle ? SINGLE : 0) | newest[group];
    newest[group] = ++size;
    return size - 1;
  }

  /** Adds a sale to a cell. */
  void plus(int cell, Sale sale) {
    int at = cell << WIDTH_SHIFT;
    long soldAt = sale.soldAt();
    if (soldAt < cells[at + FROM]) {
      cells[at + FROM] = soldAt;
    }
    if (soldAt > cells[at + UNTIL]) {
      cells[at + UNTIL] = soldAt;
    }
    long thousandths = sale.quantity().thousandths();
    if (sale.kind() == SaleKind.SALE) {
      cells[at + SALES]++;
      cells[at + UNITS] += thousandths;
      cells[at + GROSS] += sale.amount().tenThousandths();
    } else {
      cells[at + RETURNS]++;
      cells[at + UNITS] -= thousandths;
      cells[at + RETURNED] += sale.amount().tenThousandths();
    }
  }

  /** Hands a cell's sums on. */
  void addTo(SalesCells totals, int index, int cell) {
    totals.plus(index, cells, (cell << WIDTH_SHIFT) + SALES);
  }

  /** Drops the cells; the groups stay known, if they are not too many. */
  void clear() {
    if (groupCount > mostGroups) {
      groups = new GroupKey[SMALLEST];
      newest = new int[SMALLEST];
      slots = new long[4 * SMALLEST];
      groupCount = 0;
    } else {
      for (int cell = 0; cell < size; cell++) {
        newest[(int) (cells[(cell << WIDTH_SHIFT) + LINKS] >>> 32)] = 0;
      }
    }
    size = 0;
  }
}

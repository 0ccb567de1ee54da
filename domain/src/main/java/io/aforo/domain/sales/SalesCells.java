package io.aforo.domain.sales;

import java.util.Arrays;

/**
 * A growable list of totals, each as exact as a {@link SalesTotals} and five longs in an array: the
 * accumulators of the hot path. A cell is named by its index in {@code [0, size)}. Mutable.
 */
public final class SalesCells {

  /** How many sums a cell has: sales, returns, units, gross, returned, in this order. */
  public static final int SUMS = 5;

  private static final int SALES = 0;
  private static final int RETURNS = 1;
  private static final int UNITS = 2;
  private static final int GROSS = 3;
  private static final int RETURNED = 4;

  private long[] low;
  // What a sum holds of ExactSum.BASE; there is none until a sum outgrows a long.
  private long[] high;
  private int size;

  SalesCells() {
    this(4);
  }

  /** Room for so many before it grows. */
  SalesCells(int expected) {
    this(new long[expected * SUMS], null, 0);
  }

  private SalesCells(long[] low, long[] high, int size) {
    this.low = low;
    this.high = high;
    this.size = size;
  }

  SalesCells copy() {
    return new SalesCells(low.clone(), high == null ? null : high.clone(), size);
  }

  /** Adds a cell of nothing and returns its index. */
  int add() {
    if ((size + 1) * SUMS > low.length) {
      low = Arrays.copyOf(low, low.length * 2);
      high = high == null ? null : Arrays.copyOf(high, high.length * 2);
    }
    return size++;
  }

  void plus(int cell, Sale sale) {
    long amount = sale.amount().tenThousandths();
    long thousandths = sale.quantity().thousandths();
    if (sale.kind() == SaleKind.SALE) {
      plus(cell, SALES, 1);
      plus(cell, UNITS, thousandths);
      plus(cell, GROSS, amount);
    } else {
      plus(cell, RETURNS, 1);
      plus(cell, UNITS, -thousandths);
      plus(cell, RETURNED, amount);
    }
  }

  /** Adds sums that stand in an array in this order, none of which reaches {@code 10^18}. */
  void plus(int cell, long[] sums, int from) {
    for (int sum = 0; sum < SUMS; sum++) {
      plus(cell, sum, sums[from + sum]);
    }
  }

  void plus(int cell, SalesCells others, int other) {
    fold(cell, others, other, 1);
  }

  void minus(int cell, SalesCells others, int other) {
    fold(cell, others, other, -1);
  }

  private void fold(int cell, SalesCells others, int other, long sign) {
    for (int sum = 0; sum < SUMS; sum++) {
      plus(cell, sum, sign * others.low[other * SUMS + sum]);
    }
    if (others.high != null) {
      for (int sum = 0; sum < SUMS; sum++) {
        carry(cell * SUMS + sum, sign * others.high[other * SUMS + sum]);
      }
    }
  }

  // Neither side reaches BASE = 10^18, so the sum of both fits a long.
  private void plus(int cell, int sum, long value) {
    int index = cell * SUMS + sum;
    long total = low[index] + value;
    if (total >= ExactSum.BASE || total <= -ExactSum.BASE) {
      carry(index, total / ExactSum.BASE);
      total %= ExactSum.BASE;
    }
    low[index] = total;
  }

  private void carry(int index, long value) {
    if (value != 0) {
      if (high == null) {
        high = new long[low.length];
      }
      high[index] += value;
    }
  }

  /** Lines folded in. */
  long contributions(int cell) {
    return low[cell * SUMS + SALES] + low[cell * SUMS + RETURNS];
  }

  SalesTotals totals(int cell) {
    return new SalesTotals(
        low[cell * SUMS + SALES],
        low[cell * SUMS + RETURNS],
        exact(cell, UNITS),
        exact(cell, GROSS),
        exact(cell, RETURNED));
  }

  private ExactSum exact(int cell, int sum) {
    int index = cell * SUMS + sum;
    return high == null ? ExactSum.of(low[index]) : new ExactSum(high[index], low[index]);
  }

  /** A sum's part below {@code 10^18}, to be kept and put back. */
  public long low(int cell, int sum) {
    return low[cell * SUMS + sum];
  }

  /** How often a sum holds {@code 10^18}, to be kept and put back. */
  public long high(int cell, int sum) {
    return high == null ? 0 : high[cell * SUMS + sum];
  }

  /** Whether any sum ever held {@code 10^18}. */
  public boolean hasHigh() {
    return high != null;
  }

  /** Puts back what {@link #high} and {@link #low} gave. */
  public void set(int cell, int sum, long high, long low) {
    int index = cell * SUMS + sum;
    this.low[index] = low;
    if (high != 0 || this.high != null) {
      this.high = this.high == null ? new long[this.low.length] : this.high;
      this.high[index] = high;
    }
  }

  /** Makes a cell nothing again. */
  void reset(int cell) {
    Arrays.fill(low, cell * SUMS, (cell + 1) * SUMS, 0);
    if (high != null) {
      Arrays.fill(high, cell * SUMS, (cell + 1) * SUMS, 0);
    }
  }

  /** Puts a cell in the place of another. */
  void move(int from, int to) {
    System.arraycopy(low, from * SUMS, low, to * SUMS, SUMS);
    if (high != null) {
      System.arraycopy(high, from * SUMS, high, to * SUMS, SUMS);
    }
  }

  /** Drops all cells from this index on, and keeps room for so many. */
  void truncate(int newSize, int capacity) {
    Arrays.fill(low, newSize * SUMS, size * SUMS, 0);
    if (high != null) {
      Arrays.fill(high, newSize * SUMS, size * SUMS, 0);
    }
    size = newSize;
    if (capacity * SUMS < low.length) {
      low = Arrays.copyOf(low, capacity * SUMS);
      high = high == null ? null : Arrays.copyOf(high, capacity * SUMS);
    }
  }
}

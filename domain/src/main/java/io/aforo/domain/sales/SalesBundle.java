package io.aforo.domain.sales;

import java.util.Arrays;
import java.util.Optional;

/**
 * Contributions to a report, all for one bucket of its groups, in the order in which they are to be
 * folded in. A contribution is what one sale or several sales of a group add up to; several only
 * where no window can tell them apart and none of them was late when they were added up. It is
 * named by its index in {@code [0, size)}.
 */
public final class SalesBundle {

  private static final int SMALLEST = 4;

  private final int bucket;
  private final SalesCells totals;
  private GroupKey[] groups;
  private long[] from;
  private long[] until;
  // None until a sale is in it by itself.
  private Origin[] origins;
  private int size;

  /**
   * Which sale a contribution is.
   *
   * @param storeId the store
   * @param saleId unique within the store
   */
  public record Origin(String storeId, String saleId) {}

  /** An empty bundle for a bucket. */
  public SalesBundle(int bucket) {
    this(bucket, SMALLEST);
  }

  /** An empty bundle for a bucket, with room for so many contributions before it grows. */
  public SalesBundle(int bucket, int expected) {
    this.bucket = bucket;
    this.totals = new SalesCells(expected);
    this.groups = new GroupKey[expected];
    this.from = new long[expected];
    this.until = new long[expected];
  }

  public int bucket() {
    return bucket;
  }

  public int size() {
    return size;
  }

  public GroupKey group(int index) {
    return groups[index];
  }

  /** The time of the contribution's oldest sale, or any in the same slice; epoch milliseconds. */
  public long from(int index) {
    return from[index];
  }

  /** The time of the contribution's newest sale, or any in the same slice; epoch milliseconds. */
  public long until(int index) {
    return until[index];
  }

  public SalesCells totals() {
    return totals;
  }

  /** The sale that this is; empty if several were added up. */
  public Optional<Origin> origin(int index) {
    return origins == null ? Optional.empty() : Optional.ofNullable(origins[index]);
  }

  /** Adds a contribution of nothing yet, and returns its index. */
  public int add(GroupKey group, long from, long until) {
    if (size == groups.length) {
      int capacity = 2 * size;
      groups = Arrays.copyOf(groups, capacity);
      this.from = Arrays.copyOf(this.from, capacity);
      this.until = Arrays.copyOf(this.until, capacity);
      origins = origins == null ? null : Arrays.copyOf(origins, capacity);
    }
    groups[size] = group;
    this.from[size] = from;
    this.until[size] = until;
    totals.add();
    return size++;
  }

  /** Says which sale a contribution is. */
  public void setOrigin(int index, Origin origin) {
    origins = origins == null ? new Origin[groups.length] : origins;
    origins[index] = origin;
  }
}

package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Adds up sales before they are sent to the tables that hold a report's groups: many sales of a
 * group become one contribution, and all contributions for one bucket of groups one bundle. What
 * comes out, folded into the tables in order, ends in the totals and the late sales that the sales
 * one by one would give, with fewer rows on the way. Mutable.
 *
 * <p>A sale that is late by the watermark here passes as a contribution of its own, since a late
 * event is listed by its id; and what comes after it is not added to what came before.
 */
public final class SalesCombiner {

  /**
   * So many sales, with the texts of their groups, stay in the inner caches until they are sent.
   */
  private static final int MOST_UNSEEN = 1 << 11;

  /** How many sales it takes to see whether many of them can be added up. */
  private static final int ENOUGH_TO_JUDGE = 1 << 10;

  /** In how many fills in a row sales are not looked up, where looking has added up too few. */
  static final int FILLS_UNSEEN = 511;

  private static final int SMALLEST = 4;

  private final WindowedSales windows;
  private final int buckets;
  private final int capacity;
  private final int enoughToJudge;
  private final boolean areTablesAhead;
  private final boolean byStore;
  private final boolean byProduct;
  private final boolean byCustomer;
  private final CombinedCells cells;
  private Map<Integer, SalesBundle.Origin> origins = new HashMap<>();
  // By this, all that the tables may have closed is late.
  private long closing = EventTime.MIN;
  private long taken;
  // How many contributions a bundle has room for before it grows: about as many as the last had.
  private int expected = SMALLEST;

  // Where few sales can be added up, to look for a cell costs more than it saves. Then they go into
  // bundles as they come, for some fills, before looking is tried again.
  private SalesBundle[] bundles;
  private int unseen;
  private int fillsUnseen;

  /**
   * @param report what is computed
   * @param buckets how many buckets its groups are spread over; positive
   * @param capacity how many contributions are held at most; positive
   * @param areTablesAhead whether a table's time can be ahead of the watermark here, as it can if
   *     not every combiner sees the whole input. Then sales are only added up where all of a sum
   *     would be late together.
   */
  public SalesCombiner(SalesReport report, int buckets, int capacity, boolean areTablesAhead) {
    this(report, buckets, capacity, areTablesAhead, ENOUGH_TO_JUDGE);
  }

  /** As above, but judges earlier or later whether sales can be added up. */
  SalesCombiner(
      SalesReport report, int buckets, int capacity, boolean areTablesAhead, int enoughToJudge) {
    if (buckets <= 0 || capacity <= 0) {
      throw new IllegalArgumentException(
          "buckets and capacity must be positive, were " + buckets + " and " + capacity);
    }
    this.windows = WindowedSales.of(report);
    this.buckets = buckets;
    this.areTablesAhead = areTablesAhead;
    this.capacity = capacity;
    this.enoughToJudge = enoughToJudge;
    this.cells = new CombinedCells(capacity);
    this.bundles = new SalesBundle[buckets];
    this.byStore = report.dimensions().contains(Dimension.STORE);
    this.byProduct = report.dimensions().contains(Dimension.PRODUCT);
    this.byCustomer = report.dimensions().contains(Dimension.CUSTOMER);
  }

  /**
   * Says that the tables have the state of an earlier run. What was complete in it can be closed
   * there, whatever lateness the report allows now: its sales pass by themselves.
   *
   * @param watermark how far time had come in any of the tables, epoch milliseconds
   */
  public void resumeAt(long watermark) {
    closing = windows.report.lifecycle().closingWatermark(watermark);
  }

  /**
   * Takes a sale.
   *
   * @param watermark a time at least as late as that of every table when the sale gets there, epoch
   *     milliseconds
   * @return whether no more fits, so that it must be drained before the next one
   */
  public boolean add(Sale sale, long watermark) {
    String store = byStore ? sale.storeId() : "";
    String product = byProduct ? sale.productId() : "";
    String customer = byCustomer ? sale.customerId() : "";
    String currency = sale.amount().currency();
    long soldAt = sale.soldAt();
    boolean isSingle =
        windows.mayBeLate(soldAt, Math.max(watermark, closing))
            || (areTablesAhead && !windows.areSumsLateTogether());
    if (fillsUnseen > 0) {
      append(new GroupKey(store, product, customer, currency), sale, isSingle);
      return unseen >= capacity || unseen >= MOST_UNSEEN;
    }
    int group = cells.group(store, product, customer, currency);
    int cell = isSingle ? CombinedCells.NONE : windows.cellFor(cells, cells.newest(group), soldAt);
    if (cell == CombinedCells.NONE || cells.isFull(cell)) {
      cell = cells.add(group, soldAt, isSingle);
      if (isSingle) {
        origins.put(cell, new SalesBundle.Origin(sale.storeId(), sale.saleId()));
      }
    }
    cells.plus(cell, sale);
    taken++;
    return cells.size() >= capacity;
  }

  private void append(GroupKey group, Sale sale, boolean isSingle) {
    SalesBundle bundle = bundleOf(group);
    int index = bundle.add(group, sale.soldAt(), sale.soldAt());
    bundle.totals().plus(index, sale);
    if (isSingle) {
      bundle.setOrigin(index, new SalesBundle.Origin(sale.storeId(), sale.saleId()));
    }
    unseen++;
  }

  private SalesBundle bundleOf(GroupKey group) {
    int bucket = bucketOf(group, buckets);
    SalesBundle bundle = bundles[bucket];
    if (bundle == null) {
      bundle = new SalesBundle(bucket, expected);
      bundles[bucket] = bundle;
    }
    return bundle;
  }

  public boolean isEmpty() {
    return cells.size() == 0 && unseen == 0;
  }

  /** Hands out all that is held, at most one bundle for each bucket. */
  public void drain(Consumer<SalesBundle> out) {
    int held = cells.size() + unseen;
    for (int cell = 0; cell < cells.size(); cell++) {
      SalesBundle bundle = bundleOf(cells.group(cell));
      int index = bundle.add(cells.group(cell), cells.from(cell), cells.until(cell));
      cells.addTo(bundle.totals(), index, cell);
      if (cells.isSingle(cell)) {
        bundle.setOrigin(index, origins.get(cell));
      }
    }
    lookOrNot();
    cells.clear();
    taken = 0;
    unseen = 0;
    if (!origins.isEmpty()) {
      origins = new HashMap<>();
    }
    expected = Math.max(SMALLEST, held / buckets * 3 / 2);
    SalesBundle[] full = bundles;
    bundles = new SalesBundle[buckets];
    for (SalesBundle bundle : full) {
      if (bundle != null) {
        out.accept(bundle);
      }
    }
  }

  /** Decides whether the sales until the next time are to be looked up. */
  private void lookOrNot() {
    if (unseen > 0) {
      fillsUnseen--;
    } else if (taken >= enoughToJudge && 4L * cells.size() > 3 * taken) {
      fillsUnseen = FILLS_UNSEEN;
    }
  }

  /** A bucket in {@code [0, buckets)}; part of saved state, so it must never change. */
  static int bucketOf(GroupKey group, int buckets) {
    // Spreads hashes that differ in few bits only (the 32-bit finalizer of MurmurHash3).
    int hash = group.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return Math.floorMod(hash ^ (hash >>> 16), buckets);
  }
}

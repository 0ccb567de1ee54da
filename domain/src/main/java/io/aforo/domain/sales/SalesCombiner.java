package io.aforo.domain.sales;

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

  /** The mark of a cell that is one sale, and is neither added to nor looked behind. */
  static final long SINGLE = 1;

  private static final int NONE = -1;

  private final WindowedSales windows;
  private final int buckets;
  private final int capacity;
  private final boolean areTablesAhead;
  private final boolean byStore;
  private final boolean byProduct;
  private final boolean byCustomer;
  private final SalesPage page = new SalesPage();
  private Map<Integer, SalesBundle.Origin> origins = new HashMap<>();

  /**
   * @param report what is computed
   * @param buckets how many buckets its groups are spread over; positive
   * @param capacity how many contributions are held at most; positive
   * @param areTablesAhead whether a table's time can be ahead of the watermark here, as it can if
   *     not every combiner sees the whole input. Then sales are only added up where all of a sum
   *     would be late together.
   */
  public SalesCombiner(SalesReport report, int buckets, int capacity, boolean areTablesAhead) {
    if (buckets <= 0 || capacity <= 0) {
      throw new IllegalArgumentException(
          "buckets and capacity must be positive, were " + buckets + " and " + capacity);
    }
    this.windows = WindowedSales.of(report);
    this.buckets = buckets;
    this.areTablesAhead = areTablesAhead;
    this.capacity = capacity;
    this.byStore = report.dimensions().contains(Dimension.STORE);
    this.byProduct = report.dimensions().contains(Dimension.PRODUCT);
    this.byCustomer = report.dimensions().contains(Dimension.CUSTOMER);
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
    int hash = GroupKey.hash(store, product, customer, currency);
    long soldAt = sale.soldAt();
    int newest = page.find(hash, store, product, customer, currency);
    boolean isSingle =
        windows.mayBeLate(soldAt, watermark) || (areTablesAhead && !windows.areSumsLateTogether());
    int cell = isSingle ? NONE : windows.cellFor(page, newest, soldAt);
    if (cell < 0) {
      cell =
          page.add(
              newest < 0 ? new GroupKey(store, product, customer, currency) : page.group(newest));
      page.setFrom(cell, soldAt);
      page.setUntil(cell, soldAt);
      if (isSingle) {
        page.setMark(cell, SINGLE);
        origins.put(cell, new SalesBundle.Origin(sale.storeId(), sale.saleId()));
      }
    } else {
      page.setFrom(cell, Math.min(page.from(cell), soldAt));
      page.setUntil(cell, Math.max(page.until(cell), soldAt));
    }
    page.totals().plus(cell, sale);
    return page.size() >= capacity;
  }

  public boolean isEmpty() {
    return page.size() == 0;
  }

  /** Hands out all that is held, at most one bundle for each bucket. */
  public void drain(Consumer<SalesBundle> out) {
    SalesBundle[] bundles = new SalesBundle[buckets];
    for (int cell = 0; cell < page.size(); cell++) {
      GroupKey group = page.group(cell);
      int bucket = bucketOf(group, buckets);
      if (bundles[bucket] == null) {
        bundles[bucket] = new SalesBundle(bucket);
      }
      SalesBundle bundle = bundles[bucket];
      int index = bundle.add(group, page.from(cell), page.until(cell));
      bundle.totals().plus(index, page.totals(), cell);
      if (page.mark(cell) == SINGLE) {
        bundle.setOrigin(index, origins.get(cell));
      }
    }
    page.clear();
    origins = new HashMap<>();
    for (SalesBundle bundle : bundles) {
      if (bundle != null) {
        out.accept(bundle);
      }
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

package io.aforo.application;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.Combiner;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SeenSales;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers sales by the buckets of their ids, so that many go to a bucket at once. Those of an id
 * stay in their order, those of different ids do not. Mutable.
 */
final class SalesSorter implements Combiner<Ingested.Accepted<Sale>, UnidentifiedSales> {

  /** So many are some tens for each of the usual number of buckets. */
  static final int MOST_SALES = 1 << 12;

  /** Of the records as they arrived; a record alone can have a megabyte. */
  private static final long MOST_BYTES = 1 << 19;

  private final IdentifySales.Spread spread;
  private final int mostSales;
  private final List<Ingested.Accepted<Sale>>[] sorted;
  // The buckets that have any.
  private final List<UnidentifiedSales> touched = new ArrayList<>();
  private int sales;
  private long bytes;

  /**
   * @param mostSales how many it holds at most; one keeps the order of all
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  SalesSorter(IdentifySales.Spread spread, int mostSales) {
    this.spread = spread;
    this.mostSales = mostSales;
    this.sorted = new List[spread.buckets()];
  }

  @Override
  public boolean add(Ingested.Accepted<Sale> sale, long watermark) {
    int bucket = spread.bucketOf(SeenSales.hashOf(sale.event()));
    List<Ingested.Accepted<Sale>> gathered = sorted[bucket];
    if (gathered == null) {
      gathered = new ArrayList<>();
      sorted[bucket] = gathered;
      touched.add(new UnidentifiedSales(bucket, gathered));
    }
    gathered.add(sale);
    SourceRecord record = sale.record();
    sales++;
    bytes += record.key().length + record.value().length;
    return sales >= mostSales || bytes >= MOST_BYTES;
  }

  @Override
  public boolean isEmpty() {
    return touched.isEmpty();
  }

  @Override
  public void drain(Consumer<UnidentifiedSales> out) {
    for (UnidentifiedSales full : touched) {
      sorted[full.bucket()] = null;
      out.accept(full);
    }
    touched.clear();
    sales = 0;
    bytes = 0;
  }
}

package io.aforo.application;

import io.aforo.application.port.in.Combiner;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesCombiner;
import io.aforo.domain.sales.SalesPages;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Adds up sales into the rows of one report, in two stages: a combiner wherever sales come in, and
 * behind it a table for each bucket of groups. The bucket is the key: its table holds many groups
 * under one timer, and remembers how far time has come when all of them are gone.
 *
 * @param report what to compute
 * @param buckets how many buckets; part of saved state, so never changed
 */
public record AggregateSales(SalesReport report, int buckets)
    implements KeyedProcess<Integer, SalesBundle, SalesTable, SalesRow> {

  /** So many contributions fit a processor's cache, and are many for each bucket. */
  private static final int COMBINED = 1 << 16;

  public AggregateSales {
    Objects.requireNonNull(report, "report");
    if (buckets <= 0) {
      throw new IllegalArgumentException("buckets must be positive, was " + buckets);
    }
  }

  /**
   * A combiner for one place where sales come in.
   *
   * @param seesAll whether every such place sees the time of the whole input, so that no bucket's
   *     time is ahead of it
   */
  public Combiner<Sale, SalesBundle> newCombiner(boolean seesAll) {
    SalesCombiner combiner = new SalesCombiner(report, buckets, COMBINED, !seesAll);
    return new Combiner<>() {
      @Override
      public void resumeAt(long watermark) {
        combiner.resumeAt(watermark);
      }

      @Override
      public boolean add(Sale sale, long watermark) {
        return combiner.add(sale, watermark);
      }

      @Override
      public boolean isEmpty() {
        return combiner.isEmpty();
      }

      @Override
      public void drain(Consumer<SalesBundle> out) {
        combiner.drain(out);
      }
    };
  }

  @Override
  public Integer keyOf(SalesBundle bundle) {
    return bundle.bucket();
  }

  @Override
  public SalesTable newState() {
    return new SalesTable(report);
  }

  /** The state of a bucket, for a runtime that keeps its pages itself. */
  public SalesTable stateOf(SalesTable.Header header, SalesPages pages) {
    return new SalesTable(report, header, pages);
  }

  @Override
  public boolean onEvent(
      SalesTable table, SalesBundle bundle, long watermark, Outcome<SalesRow> outcome) {
    table.add(bundle, watermark, new Said(report.name(), outcome));
    return true;
  }

  @Override
  public boolean onTime(SalesTable table, long watermark, Outcome<SalesRow> outcome) {
    return table.advance(watermark, new Said(report.name(), outcome));
  }

  @Override
  public long wakeAt(SalesTable table) {
    return table.wakeAt();
  }

  /** Never: an empty table still remembers how far time has come. */
  @Override
  public boolean isSpent(SalesTable table) {
    return false;
  }

  private record Said(String report, Outcome<SalesRow> outcome) implements SalesTable.Output {

    @Override
    public void row(SalesRow row) {
      outcome.result(row);
    }

    @Override
    public void late(SalesTable.LateSales late) {
      if (late.origin().isPresent()) {
        tell(late, late.origin().get().storeId(), late.origin().get().saleId());
        return;
      }
      // Each is listed and counted, though not by its id; the time keeps those of another bundle
      // apart, or they would be taken for the same events.
      String of = " of " + late.sales() + " of " + late.group() + " from " + late.soldAt() + " ms";
      for (long n = 1; n <= late.sales(); n++) {
        tell(late, late.group().storeId(), "unidentified " + n + of);
      }
    }

    private void tell(SalesTable.LateSales late, String storeId, String saleId) {
      outcome.late(
          new LateEvent(report, storeId, saleId, late.soldAt(), late.clock(), late.missed()));
    }
  }
}

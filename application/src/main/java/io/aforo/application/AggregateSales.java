package io.aforo.application;

import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.time.TimeWindow;
import java.util.List;

/**
 * Adds up sales into the rows of one report. Groups are spread over a fixed number of buckets, and
 * a bucket is the key: its table holds many groups under one timer, and remembers how far time has
 * come when all of them are gone.
 *
 * @param report what to compute
 * @param buckets how many buckets; part of saved state, so never changed
 */
public record AggregateSales(SalesReport report, int buckets)
    implements KeyedProcess<Integer, Sale, SalesTable, SalesRow> {

  public AggregateSales {
    if (buckets <= 0) {
      throw new IllegalArgumentException("buckets must be positive, was " + buckets);
    }
  }

  /** A bucket in {@code [0, buckets)}. */
  @Override
  public Integer keyOf(Sale sale) {
    int hash = report.groupOf(sale).hashCode();
    // Spreads hashes that differ in few bits only (the 32-bit finalizer of
    // MurmurHash3).
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return Math.floorMod(hash ^ (hash >>> 16), buckets);
  }

  @Override
  public SalesTable newState() {
    return new SalesTable();
  }

  @Override
  public boolean onEvent(SalesTable table, Sale sale, long watermark, Outcome<SalesRow> outcome) {
    List<TimeWindow> missed = table.add(report, sale, watermark, outcome::result);
    if (!missed.isEmpty()) {
      outcome.late(
          new LateEvent(
              report.name(), sale.storeId(), sale.saleId(), sale.soldAt(), table.clock(), missed));
    }
    return true;
  }

  @Override
  public boolean onTime(SalesTable table, long watermark, Outcome<SalesRow> outcome) {
    return table.advance(report, watermark, outcome::result);
  }

  @Override
  public long wakeAt(SalesTable table) {
    return table.wakeAt(report);
  }

  /** Never: an empty table still remembers how far time has come. */
  @Override
  public boolean isSpent(SalesTable table) {
    return false;
  }
}

package io.aforo.domain.sales;

import io.aforo.domain.time.CountWindows;
import io.aforo.domain.time.RunningTotals;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.Windowing;

/**
 * What one kind of windows makes of sales, on both sides of the shuffle: the only code that knows
 * the kind. It keeps no state of a report, only what it computed last, so it is cheap to make and
 * not to be shared.
 */
abstract class WindowedSales {

  /** How far a combiner looks back for a cell; giving up adds up less, and is always right. */
  static final int MOST_STEPS = 64;

  final SalesReport report;

  WindowedSales(SalesReport report) {
    this.report = report;
  }

  /** The logic for a report's windows. */
  static WindowedSales of(SalesReport report) {
    Windowing windowing = report.windowing();
    if (windowing instanceof SlicedWindows windows) {
      return new SlicedSales(report, windows);
    }
    if (windowing instanceof SessionWindows windows) {
      return new SessionSales(report, windows);
    }
    if (windowing instanceof RunningTotals totals) {
      return new RunningSales(report, totals);
    }
    return new CountedSales(report, (CountWindows) windowing);
  }

  /** Whether a sale of this time could come too late for a window by this watermark. */
  abstract boolean mayBeLate(long soldAt, long watermark);

  /** Whether what a combiner adds up is late as a whole or not at all. */
  abstract boolean areSumsLateTogether();

  /**
   * Where a combiner can add a sale without changing what comes out.
   *
   * @param newest the cell that was added last to the sale's group, or -1
   * @return a cell of the same group, or -1 for one of its own
   */
  abstract int cellFor(CombinedCells cells, int newest, long soldAt);

  /** Folds all contributions of a bundle in, in order. */
  void add(SalesTable table, SalesBundle bundle, SalesTable.Output out) {
    for (int index = 0; index < bundle.size(); index++) {
      add(table, bundle, index, out);
    }
  }

  /** Folds a contribution in; the table has come as far as its watermark before. */
  abstract void add(SalesTable table, SalesBundle bundle, int index, SalesTable.Output out);

  /** Does what is due by the watermark, before the table's clock is set to it. */
  abstract void advance(SalesTable table, long watermark, SalesTable.Output out);

  /** The watermark at which {@link #advance} next has something to do. */
  abstract long wakeAt(SalesTable table);
}

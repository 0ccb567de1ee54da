package io.aforo.domain.sales;

import io.aforo.domain.time.CountWindows;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.TimeWindow;

/**
 * Windows of so many sales of a group, in the order of their arrival. A cell is the window of a
 * group that is being filled, and its number.
 */
final class CountedSales extends GroupedSales {

  private final long windowSize;

  CountedSales(SalesReport report, CountWindows windows) {
    super(report);
    this.windowSize = windows.size();
  }

  @Override
  boolean areSumsLateTogether() {
    return true;
  }

  @Override
  boolean mayBeLate(long soldAt, long watermark) {
    return false;
  }

  /** Each sale stays by itself: sums of several could not be cut where a window is full. */
  @Override
  int cellFor(CombinedCells cells, int newest, long soldAt) {
    return -1;
  }

  @Override
  void add(SalesTable table, SalesBundle bundle, int index, SalesTable.Output out) {
    long pageId = pageOf(bundle.group(index));
    SalesPage page = table.pageToChange(pageId);
    int cell = page.find(bundle.group(index));
    if (cell < 0) {
      cell = page.add(bundle.group(index));
      setSequence(page, cell, 1);
    } else if (page.totals().contributions(cell) == windowSize) {
      page.totals().reset(cell);
      page.setMark(cell, 0);
      setSequence(page, cell, sequence(page, cell) + 1);
    }
    page.totals().plus(cell, bundle.totals(), index);
    if (page.totals().contributions(cell) == windowSize) {
      write(table, page, cell, TimeWindow.ALWAYS, sequence(page, cell), true, false, out);
    }
    table.wake(
        pageId,
        report.earlyMillis() > 0
            ? EventTime.tickAfter(table.clock(), bundle.from(index), report.earlyMillis())
            : endIfAhead(table.clock()));
  }

  @Override
  long visit(SalesTable table, SalesPage page, long since, long watermark, SalesTable.Output out) {
    for (int cell = 0; cell < page.size(); cell++) {
      if (isChanged(page, cell)) {
        write(table, page, cell, TimeWindow.ALWAYS, sequence(page, cell), false, false, out);
      }
    }
    return endIfAhead(watermark);
  }

  // A window that has no times leaves the column of times free.
  private static long sequence(SalesPage page, int cell) {
    return page.from(cell);
  }

  private static void setSequence(SalesPage page, int cell, long sequence) {
    page.setFrom(cell, sequence);
  }
}

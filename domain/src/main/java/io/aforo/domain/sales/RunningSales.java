package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RunningTotals;
import io.aforo.domain.time.TimeWindow;

/**
 * One total for each group, for ever. A cell is a group's total. Its row is PROVISIONAL until a
 * bounded input ends.
 */
final class RunningSales extends GroupedSales {

  private final RunningTotals totals;

  RunningSales(SalesReport report, RunningTotals totals) {
    super(report);
    this.totals = totals;
  }

  @Override
  boolean areSumsLateTogether() {
    return true;
  }

  @Override
  boolean mayBeLate(long soldAt, long watermark) {
    return false;
  }

  @Override
  int cellFor(CombinedCells cells, int newest, long soldAt) {
    return newest;
  }

  @Override
  void add(SalesTable table, SalesBundle bundle, int index, SalesTable.Output out) {
    long pageId = pageOf(bundle.group(index));
    SalesPage page = table.pageToChange(pageId);
    int cell = page.findOrAdd(bundle.group(index));
    page.totals().plus(cell, bundle.totals(), index);
    if (totals.everyChanges() > 0
        && page.totals().contributions(cell) - written(page, cell) >= totals.everyChanges()) {
      write(table, page, cell, TimeWindow.ALWAYS, 0, false, false, out);
    }
    table.wake(
        pageId,
        totals.everyMillis() > 0
            ? EventTime.tickAfter(table.clock(), bundle.from(index), totals.everyMillis())
            : endIfAhead(table.clock()));
  }

  @Override
  long visit(SalesTable table, SalesPage page, long since, long watermark, SalesTable.Output out) {
    boolean isEnd = watermark >= EventTime.END;
    for (int cell = 0; cell < page.size(); cell++) {
      if (isEnd ? isUnsettled(page, cell) : isChanged(page, cell)) {
        write(table, page, cell, TimeWindow.ALWAYS, 0, isEnd, false, out);
      }
    }
    return endIfAhead(watermark);
  }
}

package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;

/**
 * The kinds of windows that each group has for itself. A page holds all cells of some groups, and
 * is looked through when the first of its cells is due: a column of times is read faster than a
 * queue of them is kept in order.
 *
 * <p>A mark on a cell remembers its row: how many contributions it had when it was written, and
 * whether as PROVISIONAL, and whether it ever was FINAL.
 */
abstract class GroupedSales extends WindowedSales {

  private static final int PAGES = 64;
  private static final long EVER_FINAL = 1;
  private static final long NOW_PROVISIONAL = 2;
  private static final int WRITTEN_SHIFT = 2;

  GroupedSales(SalesReport report) {
    super(report);
  }

  /** The page of a group; part of saved state, so it must never change. */
  static int pageOf(GroupKey group) {
    // The high bits: a bucket's groups agree in what chose the bucket.
    int spread = group.hashCode() * 0x9E3779B9;
    return spread >>> (Integer.SIZE - Integer.numberOfTrailingZeros(PAGES));
  }

  /**
   * Writes what is due on a page, and drops the cells that are done.
   *
   * @param since the table's clock before
   * @return when the page next needs attention; {@link EventTime#MAX} for never
   */
  abstract long visit(
      SalesTable table, SalesPage page, long since, long watermark, SalesTable.Output out);

  @Override
  final void advance(SalesTable table, long watermark, SalesTable.Output out) {
    long since = table.clock();
    PagesDue pages = table.pages();
    int index = 0;
    while (index < pages.size()) {
      if (pages.dueAt(index) > watermark) {
        index++;
        continue;
      }
      long id = pages.id(index);
      SalesPage page = table.pageToChange(id);
      long next = visit(table, page, since, watermark, out);
      if (page.size() == 0) {
        table.drop(id);
      } else {
        pages.put(id, next);
        index++;
      }
    }
  }

  @Override
  final long wakeAt(SalesTable table) {
    return table.pages().earliest();
  }

  /** Writes a cell's row and notes it. */
  final void write(
      SalesTable table,
      SalesPage page,
      int cell,
      TimeWindow window,
      long windowSeq,
      boolean isSettled,
      boolean isAbsorbing,
      SalesTable.Output out) {
    RowStatus status = RowStatus.PROVISIONAL;
    if (isSettled) {
      status = wasFinal(page, cell) ? RowStatus.CORRECTED : RowStatus.FINAL;
    }
    out.row(
        table.row(
            page.group(cell), window, windowSeq, page.totals().totals(cell), status, isAbsorbing));
    long everFinal = isSettled || wasFinal(page, cell) ? EVER_FINAL : 0;
    page.setMark(
        cell,
        (page.totals().contributions(cell) << WRITTEN_SHIFT)
            | everFinal
            | (isSettled ? 0 : NOW_PROVISIONAL));
  }

  /** How many contributions the cell's row had when it was written last; 0 if it never was. */
  static long written(SalesPage page, int cell) {
    return page.mark(cell) >>> WRITTEN_SHIFT;
  }

  static boolean isChanged(SalesPage page, int cell) {
    return page.totals().contributions(cell) != written(page, cell);
  }

  /** Whether a settled row would tell more than the one that is there. */
  static boolean isUnsettled(SalesPage page, int cell) {
    return isChanged(page, cell) || (page.mark(cell) & NOW_PROVISIONAL) != 0;
  }

  static boolean wasFinal(SalesPage page, int cell) {
    return (page.mark(cell) & EVER_FINAL) != 0;
  }

  static void noteFinal(SalesPage page, int cell) {
    page.setMark(cell, page.mark(cell) | EVER_FINAL);
  }

  /** When the end of the input is due: never again once it has come. */
  static long endIfAhead(long clock) {
    return clock < EventTime.END ? EventTime.END : EventTime.MAX;
  }
}

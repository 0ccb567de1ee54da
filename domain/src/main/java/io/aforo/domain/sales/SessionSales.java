package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.SessionLifecycle;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.TimeWindow;
import java.util.ArrayList;
import java.util.List;

/**
 * Sessions of each group. A cell is a session, from its first sale to its last; one that is
 * complete stays until it is closed, so that late sales can still extend it or bridge it with
 * another.
 *
 * <p>One that is closed stays for two more gaps, for the reasons that {@link SessionLifecycle}
 * gives.
 *
 * <p>A session's row is named by its start, and a start can move. The row that then holds is
 * absorbing: it takes the place of those that start within it. What is known to have been written
 * under another start is also said to be MERGED, after it, for those who only follow what is said.
 */
final class SessionSales extends GroupedSales {

  private final SessionWindows sessions;
  private final SessionLifecycle lifecycle;

  SessionSales(SalesReport report, SessionWindows sessions) {
    super(report);
    this.sessions = sessions;
    this.lifecycle = new SessionLifecycle(sessions, report.lifecycle());
  }

  /** A sum spans a time of any length: its oldest sale could be late where its newest is not. */
  @Override
  boolean areSumsLateTogether() {
    return false;
  }

  @Override
  boolean mayBeLate(long soldAt, long watermark) {
    return lifecycle.isClosed(soldAt, watermark);
  }

  @Override
  int cellFor(CombinedCells cells, int newest, long soldAt) {
    int cell = newest;
    for (int step = 0; cell >= 0 && step < MOST_STEPS; step++) {
      if (cells.isSingle(cell)) {
        // What comes after a late sale must not help it to be on time.
        return -1;
      }
      if (sessions.areTogether(cells.from(cell), cells.until(cell), soldAt, soldAt)) {
        return cell;
      }
      cell = cells.before(cell);
    }
    return -1;
  }

  @Override
  void add(SalesTable table, SalesBundle bundle, int index, SalesTable.Output out) {
    GroupKey group = bundle.group(index);
    long pageId = pageOf(group);
    SalesPage page = table.page(pageId);
    long from = bundle.from(index);
    long until = bundle.until(index);
    boolean isAlone = true;
    boolean isWithinOne = false;
    for (int cell = page.find(group); cell >= 0; cell = page.before(cell)) {
      if (sessions.areTogether(
          page.from(cell), page.until(cell), bundle.from(index), bundle.until(index))) {
        from = Math.min(from, page.from(cell));
        until = Math.max(until, page.until(cell));
        isAlone = false;
        isWithinOne |=
            page.from(cell) <= bundle.from(index) && bundle.until(index) <= page.until(cell);
      }
    }
    // Judged after merging: a sale that is too old by itself is on time in an open session.
    if (lifecycle.isClosed(until, table.closingClock())
        || (!isWithinOne && lifecycle.isOutOfReach(bundle.until(index), table.closingClock()))
        || isForgottenAsSeen(bundle.from(index), table.closingClock())) {
      out.late(
          new SalesTable.LateSales(
              bundle.origin(index),
              group,
              bundle.from(index),
              bundle.totals().contributions(index),
              table.clock(),
              List.of(sessions.window(bundle.from(index), bundle.until(index)))));
      return;
    }
    page = table.pageToChange(pageId);
    table.wake(
        pageId,
        isAlone
            ? open(table, page, bundle, index, out)
            : merge(table, page, bundle, index, from, until, out));
  }

  /** Makes a session of the contribution alone, and says when it is due. */
  private long open(
      SalesTable table, SalesPage page, SalesBundle bundle, int index, SalesTable.Output out) {
    int session = page.add(bundle.group(index));
    page.totals().plus(session, bundle.totals(), index);
    page.setFrom(session, bundle.from(index));
    page.setUntil(session, bundle.until(index));
    settle(table, page, session, false, out);
    return dueAt(page, session, table.clock());
  }

  /** Makes one session of all that the contribution belongs to, and says when it is due. */
  private long merge(
      SalesTable table,
      SalesPage page,
      SalesBundle bundle,
      int index,
      long from,
      long until,
      SalesTable.Output out) {
    GroupKey group = bundle.group(index);
    List<SalesRow> merged = new ArrayList<>();
    int keeper = -1;
    boolean wasFinal = false;
    for (int cell = page.find(group); cell >= 0; cell = page.before(cell)) {
      if (isWithin(page, cell, from, until)) {
        // The one that keeps its start keeps its row.
        if (keeper < 0 || page.from(cell) == from) {
          keeper = cell;
        }
        wasFinal |= wasFinal(page, cell);
        if (page.from(cell) != from && written(page, cell) > 0) {
          merged.add(
              table.row(
                  group,
                  windowOf(page, cell),
                  0,
                  page.totals().totals(cell),
                  RowStatus.MERGED,
                  false));
        }
      }
    }
    boolean isMerging = false;
    for (int cell = page.find(group); cell >= 0; cell = page.before(cell)) {
      if (cell != keeper && isWithin(page, cell, from, until)) {
        page.totals().plus(keeper, page.totals(), cell);
        isMerging = true;
      }
    }
    page.totals().plus(keeper, bundle.totals(), index);
    page.setFrom(keeper, from);
    page.setUntil(keeper, until);
    if (wasFinal) {
      noteFinal(page, keeper);
    }
    settle(table, page, keeper, !merged.isEmpty(), out);
    merged.forEach(out::row);
    long due = dueAt(page, keeper, table.clock());
    if (isMerging) {
      int kept = keeper;
      page.removeIf(
          cell ->
              cell != kept && page.group(cell).equals(group) && isWithin(page, cell, from, until));
    }
    return due;
  }

  private static boolean isWithin(SalesPage page, int cell, long from, long until) {
    return page.from(cell) >= from && page.until(cell) <= until;
  }

  /** Writes a session's row at once if it is complete, or if it takes the place of another. */
  private void settle(
      SalesTable table, SalesPage page, int cell, boolean isAbsorbing, SalesTable.Output out) {
    boolean isComplete = lifecycle.isComplete(page.until(cell), table.clock());
    if (isComplete || isAbsorbing) {
      write(table, page, cell, windowOf(page, cell), 0, isComplete, true, out);
    }
  }

  /**
   * Whether the id of a sale of this time may be forgotten: a repeat of it must not be counted
   * again, however long the session lasts.
   */
  private boolean isForgottenAsSeen(long time, long clock) {
    return EventTime.plus(time, report.rememberMillis()) <= clock;
  }

  private TimeWindow windowOf(SalesPage page, int cell) {
    return sessions.window(page.from(cell), page.until(cell));
  }

  /** Whether an early row has news; a row that was FINAL waits until its session is complete. */
  private static boolean isEarly(SalesPage page, int cell) {
    return isChanged(page, cell) && !wasFinal(page, cell);
  }

  private long dueAt(SalesPage page, int cell, long clock) {
    if (lifecycle.isComplete(page.until(cell), clock)) {
      return lifecycle.forgottenAt(page.until(cell));
    }
    long complete = lifecycle.completeAt(page.until(cell));
    return report.earlyMillis() > 0 && isEarly(page, cell)
        ? Math.min(complete, EventTime.tickAfter(clock, page.from(cell), report.earlyMillis()))
        : complete;
  }

  @Override
  long visit(SalesTable table, SalesPage page, long since, long watermark, SalesTable.Output out) {
    long early = report.earlyMillis();
    boolean isAnyForgotten = false;
    long due = EventTime.MAX;
    for (int cell = 0; cell < page.size(); cell++) {
      if (lifecycle.isComplete(page.until(cell), watermark)) {
        if (isUnsettled(page, cell)) {
          write(table, page, cell, windowOf(page, cell), 0, true, true, out);
        }
        if (lifecycle.forgottenAt(page.until(cell)) <= watermark) {
          isAnyForgotten = true;
          continue;
        }
      } else if (early > 0
          && isEarly(page, cell)
          && EventTime.tickAfter(since, page.from(cell), early) <= watermark) {
        write(table, page, cell, windowOf(page, cell), 0, false, true, out);
      }
      due = Math.min(due, dueAt(page, cell, watermark));
    }
    if (isAnyForgotten) {
      page.removeIf(cell -> lifecycle.forgottenAt(page.until(cell)) <= watermark);
    }
    return due;
  }
}

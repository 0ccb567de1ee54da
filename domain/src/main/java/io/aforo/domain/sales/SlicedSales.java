package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tumbling and sliding windows, computed from slices. A page is a slice, named by its end, with one
 * cell for each group: however many windows a sale is in, it is added once. A slice goes when the
 * last window that holds it is closed.
 *
 * <p>Where windows overlap, the totals of the window that was completed last are kept on a page of
 * their own: the next window differs by the slices that leave and the slices that enter, so a
 * window costs two slices and not all of them. (Two-stacks and FiBA would serve operations that
 * cannot be undone; sums can.)
 *
 * <p>A mark on a cell says that it changed since the last early rows.
 */
final class SlicedSales extends WindowedSales {

  /** The page of the window that was completed last; no slice ends then. */
  private static final long WINDOW = EventTime.MIN;

  private static final long CHANGED = 1;

  private final SlicedWindows windows;
  private final WindowLifecycle lifecycle;
  private final long sliceMillis;
  private final boolean isOverlapping;

  // The slice that was looked at last: most sales are of the same few minutes.
  private long sliceStart = EventTime.MAX;
  private long sliceEnd = EventTime.MIN;
  private long firstWindowEnd;
  private long lastWindowEnd;
  private long firstCleanupAt;

  SlicedSales(SalesReport report, SlicedWindows windows) {
    super(report);
    this.windows = windows;
    this.lifecycle = report.lifecycle();
    this.sliceMillis = windows.sliceMillis();
    this.isOverlapping = sliceMillis < windows.sizeMillis();
  }

  private void lookAt(long time) {
    if (time < sliceStart || time >= sliceEnd) {
      sliceEnd = windows.sliceEnd(time);
      sliceStart = EventTime.minus(sliceEnd, sliceMillis);
      firstWindowEnd = windows.firstWindowEnd(sliceEnd);
      lastWindowEnd = windows.lastWindowEnd(sliceEnd);
      firstCleanupAt = lifecycle.cleanupAt(firstWindowEnd);
    }
  }

  /** A slice closes at once. */
  @Override
  boolean areSumsLateTogether() {
    return true;
  }

  @Override
  boolean mayBeLate(long soldAt, long watermark) {
    lookAt(soldAt);
    return firstCleanupAt <= watermark;
  }

  @Override
  int cellFor(CombinedCells cells, int newest, long soldAt) {
    lookAt(soldAt);
    int cell = newest;
    for (int step = 0; cell >= 0 && step < MOST_STEPS; step++) {
      if (cells.from(cell) >= sliceStart && cells.from(cell) < sliceEnd && !cells.isSingle(cell)) {
        return cell;
      }
      cell = cells.before(cell);
    }
    return -1;
  }

  @Override
  void add(SalesTable table, SalesBundle bundle, SalesTable.Output out) {
    int end;
    for (int start = 0; start < bundle.size(); start = end) {
      lookAt(bundle.from(start));
      end = start + 1;
      while (end < bundle.size() && bundle.from(end) >= sliceStart && bundle.from(end) < sliceEnd) {
        end++;
      }
      if (isUntold(table)) {
        SalesPage slice = table.pageToChange(sliceEnd);
        if (slice.size() == 0) {
          table.wake(sliceEnd, EventTime.MAX);
        }
        slice.addAll(bundle, start, end);
      } else {
        for (int index = start; index < end; index++) {
          add(table, bundle, index, out);
        }
      }
    }
  }

  /** Whether nothing is to be done for a sale in the slice looked at but to add it to the slice. */
  private boolean isUntold(SalesTable table) {
    return report.earlyMillis() == 0
        && !lifecycle.isComplete(firstWindowEnd, table.clock())
        && !lifecycle.isClosed(lastWindowEnd, table.closingClock())
        && !isInWindow(table, sliceEnd);
  }

  @Override
  void add(SalesTable table, SalesBundle bundle, int index, SalesTable.Output out) {
    lookAt(bundle.from(index));
    GroupKey group = bundle.group(index);
    if (!lifecycle.isClosed(lastWindowEnd, table.closingClock())) {
      SalesPage slice = table.pageToChange(sliceEnd);
      if (slice.size() == 0) {
        table.wake(sliceEnd, EventTime.MAX);
      }
      int cell = slice.findOrAdd(group);
      slice.totals().plus(cell, bundle.totals(), index);
      if (isInWindow(table, sliceEnd)) {
        SalesPage window = table.pageToChange(WINDOW);
        window.totals().plus(window.findOrAdd(group), bundle.totals(), index);
      }
      if (report.earlyMillis() > 0 && !lifecycle.isComplete(lastWindowEnd, table.clock())) {
        slice.setMark(cell, CHANGED);
        table.wake(
            sliceEnd, EventTime.tickAfter(table.clock(), bundle.from(index), report.earlyMillis()));
      }
    }
    if (lifecycle.isComplete(firstWindowEnd, table.clock())) {
      correct(table, bundle, index, out);
    }
  }

  /** Writes again the complete windows that a contribution changed, and tells what it missed. */
  private void correct(SalesTable table, SalesBundle bundle, int index, SalesTable.Output out) {
    GroupKey group = bundle.group(index);
    SalesCells added = bundle.totals();
    List<TimeWindow> missed = new ArrayList<>();
    SalesPage rolled = new SalesPage();
    for (long end = firstWindowEnd;
        end <= lastWindowEnd && lifecycle.isComplete(end, table.clock());
        end = EventTime.plus(end, windows.everyMillis())) {
      if (lifecycle.isClosed(end, table.closingClock())) {
        missed.add(windows.windowEndingAt(end));
      } else {
        int cell = roll(table, rolled, group, end);
        boolean isFirst = rolled.totals().contributions(cell) == added.contributions(index);
        out.row(
            table.row(
                group,
                windows.windowEndingAt(end),
                0,
                rolled.totals().totals(cell),
                isFirst ? RowStatus.FINAL : RowStatus.CORRECTED,
                false));
      }
      if (end == EventTime.MAX) {
        break;
      }
    }
    if (!missed.isEmpty()) {
      out.late(
          new SalesTable.LateSales(
              bundle.origin(index),
              group,
              bundle.from(index),
              added.contributions(index),
              table.clock(),
              missed));
    }
  }

  private static void sum(
      SalesTable table,
      Slices slices,
      GroupKey group,
      SalesCells totals,
      int into,
      boolean isEntering) {
    slices.forEach(
        table,
        slice -> {
          int cell = slice.find(group);
          if (cell >= 0) {
            if (isEntering) {
              totals.plus(into, slice.totals(), cell);
            } else {
              totals.minus(into, slice.totals(), cell);
            }
          }
        });
  }

  @Override
  void advance(SalesTable table, long watermark, SalesTable.Output out) {
    for (long end = nextWindowEnd(table);
        end != EventTime.MAX && lifecycle.isComplete(end, watermark);
        end = nextWindowEnd(table)) {
      complete(table, end, out);
      table.setClock(lifecycle.completeAt(end));
    }
    table.setClock(watermark);
    while (!table.isEmpty() && cleanupAt(table.pages().id(0)) <= watermark) {
      forget(table, table.pages().id(0));
    }
    if (report.earlyMillis() > 0 && table.pages().earliest() <= watermark) {
      writeEarly(table, out);
    }
    if (table.isEmpty() && table.windowEnd() != EventTime.MIN) {
      table.drop(WINDOW);
      table.setWindowEnd(EventTime.MIN);
    }
  }

  @Override
  long wakeAt(SalesTable table) {
    long end = nextWindowEnd(table);
    long wakeAt = end == EventTime.MAX ? end : lifecycle.completeAt(end);
    wakeAt = Math.min(wakeAt, cleanupAt(table.pages().id(0)));
    return report.earlyMillis() > 0 ? Math.min(wakeAt, table.pages().earliest()) : wakeAt;
  }

  private long cleanupAt(long slice) {
    return lifecycle.cleanupAt(windows.lastWindowEnd(slice));
  }

  private void forget(SalesTable table, long slice) {
    if (isInWindow(table, slice)) {
      subtract(table.pageToChange(WINDOW), table.page(slice));
    }
    table.drop(slice);
  }

  private void complete(SalesTable table, long end, SalesTable.Output out) {
    SalesPage totals;
    if (isOverlapping) {
      moveWindow(table, end);
      totals = table.page(WINDOW);
    } else {
      totals = table.page(end);
    }
    TimeWindow window = windows.windowEndingAt(end);
    for (int cell = 0; cell < totals.size(); cell++) {
      out.row(
          table.row(
              totals.group(cell), window, 0, totals.totals().totals(cell), RowStatus.FINAL, false));
    }
  }

  /** Makes the page of totals that of another window. */
  private void moveWindow(SalesTable table, long end) {
    long from = table.windowEnd();
    SalesPage window = table.pageToChange(WINDOW);
    if (from > end || from <= EventTime.minus(end, windows.sizeMillis())) {
      window.clear();
      slicesOf(end).forEach(table, slice -> add(window, slice));
    } else {
      leaving(from, end).forEach(table, slice -> subtract(window, slice));
      entering(from, end).forEach(table, slice -> add(window, slice));
    }
    table.setWindowEnd(end);
  }

  private static void add(SalesPage window, SalesPage slice) {
    for (int cell = 0; cell < slice.size(); cell++) {
      window.totals().plus(window.findOrAdd(slice.group(cell)), slice.totals(), cell);
    }
  }

  private static void subtract(SalesPage window, SalesPage slice) {
    boolean isGroupGone = false;
    for (int cell = 0; cell < slice.size(); cell++) {
      int group = window.find(slice.group(cell));
      window.totals().minus(group, slice.totals(), cell);
      isGroupGone |= window.totals().contributions(group) == 0;
    }
    if (isGroupGone) {
      window.removeIf(group -> window.totals().contributions(group) == 0);
    }
  }

  private boolean isInWindow(SalesTable table, long slice) {
    // No slice ends at EventTime.MIN, which stands for no window.
    long end = table.windowEnd();
    return slice <= end && slice > EventTime.minus(end, windows.sizeMillis());
  }

  /** Writes the rows that changed of the windows that are not complete. */
  private void writeEarly(SalesTable table, SalesTable.Output out) {
    NavigableMap<Long, SalesPage> changed = new TreeMap<>();
    PagesDue slices = table.pages();
    for (int index = 0; index < slices.size(); index++) {
      if (slices.dueAt(index) == EventTime.MAX) {
        continue;
      }
      long slice = slices.id(index);
      SalesPage page = table.pageToChange(slice);
      for (int cell = 0; cell < page.size(); cell++) {
        if (page.mark(cell) == CHANGED) {
          page.setMark(cell, 0);
          noteOpenWindows(table, slice, page.group(cell), changed);
        }
      }
      slices.put(slice, EventTime.MAX);
    }
    // By their ends, so that each group's totals roll from one window to the next.
    SalesPage rolled = new SalesPage();
    changed.forEach(
        (end, groups) -> {
          TimeWindow window = windows.windowEndingAt(end);
          for (int changedCell = 0; changedCell < groups.size(); changedCell++) {
            GroupKey group = groups.group(changedCell);
            int cell = roll(table, rolled, group, end);
            SalesTotals totals = rolled.totals().totals(cell);
            out.row(table.row(group, window, 0, totals, RowStatus.PROVISIONAL, false));
          }
        });
  }

  /** Makes a group's totals those of the window with this end; returns their cell. */
  private int roll(SalesTable table, SalesPage rolled, GroupKey group, long end) {
    int cell = rolled.find(group);
    if (cell >= 0 && rolled.from(cell) > EventTime.minus(end, windows.sizeMillis())) {
      sum(table, leaving(rolled.from(cell), end), group, rolled.totals(), cell, false);
      sum(table, entering(rolled.from(cell), end), group, rolled.totals(), cell, true);
    } else {
      if (cell < 0) {
        cell = rolled.add(group);
      } else {
        rolled.totals().reset(cell);
      }
      sum(table, slicesOf(end), group, rolled.totals(), cell, true);
    }
    rolled.setFrom(cell, end);
    return cell;
  }

  private void noteOpenWindows(
      SalesTable table, long slice, GroupKey group, Map<Long, SalesPage> changed) {
    long first =
        Math.max(windows.firstWindowEnd(slice), windows.firstWindowEndAfter(table.clock()));
    long last = windows.lastWindowEnd(slice);
    for (long end = first; end <= last; end = EventTime.plus(end, windows.everyMillis())) {
      changed.computeIfAbsent(end, window -> new SalesPage()).findOrAdd(group);
      if (end == EventTime.MAX) {
        break;
      }
    }
  }

  /** The end of the oldest window that holds a slice and is not complete by the clock. */
  private long nextWindowEnd(SalesTable table) {
    long next = windows.firstWindowEndAfter(table.clock());
    // A slice that ends this early is in no window that ends so late; every later slice is in one.
    int slice = table.pages().firstAfter(EventTime.minus(next, windows.sizeMillis()));
    return slice == table.pages().size()
        ? EventTime.MAX
        : Math.max(next, windows.firstWindowEnd(table.pages().id(slice)));
  }

  /**
   * The slices of a time.
   *
   * @param after they end later than this
   * @param through and not later than this
   */
  private record Slices(long after, long through) {

    /** Hands over those that there are, oldest first. */
    private void forEach(SalesTable table, Consumer<SalesPage> slice) {
      PagesDue pages = table.pages();
      for (int index = pages.firstAfter(after);
          index < pages.size() && pages.id(index) <= through;
          index++) {
        slice.accept(table.page(pages.id(index)));
      }
    }
  }

  private Slices slicesOf(long end) {
    return new Slices(EventTime.minus(end, windows.sizeMillis()), end);
  }

  /** The slices of the window that ends at {@code from} that are not in the later one. */
  private Slices leaving(long from, long end) {
    return new Slices(
        EventTime.minus(from, windows.sizeMillis()),
        Math.min(from, EventTime.minus(end, windows.sizeMillis())));
  }

  /** The slices of the window that ends at {@code end} that are not in the earlier one. */
  private static Slices entering(long from, long end) {
    return new Slices(from, end);
  }
}

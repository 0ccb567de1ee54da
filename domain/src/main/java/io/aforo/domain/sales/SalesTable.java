package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The state machine of one report over many groups: totals by slice and group, and how far time has
 * come. Mutable; one table is the state of one bucket of groups.
 *
 * <p>Time only moves forward here: the table remembers the furthest watermark that it was shown.
 * Watermarks are not part of a checkpoint, and without that memory a late event after a restore
 * would open again a window that was closed long ago.
 *
 * <p>Totals are kept once for each slice, and a window's row is the sum of its slices. A slice is
 * dropped when the last window that holds it is closed.
 */
public final class SalesTable {

  private final NavigableMap<Long, Map<GroupKey, SalesTotals>> slices = new TreeMap<>();
  private long clock;

  /** A table that has seen nothing. */
  public SalesTable() {
    this(EventTime.MIN);
  }

  /**
   * A table to be filled by {@link #restore}.
   *
   * @param clock the furthest watermark seen, epoch milliseconds
   */
  public SalesTable(long clock) {
    this.clock = clock;
  }

  /** The furthest watermark seen, epoch milliseconds. */
  public long clock() {
    return clock;
  }

  /** The totals by slice (its end) and group: all that there is to keep beside the clock. */
  public Map<Long, Map<GroupKey, SalesTotals>> slices() {
    return Collections.unmodifiableMap(slices);
  }

  /** Puts back one entry of {@link #slices()}. */
  public void restore(long sliceEnd, GroupKey group, SalesTotals totals) {
    slices.computeIfAbsent(sliceEnd, end -> new HashMap<>()).put(group, totals);
  }

  /** A table of its own with the same content. */
  public SalesTable copy() {
    SalesTable copy = new SalesTable(clock);
    slices.forEach((end, groups) -> copy.slices.put(end, new HashMap<>(groups)));
    return copy;
  }

  /** Whether no group has an open window; the clock is still worth keeping. */
  public boolean isEmpty() {
    return slices.isEmpty();
  }

  /**
   * Counts a sale in every window that still takes it, and writes again the rows that were complete
   * already.
   *
   * @param watermark epoch milliseconds
   * @return the windows that the sale came too late for, oldest first; mostly none
   */
  public List<TimeWindow> add(
      SalesReport report, Sale sale, long watermark, Consumer<SalesRow> rows) {
    advance(report, watermark, rows);
    SlicedWindows windowing = ((SlicedWindows) report.windowing());
    WindowLifecycle lifecycle = report.lifecycle();
    long slice = windowing.sliceEnd(sale.soldAt());
    long last = windowing.lastWindowEnd(slice);
    boolean isCounted = !lifecycle.isClosed(last, clock);
    GroupKey group = report.groupOf(sale);
    if (isCounted) {
      slices
          .computeIfAbsent(slice, end -> new HashMap<>())
          .merge(group, SalesTotals.of(sale), SalesTotals::plus);
    }
    List<TimeWindow> missed = List.of();
    for (long end = windowing.firstWindowEnd(slice);
        end <= last && lifecycle.isComplete(end, clock);
        end = EventTime.plus(end, windowing.everyMillis())) {
      if (lifecycle.isClosed(end, clock)) {
        missed = missed.isEmpty() ? new ArrayList<>() : missed;
        missed.add(windowing.windowEndingAt(end));
      } else {
        SalesTotals totals = totalsOf(windowing, end, group);
        RowStatus status = totals.contributions() == 1 ? RowStatus.FINAL : RowStatus.CORRECTED;
        rows.accept(row(report, end, group, totals, status));
      }
      if (end == EventTime.MAX) {
        break;
      }
    }
    return missed;
  }

  /**
   * Moves time forward: writes the rows of the windows that are complete now, and forgets those
   * that take no more events.
   *
   * @param watermark epoch milliseconds; one that is behind the clock does nothing
   * @return whether anything changed
   */
  public boolean advance(SalesReport report, long watermark, Consumer<SalesRow> rows) {
    if (watermark <= clock) {
      return false;
    }
    for (long end = nextWindowEnd(((SlicedWindows) report.windowing()));
        end != EventTime.MAX && report.lifecycle().isComplete(end, watermark);
        end = nextWindowEnd(((SlicedWindows) report.windowing()))) {
      complete(report, end, rows);
      clock = report.lifecycle().completeAt(end);
    }
    clock = watermark;
    while (!slices.isEmpty() && cleanupAt(report, slices.firstKey()) <= clock) {
      slices.pollFirstEntry();
    }
    return true;
  }

  /** The watermark at which {@link #advance} next has something to do, or {@link EventTime#MAX}. */
  public long wakeAt(SalesReport report) {
    if (slices.isEmpty()) {
      return EventTime.MAX;
    }
    long end = nextWindowEnd(((SlicedWindows) report.windowing()));
    long complete = end == EventTime.MAX ? end : report.lifecycle().completeAt(end);
    return Math.min(complete, cleanupAt(report, slices.firstKey()));
  }

  private void complete(SalesReport report, long end, Consumer<SalesRow> rows) {
    Map<GroupKey, SalesTotals> totals = new HashMap<>();
    for (Map<GroupKey, SalesTotals> slice :
        slicesOf(((SlicedWindows) report.windowing()), end).values()) {
      slice.forEach((group, more) -> totals.merge(group, more, SalesTotals::plus));
    }
    totals.forEach((group, sum) -> rows.accept(row(report, end, group, sum, RowStatus.FINAL)));
  }

  /** The end of the oldest window that holds a slice and is not complete by the clock. */
  private long nextWindowEnd(SlicedWindows windowing) {
    long next = windowing.firstWindowEndAfter(clock);
    // A slice that ends this early is in no window that ends so late.
    Long slice = slices.higherKey(EventTime.minus(next, windowing.sizeMillis()));
    while (slice != null) {
      long end = Math.max(next, windowing.firstWindowEnd(slice));
      if (end <= windowing.lastWindowEnd(slice)) {
        return end;
      }
      slice = slices.higherKey(slice);
    }
    return EventTime.MAX;
  }

  private SalesTotals totalsOf(SlicedWindows windowing, long end, GroupKey group) {
    SalesTotals totals = SalesTotals.empty();
    for (Map<GroupKey, SalesTotals> slice : slicesOf(windowing, end).values()) {
      SalesTotals more = slice.get(group);
      if (more != null) {
        totals = totals.plus(more);
      }
    }
    return totals;
  }

  private Map<Long, Map<GroupKey, SalesTotals>> slicesOf(SlicedWindows windowing, long end) {
    return slices.subMap(EventTime.minus(end, windowing.sizeMillis()), false, end, true);
  }

  private static long cleanupAt(SalesReport report, long sliceEnd) {
    return report
        .lifecycle()
        .cleanupAt(((SlicedWindows) report.windowing()).lastWindowEnd(sliceEnd));
  }

  private static SalesRow row(
      SalesReport report, long end, GroupKey group, SalesTotals totals, RowStatus status) {
    return new SalesRow(
        report.name(),
        group,
        ((SlicedWindows) report.windowing()).windowEndingAt(end),
        0,
        totals,
        status);
  }
}

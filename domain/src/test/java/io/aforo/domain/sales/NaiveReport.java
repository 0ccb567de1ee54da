package io.aforo.domain.sales;

import io.aforo.domain.time.CountWindows;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.TimeWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A report by plain loops over all of its sales, with times near zero: what rows there are in the
 * end, and which sales came too late for what.
 */
final class NaiveReport {

  /** The sales of one row. */
  private record Gathered(GroupKey group, TimeWindow window, long windowSeq, List<Sale> sales) {}

  /** A sale and the windows that it missed. */
  record Missed(String saleId, long clock, List<TimeWindow> windows) {}

  private final SalesReport report;
  private final List<Gathered> all = new ArrayList<>();
  private final List<Missed> late = new ArrayList<>();

  NaiveReport(SalesReport report) {
    this.report = report;
  }

  /** Takes a sale; lateness is judged against the clock. */
  void add(Sale sale, long clock) {
    GroupKey group = report.groupOf(sale);
    List<TimeWindow> missed = new ArrayList<>();
    if (report.windowing() instanceof SlicedWindows windows) {
      addSliced(sale, group, windows, clock, missed);
    } else if (report.windowing() instanceof SessionWindows sessions) {
      addToSession(sale, group, sessions.gapMillis(), clock, missed);
    } else if (report.windowing() instanceof CountWindows count) {
      long before = all.stream().filter(row -> row.group.equals(group)).count();
      if (before == 0 || last(group).sales.size() == count.size()) {
        all.add(new Gathered(group, TimeWindow.ALWAYS, before + 1, new ArrayList<>()));
      }
      last(group).sales.add(sale);
    } else {
      gathered(group, TimeWindow.ALWAYS).sales.add(sale);
    }
    if (!missed.isEmpty()) {
      late.add(new Missed(sale.saleId(), clock, missed));
    }
  }

  private void addSliced(
      Sale sale, GroupKey group, SlicedWindows windows, long clock, List<TimeWindow> missed) {
    long size = windows.sizeMillis();
    for (long start = sale.soldAt() - size + 1; start <= sale.soldAt(); start++) {
      if (Math.floorMod(start - windows.offsetMillis(), windows.everyMillis()) == 0) {
        TimeWindow window = new TimeWindow(start, start + size);
        // The last millisecond at which the window takes sales is the one before this.
        if (start + size - 1 + report.lifecycle().latenessMillis() <= clock) {
          missed.add(window);
        } else {
          gathered(group, window).sales.add(sale);
        }
      }
    }
  }

  private void addToSession(
      Sale sale, GroupKey group, long gap, long clock, List<TimeWindow> missed) {
    List<Gathered> together = new ArrayList<>();
    List<Sale> sales = new ArrayList<>(List.of(sale));
    boolean isWithinOne = false;
    for (Gathered session : all) {
      if (session.group.equals(group)
          && session.sales.stream()
              .anyMatch(other -> Math.abs(other.soldAt() - sale.soldAt()) <= gap)) {
        together.add(session);
        sales.addAll(session.sales);
        isWithinOne |=
            session.window.start() <= sale.soldAt() && sale.soldAt() <= session.window.end() - gap;
      }
    }
    long first = sales.stream().mapToLong(Sale::soldAt).min().orElseThrow();
    long last = sales.stream().mapToLong(Sale::soldAt).max().orElseThrow();
    long wait = gap + report.lifecycle().latenessMillis();
    if (last + wait <= clock || (!isWithinOne && sale.soldAt() + gap + wait <= clock)) {
      missed.add(new TimeWindow(sale.soldAt(), sale.soldAt() + gap));
    } else {
      all.removeAll(together);
      all.add(new Gathered(group, new TimeWindow(first, last + gap), 0, sales));
    }
  }

  private Gathered gathered(GroupKey group, TimeWindow window) {
    for (Gathered row : all) {
      if (row.group.equals(group) && row.window.equals(window)) {
        return row;
      }
    }
    Gathered row = new Gathered(group, window, 0, new ArrayList<>());
    all.add(row);
    return row;
  }

  private Gathered last(GroupKey group) {
    return all.stream()
        .filter(row -> row.group.equals(group))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  /** What the report shows in the end. */
  SortedMap<SalesRow.Key, GuardedTable.Shown> rows() {
    SortedMap<SalesRow.Key, GuardedTable.Shown> rows = new TreeMap<>();
    for (Gathered row : all) {
      SalesTotals totals = SalesTotals.empty();
      for (Sale sale : row.sales) {
        totals = totals.plus(sale);
      }
      rows.put(
          new SalesRow.Key(report.name(), row.group, row.window.start(), row.windowSeq),
          new GuardedTable.Shown(row.window.end(), totals));
    }
    return rows;
  }

  /** The sales that missed windows, by their ids. */
  Map<String, Missed> late() {
    Map<String, Missed> byId = new LinkedHashMap<>();
    late.forEach(missed -> byId.put(missed.saleId, missed));
    return byId;
  }
}

package io.aforo.job;

import io.aforo.application.intake.Ingested;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.time.CountWindows;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.RunningTotals;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.TimeWindow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What reports say of a stream, found the slow and plain way: every sale is kept in a list with its
 * window, and lists are added up at the end. Sales and watermarks are handed in as they arrive;
 * each sale is judged by the watermark before it.
 */
final class BruteForceReports {

  /** A key of a row that was written and whose session has another start now. */
  record MergedKey(String report, ReportRow.Group group, Instant start) {}

  private record Identity(String store, String sale) {}

  private record Remembered(Sale sale, long until) {}

  private record LateKey(String report, String store, String sale) {}

  private final List<Gathering> gatherings = new ArrayList<>();
  private final Map<Identity, Remembered> remembered = new HashMap<>();
  private final long rememberMillis;
  private final Map<LateKey, LateEvent> late = new LinkedHashMap<>();
  private final Set<BusyDay.Refused> refused = new HashSet<>();
  private final Map<String, Long> counters = new TreeMap<>();
  private long watermark = Long.MIN_VALUE;

  BruteForceReports(Collection<SalesReport> reports) {
    long longest = 0;
    for (SalesReport report : reports) {
      gatherings.add(Gathering.of(report));
      longest = Math.max(longest, span(report) + report.lifecycle().latenessMillis());
    }
    rememberMillis = longest + Duration.ofHours(24).toMillis();
  }

  /** What the reports say if all of these sales count, whatever their order. */
  static Set<ReportRow> of(Collection<SalesReport> reports, List<Sale> sales) {
    BruteForceReports all = new BruteForceReports(reports);
    for (Sale sale : sales) {
      all.count(sale);
    }
    all.end();
    return all.rows().keySet();
  }

  private static long span(SalesReport report) {
    if (report.windowing() instanceof SlicedWindows windows) {
      return windows.sizeMillis();
    }
    return report.windowing() instanceof SessionWindows windows ? windows.gapMillis() : 0;
  }

  // What comes in.

  void arrive(Ingested.Accepted<Sale> accepted) {
    tally("sales.in");
    Sale sale = accepted.event();
    Identity identity = new Identity(sale.storeId(), sale.saleId());
    Remembered before = remembered.get(identity);
    if (before == null || watermark >= before.until()) {
      long until = Math.max(sale.soldAt(), watermark) + rememberMillis;
      remembered.put(identity, new Remembered(sale, until));
      tally("sales.accepted");
      count(sale);
    } else if (before.sale().equals(sale)) {
      tally("sales.duplicates");
    } else {
      tally("sales.rejected." + RejectionReason.ID_CONFLICT);
      refused.add(new BusyDay.Refused(accepted.record(), RejectionReason.ID_CONFLICT));
    }
  }

  /** They are accepted ones, in this order. */
  void arriveAll(List<Ingested<Sale>> records) {
    records.forEach(record -> arrive((Ingested.Accepted<Sale>) record));
  }

  private void count(Sale sale) {
    for (Gathering gathering : gatherings) {
      String report = gathering.report.name();
      List<TimeWindow> missed = gathering.add(sale, watermark);
      if (!missed.isEmpty()) {
        tally(report + ".late");
        late.putIfAbsent(
            new LateKey(report, sale.storeId(), sale.saleId()),
            new LateEvent(report, sale.storeId(), sale.saleId(), sale.soldAt(), watermark, missed));
      }
    }
  }

  /** One that is behind does nothing. */
  void advance(long watermark) {
    if (watermark > this.watermark) {
      this.watermark = watermark;
      gatherings.forEach(gathering -> gathering.advance(watermark));
    }
  }

  /** Nothing comes any more. */
  void end() {
    advance(Long.MAX_VALUE);
  }

  private void tally(String counter) {
    counters.merge(counter, 1L, Long::sum);
  }

  // What comes out, after all.

  /**
   * The rows, those of absorbed sessions aside, and how settled each may be called. Sales between
   * two watermarks may be written one by one or all at once, and what is written once is FINAL
   * where what is written twice is CORRECTED.
   */
  Map<ReportRow, Set<RowStatus>> rows() {
    Map<ReportRow, Set<RowStatus>> rows = new HashMap<>();
    gatherings.forEach(gathering -> rows.putAll(gathering.rows()));
    return rows;
  }

  /** The rows of windows that are complete by now. */
  Set<ReportRow> completeRows() {
    return rows().keySet().stream()
        .filter(row -> watermark >= row.end().toEpochMilli() - 1)
        .collect(Collectors.toSet());
  }

  /** The rows that were written of sessions that have another start now. */
  Set<MergedKey> merged() {
    Set<MergedKey> merged = new HashSet<>();
    gatherings.forEach(gathering -> merged.addAll(gathering.merged()));
    return merged;
  }

  /** Those, and those that were only there if sales are written one by one. */
  Set<MergedKey> perhapsMerged() {
    Set<MergedKey> merged = new HashSet<>();
    gatherings.forEach(gathering -> merged.addAll(gathering.perhapsMerged()));
    return merged;
  }

  /** Of a sale that was late for a report more than once, the first time. */
  Collection<LateEvent> late() {
    return late.values();
  }

  Set<BusyDay.Refused> refused() {
    return refused;
  }

  Map<String, Long> counters() {
    return counters;
  }

  /** The sales of one report, by group and window. */
  private abstract static class Gathering {

    final SalesReport report;

    private Gathering(SalesReport report) {
      this.report = report;
    }

    static Gathering of(SalesReport report) {
      if (report.windowing() instanceof SlicedWindows windows) {
        return new Sliced(report, windows);
      }
      if (report.windowing() instanceof SessionWindows windows) {
        return new Sessions(report, windows.gapMillis());
      }
      if (report.windowing() instanceof CountWindows windows) {
        return new Counts(report, windows.size());
      }
      return new Running(report, (RunningTotals) report.windowing());
    }

    /** Returns the windows that the sale came too late for, oldest first. */
    abstract List<TimeWindow> add(Sale sale, long watermark);

    void advance(long watermark) {}

    abstract Map<ReportRow, Set<RowStatus>> rows();

    Set<MergedKey> merged() {
      return Set.of();
    }

    Set<MergedKey> perhapsMerged() {
      return Set.of();
    }

    static Set<RowStatus> status(boolean wasFinal, boolean wasPerhapsFinal) {
      if (wasFinal) {
        return Set.of(RowStatus.CORRECTED);
      }
      return wasPerhapsFinal
          ? Set.of(RowStatus.FINAL, RowStatus.CORRECTED)
          : Set.of(RowStatus.FINAL);
    }

    ReportRow.Group groupOf(Sale sale) {
      Set<Dimension> by = report.dimensions();
      return new ReportRow.Group(
          by.contains(Dimension.STORE) ? sale.storeId() : "",
          by.contains(Dimension.PRODUCT) ? sale.productId() : "",
          by.contains(Dimension.CUSTOMER) ? sale.customerId() : "",
          sale.amount().currency());
    }

    boolean isComplete(long end, long watermark) {
      return watermark >= end - 1;
    }

    boolean isClosed(long end, long watermark) {
      return watermark >= end - 1 + report.lifecycle().latenessMillis();
    }

    ReportRow row(ReportRow.Group group, long start, long end, long seq, List<Sale> sales) {
      long count = 0;
      BigDecimal units = BigDecimal.ZERO.setScale(3);
      BigDecimal gross = BigDecimal.ZERO.setScale(4);
      BigDecimal returned = BigDecimal.ZERO.setScale(4);
      for (Sale sale : sales) {
        if (sale.kind() == SaleKind.SALE) {
          count++;
          units = units.add(sale.quantity().toBigDecimal());
          gross = gross.add(sale.amount().toBigDecimal());
        } else {
          units = units.subtract(sale.quantity().toBigDecimal());
          returned = returned.add(sale.amount().toBigDecimal());
        }
      }
      return new ReportRow(
          report.name(),
          group,
          Instant.ofEpochMilli(start),
          Instant.ofEpochMilli(end),
          seq,
          count,
          sales.size() - count,
          units,
          gross,
          returned,
          gross.subtract(returned));
    }
  }

  /** Windows at regular steps. */
  private static final class Sliced extends Gathering {

    private record Key(ReportRow.Group group, long start) {}

    private static final class Sales {
      private final List<Sale> all = new ArrayList<>();
      private boolean isFinal;
      private boolean isPerhapsFinal;
      private Set<RowStatus> status = Set.of(RowStatus.FINAL);
    }

    private final SlicedWindows windows;
    private final Map<Key, Sales> sales = new HashMap<>();
    private final Set<Key> incomplete = new HashSet<>();

    private Sliced(SalesReport report, SlicedWindows windows) {
      super(report);
      this.windows = windows;
    }

    @Override
    List<TimeWindow> add(Sale sale, long watermark) {
      List<TimeWindow> missed = new ArrayList<>();
      for (long start : startsOf(sale)) {
        long end = start + windows.sizeMillis();
        if (isClosed(end, watermark)) {
          missed.add(new TimeWindow(start, end));
        } else {
          Key key = new Key(groupOf(sale), start);
          Sales window = sales.computeIfAbsent(key, absent -> new Sales());
          window.all.add(sale);
          if (isComplete(end, watermark)) {
            window.status = status(window.isFinal, window.isPerhapsFinal);
            window.isPerhapsFinal = true;
          }
          if (!window.isFinal) {
            incomplete.add(key);
          }
        }
      }
      return missed;
    }

    /** The starts of all windows that hold the sale, oldest first. */
    private List<Long> startsOf(Sale sale) {
      long every = windows.everyMillis();
      long newest = sale.soldAt() - Math.floorMod(sale.soldAt() - windows.offsetMillis(), every);
      List<Long> starts = new ArrayList<>();
      for (long start = newest; sale.soldAt() < start + windows.sizeMillis(); start -= every) {
        starts.add(0, start);
      }
      return starts;
    }

    @Override
    void advance(long watermark) {
      for (Key key : List.copyOf(incomplete)) {
        if (isComplete(key.start() + windows.sizeMillis(), watermark)) {
          sales.get(key).isFinal = true;
          incomplete.remove(key);
        }
      }
    }

    @Override
    Map<ReportRow, Set<RowStatus>> rows() {
      Map<ReportRow, Set<RowStatus>> rows = new HashMap<>();
      sales.forEach(
          (key, window) ->
              rows.put(
                  row(key.group(), key.start(), key.start() + windows.sizeMillis(), 0, window.all),
                  window.status));
      return rows;
    }
  }

  /**
   * Windows that follow activity. A session is over when time reaches its end, as a sale at the end
   * belongs to it, and is remembered for two gaps longer than it takes sales. So every sale which
   * is on time by itself meets all that it belongs to, and one that is not, and is saved by a
   * session that takes sales, is refused before it could come near one that is forgotten.
   */
  private static final class Sessions extends Gathering {

    private static final class Session {

      private final ReportRow.Group group;
      private final List<Sale> sales = new ArrayList<>();
      private boolean isFinal;
      private boolean isPerhapsFinal;
      private boolean isWritten;
      private boolean takesAPlace;
      private Set<RowStatus> status = Set.of(RowStatus.FINAL);

      private Session(ReportRow.Group group) {
        this.group = group;
      }

      private long start() {
        return sales.stream().mapToLong(Sale::soldAt).min().orElseThrow();
      }

      private long end(long gap) {
        return sales.stream().mapToLong(Sale::soldAt).max().orElseThrow() + gap;
      }
    }

    private final long gap;
    private final List<Session> remembered = new ArrayList<>();
    private final List<Session> forgotten = new ArrayList<>();
    private final Set<MergedKey> written = new HashSet<>();
    private final Set<MergedKey> perhapsWritten = new HashSet<>();

    private Sessions(SalesReport report, long gapMillis) {
      super(report);
      this.gap = gapMillis;
    }

    @Override
    List<TimeWindow> add(Sale sale, long watermark) {
      Session grown = new Session(groupOf(sale));
      grown.sales.add(sale);
      List<Session> absorbed = new ArrayList<>();
      for (Session session : remembered) {
        // Exactly the gap apart is together.
        if (session.group.equals(grown.group)
            && sale.soldAt() <= session.end(gap)
            && session.start() <= sale.soldAt() + gap) {
          absorbed.add(session);
        }
      }
      absorbed.forEach(session -> grown.sales.addAll(session.sales));
      boolean isWithinOne =
          absorbed.stream()
              .anyMatch(
                  session ->
                      session.start() <= sale.soldAt() && sale.soldAt() + gap <= session.end(gap));
      if (isClosed(grown.end(gap) + 1, watermark)
          || (!isWithinOne && isClosed(sale.soldAt() + gap + 1 + gap, watermark))) {
        return List.of(new TimeWindow(sale.soldAt(), sale.soldAt() + gap));
      }
      boolean perhapsTakesAPlace = false;
      for (Session session : absorbed) {
        grown.isFinal |= session.isFinal;
        grown.isPerhapsFinal |= session.isPerhapsFinal;
        boolean isMoved = session.start() != grown.start();
        grown.takesAPlace |= session.takesAPlace || (isMoved && written.contains(keyOf(session)));
        perhapsTakesAPlace |= isMoved && perhapsWritten.contains(keyOf(session));
      }
      remembered.removeAll(absorbed);
      remembered.add(grown);
      if (isComplete(grown.end(gap) + 1, watermark)) {
        complete(grown);
      } else if (perhapsTakesAPlace) {
        perhapsWritten.add(keyOf(grown));
      }
      return List.of();
    }

    private void complete(Session session) {
      session.status = status(session.isFinal, session.isPerhapsFinal);
      session.isPerhapsFinal = true;
      session.isWritten = true;
      perhapsWritten.add(keyOf(session));
    }

    @Override
    void advance(long watermark) {
      for (Session session : List.copyOf(remembered)) {
        if (session.takesAPlace) {
          written.add(keyOf(session));
          session.takesAPlace = false;
        }
        if (isComplete(session.end(gap) + 1, watermark)) {
          if (!session.isWritten) {
            complete(session);
          }
          session.isFinal = true;
          written.add(keyOf(session));
        }
        if (isClosed(session.end(gap) + 1 + 2 * gap, watermark)) {
          remembered.remove(session);
          forgotten.add(session);
        }
      }
    }

    private List<Session> all() {
      List<Session> all = new ArrayList<>(forgotten);
      all.addAll(remembered);
      return all;
    }

    private MergedKey keyOf(Session session) {
      return new MergedKey(report.name(), session.group, Instant.ofEpochMilli(session.start()));
    }

    @Override
    Map<ReportRow, Set<RowStatus>> rows() {
      Map<ReportRow, Set<RowStatus>> rows = new HashMap<>();
      for (Session session : all()) {
        rows.put(
            row(session.group, session.start(), session.end(gap), 0, session.sales),
            session.status);
      }
      return rows;
    }

    @Override
    Set<MergedKey> merged() {
      return withoutCurrent(written);
    }

    @Override
    Set<MergedKey> perhapsMerged() {
      return withoutCurrent(perhapsWritten);
    }

    private Set<MergedKey> withoutCurrent(Set<MergedKey> keys) {
      Set<MergedKey> others = new HashSet<>(keys);
      all().forEach(session -> others.remove(keyOf(session)));
      return others;
    }
  }

  /** Windows of so many sales, in the order of their arrival. */
  private static final class Counts extends Gathering {

    private final long size;
    private final Map<ReportRow.Group, List<Sale>> sales = new HashMap<>();

    private Counts(SalesReport report, long size) {
      super(report);
      this.size = size;
    }

    @Override
    List<TimeWindow> add(Sale sale, long watermark) {
      sales.computeIfAbsent(groupOf(sale), absent -> new ArrayList<>()).add(sale);
      return List.of();
    }

    @Override
    Map<ReportRow, Set<RowStatus>> rows() {
      Map<ReportRow, Set<RowStatus>> rows = new HashMap<>();
      sales.forEach(
          (group, all) -> {
            for (int from = 0; from < all.size(); from += (int) size) {
              int to = (int) Math.min(from + size, all.size());
              rows.put(
                  row(
                      group,
                      Long.MIN_VALUE,
                      Long.MAX_VALUE,
                      1 + from / size,
                      all.subList(from, to)),
                  Set.of(to - from == size ? RowStatus.FINAL : RowStatus.PROVISIONAL));
            }
          });
      return rows;
    }
  }

  /** One total without an end. */
  private static final class Running extends Gathering {

    private final Map<ReportRow.Group, List<Sale>> sales = new HashMap<>();

    private Running(SalesReport report, RunningTotals unused) {
      super(report);
    }

    @Override
    List<TimeWindow> add(Sale sale, long watermark) {
      sales.computeIfAbsent(groupOf(sale), absent -> new ArrayList<>()).add(sale);
      return List.of();
    }

    @Override
    Map<ReportRow, Set<RowStatus>> rows() {
      Map<ReportRow, Set<RowStatus>> rows = new HashMap<>();
      sales.forEach(
          (group, all) ->
              rows.put(
                  row(group, Long.MIN_VALUE, Long.MAX_VALUE, 0, all), Set.of(RowStatus.FINAL)));
      return rows;
    }
  }
}

package io.aforo.job;

import io.aforo.adapters.inmemory.InMemoryTemperatureAlerts;
import io.aforo.adapters.inmemory.KeyedRuntime;
import io.aforo.application.WatchTemperatures;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A day of some shops and their fridges, from a seed, with everything that a topic can hold:
 * returns, two currencies, repeats, one id for two sales, broken records, tombstones, and events
 * that come after their windows were written or closed. And what it all adds up to, found by a
 * plain loop over the sales.
 *
 * <p>It comes in two halves: all is held at 13:30, before the late ones.
 */
final class BusyDay {

  static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(5);

  static final SalesReport HOURLY = report("hourly", Windowing.tumbling(Duration.ofHours(1)));
  static final SalesReport HOURLY_BY_PRODUCT =
      report("hourly-by-product", Windowing.tumbling(Duration.ofHours(1)), Dimension.PRODUCT);
  static final SalesReport MOVING_BY_STORE =
      report(
          "moving-by-store",
          Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(15)),
          Dimension.STORE);
  static final SalesReport HALF_HOURLY_BY_CUSTOMER =
      report(
          "half-hourly-by-customer",
          Windowing.tumbling(Duration.ofMinutes(30)),
          Dimension.STORE,
          Dimension.CUSTOMER);

  static final JumpRule RULE = JumpRule.standard();

  /**
   * An event that was late, without the watermark it was judged by, which is a matter of timing.
   */
  record Late(
      String report, String sourceId, String eventId, long eventTime, List<TimeWindow> missed) {

    static Late of(LateEvent event) {
      return new Late(
          event.report(), event.sourceId(), event.eventId(), event.eventTime(), event.missed());
    }
  }

  /** A record that was refused, and why. */
  record Refused(SourceRecord record, RejectionReason reason) {

    static Refused of(DeadLetter letter) {
      return new Refused(letter.record(), letter.reason());
    }
  }

  private static final int PARTITIONS = 4;
  private static final List<String> STORES =
      List.of("norte", "sur", "este", "oeste", "centro", "puerto");
  private static final long OPENING = time("08:00:00");
  private static final long HOLD = time("13:30:00");
  private static final long CLOSING = time("16:00:00");

  private final List<Half<Sale>> sales = halves();
  private final List<Half<Reading>> readings = halves();
  private final List<Sale> countedBeforeHold = new ArrayList<>();
  private final List<Sale> countedAfterHold = new ArrayList<>();
  private final List<Reading> countedReadings = new ArrayList<>();
  private final List<Late> lateReadings = new ArrayList<>();
  private final Set<Refused> refused = new HashSet<>();
  private final Map<String, Long> counters = new TreeMap<>();
  private final Random random = new Random(20_260_302);
  private long offset;

  /** The records of one partition before and after the hold. */
  private record Half<E>(
      List<Ingested<E>> before, List<Ingested<E>> late, List<Ingested<E>> after) {

    List<Ingested<E>> at(long time) {
      return time < HOLD ? before : after;
    }

    int size() {
      return before.size() + late.size() + after.size();
    }
  }

  BusyDay() {
    openShops();
    addLateSales();
    addConflicts();
    addSpoiltRecords();
    runFridges();
    addLateReading();
    countWhatCameIn();
  }

  // What it consists of.

  private void openShops() {
    for (long at = OPENING; at < CLOSING; at += 4_000 + random.nextInt(8_000)) {
      Sale sale = sale("s" + at, STORES.get(random.nextInt(STORES.size())), at);
      count(sale);
      List<Ingested<Sale>> records = partition(sale).at(at);
      records.add(accepted(sale));
      if (random.nextInt(50) == 0) {
        records.add(accepted(sale));
        tally("sales", Tally.DUPLICATES);
      }
    }
    // Known again after whatever happens in between.
    for (Sale sale : countedBeforeHold.subList(100, 120)) {
      partition(sale).after().add(accepted(sale, HOLD));
      tally("sales", Tally.DUPLICATES);
    }
  }

  /** One is too late for all windows, one for half of the moving ones, and one corrects rows. */
  private void addLateSales() {
    for (String at : List.of("09:10:00", "10:50:00", "12:40:00")) {
      for (String store : List.of("norte", "oeste")) {
        Sale sale = sale("late " + at, store, time(at));
        countedAfterHold.add(sale);
        tally("sales", Tally.ACCEPTED);
        partition(sale).late().add(accepted(sale, HOLD));
      }
    }
  }

  private void addConflicts() {
    for (Sale sale : countedBeforeHold.subList(200, 205)) {
      Sale other = sale(sale.saleId(), sale.storeId(), HOLD + 1_000);
      Ingested.Accepted<Sale> conflict = accepted(other);
      partition(other).after().add(conflict);
      refuse("sales", conflict.record(), RejectionReason.ID_CONFLICT);
    }
  }

  private void addSpoiltRecords() {
    for (long at = OPENING; at < CLOSING; at += Duration.ofMinutes(20).toMillis()) {
      for (Half<Sale> partition : sales) {
        SourceRecord broken = record("sales", at);
        partition
            .at(at)
            .add(
                new Ingested.Rejected<>(
                    new DeadLetter(RejectionReason.BAD_AVRO, broken, "EOFException", "cut off")));
        refuse("sales", broken, RejectionReason.BAD_AVRO);
        partition.at(at).add(new Ingested.Tombstone<>(record("sales", at)));
        tally("sales", Tally.TOMBSTONES);
      }
      SourceRecord faulty = record("readings", at);
      readings
          .get(0)
          .at(at)
          .add(
              new Ingested.Rejected<>(
                  new DeadLetter(RejectionReason.SENSOR_FAULT, faulty, "InvalidEvent", "NaN")));
      refuse("temperatures", faulty, RejectionReason.SENSOR_FAULT);
    }
  }

  /** Each fridge is opened too long three times: once while all is held. */
  private void runFridges() {
    for (int fridge = 0; fridge < STORES.size(); fridge++) {
      for (long at = time("12:30:00") + fridge * 1_000; at < time("14:30:00"); at += 10_000) {
        boolean isOpen =
            isWithin(at, "12:40:00", "12:44:00")
                || isWithin(at, "13:29:00", "13:33:00")
                || isWithin(at, "14:10:00", "14:14:00");
        double degrees = (isOpen ? 26 : 3) + random.nextInt(200) / 100.0;
        Reading reading = reading("r" + at, fridge, degrees, at);
        countedReadings.add(reading);
        List<Ingested<Reading>> records = readings.get(fridge % PARTITIONS).at(at);
        records.add(acceptedReading(reading, at));
        tally("temperatures", Tally.ACCEPTED);
        if (random.nextInt(40) == 0) {
          records.add(acceptedReading(reading, at));
          tally("temperatures", Tally.DUPLICATES);
        }
      }
    }
  }

  private void addLateReading() {
    Reading reading = reading("late", 2, 60, time("12:50:00"));
    readings.get(2).late().add(acceptedReading(reading, HOLD));
    tally("temperatures", Tally.ACCEPTED);
    lateReadings.add(
        new Late(RULE.id(), reading.sensorId(), reading.readingId(), reading.readAt(), List.of()));
  }

  private void countWhatCameIn() {
    counters.put("sales.in", sales.stream().mapToLong(Half::size).sum());
    counters.put("temperatures.in", readings.stream().mapToLong(Half::size).sum());
  }

  // What is read.

  Recording<Sale> sales() {
    return recording(sales, (ingested, before) -> before);
  }

  /** The same sales, each up to 5 s out of order. */
  Recording<Sale> shuffledSales() {
    Random jitter = new Random(7);
    return recording(
        sales, (ingested, before) -> before + jitter.nextInt((int) OUT_OF_ORDERNESS.toMillis()));
  }

  Recording<Reading> readings() {
    return recording(readings, (ingested, before) -> before);
  }

  private interface Arrival<E> {
    long of(Ingested<E> ingested, long time);
  }

  private static <E> Recording<E> recording(List<Half<E>> halves, Arrival<E> arrival) {
    List<List<Ingested<E>>> partitions = new ArrayList<>();
    for (Half<E> half : halves) {
      List<Ingested<E>> records = new ArrayList<>(inOrder(half.before(), arrival));
      records.addAll(half.late());
      records.addAll(inOrder(half.after(), arrival));
      partitions.add(records);
    }
    return new Recording<>(partitions, halves.stream().map(half -> half.before().size()).toList());
  }

  private static <E> List<Ingested<E>> inOrder(List<Ingested<E>> records, Arrival<E> arrival) {
    record Timed<E>(long at, Ingested<E> ingested) {}
    return records.stream()
        .map(ingested -> new Timed<>(arrival.of(ingested, timeOf(ingested)), ingested))
        .sorted(Comparator.comparingLong(Timed::at))
        .map(Timed::ingested)
        .toList();
  }

  // What is expected of it.

  /** The rows that are there while all is held: of the windows that are complete by then. */
  List<SalesRow> rowsAtHold(SalesReport report) {
    TreeMap<SalesRow.Key, SalesRow> rows = rows(report, countedBeforeHold, List.of());
    rows.values().removeIf(row -> !isCompleteAtHold(row.window()));
    return List.copyOf(rows.values());
  }

  /** The rows at the end. */
  List<SalesRow> rows(SalesReport report) {
    return List.copyOf(rows(report, countedBeforeHold, countedAfterHold).values());
  }

  /** The rows at the end of a report that was not there before the hold. */
  List<SalesRow> rowsOfNewReport(SalesReport report) {
    return List.copyOf(rows(report, countedAfterHold, List.of()).values());
  }

  private static TreeMap<SalesRow.Key, SalesRow> rows(
      SalesReport report, List<Sale> onTime, List<Sale> afterHold) {
    TreeMap<SalesRow.Key, SalesRow> rows = new TreeMap<>();
    for (Sale sale : onTime) {
      for (TimeWindow window : windowsOf(report, sale)) {
        add(rows, report, sale, window, RowStatus.FINAL);
      }
    }
    for (Sale sale : afterHold) {
      for (TimeWindow window : windowsOf(report, sale)) {
        if (!isClosedAtHold(report, window)) {
          add(rows, report, sale, window, RowStatus.CORRECTED);
        }
      }
    }
    return rows;
  }

  private static void add(
      Map<SalesRow.Key, SalesRow> rows,
      SalesReport report,
      Sale sale,
      TimeWindow window,
      RowStatus ifComplete) {
    SalesRow one =
        new SalesRow(
            report.name(), report.groupOf(sale), window, 0, SalesTotals.of(sale), RowStatus.FINAL);
    rows.merge(
        one.key(),
        one,
        (row, more) ->
            new SalesRow(
                row.report(),
                row.group(),
                window,
                0,
                row.totals().plus(more.totals()),
                isCompleteAtHold(window) ? ifComplete : row.status()));
  }

  /** What was late, for these reports and for the fridges. */
  Set<Late> late(List<SalesReport> reports) {
    Set<Late> late = new HashSet<>(lateReadings);
    for (SalesReport report : reports) {
      for (Sale sale : countedAfterHold) {
        List<TimeWindow> missed =
            windowsOf(report, sale).stream()
                .filter(window -> isClosedAtHold(report, window))
                .toList();
        if (!missed.isEmpty()) {
          late.add(new Late(report.name(), sale.storeId(), sale.saleId(), sale.soldAt(), missed));
        }
      }
    }
    return late;
  }

  static RuleBook rules() {
    return new RuleBook(TemperatureRule.plain(RULE));
  }

  /** The alerts at the end, in the order of their ids, by the same use case without Flink. */
  List<Alert> alerts() {
    InMemoryTemperatureAlerts alerts = new InMemoryTemperatureAlerts();
    KeyedRuntime<String, Ingested.Accepted<Reading>, ?, AlertChange> runtime =
        new KeyedRuntime<>(
            new WatchTemperatures(rules(), 5_000),
            new Outcome<>() {
              @Override
              public void result(AlertChange change) {
                alerts.write(List.of(change.alert()));
              }

              @Override
              public void late(LateEvent event) {}

              @Override
              public void reject(DeadLetter letter) {}

              @Override
              public void count(Tally tally) {}
            });
    countedReadings.forEach(reading -> runtime.event(acceptedReading(reading, reading.readAt())));
    return alerts.alerts();
  }

  Set<Refused> refused() {
    return refused;
  }

  /** Every counter of the job at the end. */
  Map<String, Long> counters(List<SalesReport> reports) {
    Map<String, Long> all = new TreeMap<>(counters);
    late(reports).forEach(late -> all.merge(late.report() + ".late", 1L, Long::sum));
    return all;
  }

  /** The windows that hold a sale, oldest first. */
  private static List<TimeWindow> windowsOf(SalesReport report, Sale sale) {
    SlicedWindows windows = (SlicedWindows) report.windowing();
    long every = windows.everyMillis();
    long size = windows.sizeMillis();
    List<TimeWindow> held = new ArrayList<>();
    for (long start = sale.soldAt() - sale.soldAt() % every;
        start > sale.soldAt() - size;
        start -= every) {
      held.add(0, new TimeWindow(start, start + size));
    }
    return held;
  }

  /** The watermark is held between 13:29 and 13:30 less 5 s; no window ends there. */
  private static boolean isCompleteAtHold(TimeWindow window) {
    return window.end() < HOLD;
  }

  private static boolean isClosedAtHold(SalesReport report, TimeWindow window) {
    return window.end() + report.lifecycle().latenessMillis() < HOLD;
  }

  // Its pieces.

  private Sale sale(String id, String store, long at) {
    return new Sale(
        id,
        store,
        "product " + random.nextInt(9),
        random.nextInt(3) == 0 ? "" : "customer " + random.nextInt(5),
        random.nextInt(12) == 0 ? SaleKind.RETURN : SaleKind.SALE,
        new Quantity(1 + random.nextInt(5_000)),
        new Money(random.nextInt(1_000_000), store.equals("puerto") ? "USD" : "EUR"),
        at);
  }

  private static Reading reading(String id, int fridge, double degrees, long at) {
    return new Reading(
        id, "fridge " + fridge, Temperature.of(degrees, TemperatureUnit.CELSIUS), at);
  }

  private void count(Sale sale) {
    (sale.soldAt() < HOLD ? countedBeforeHold : countedAfterHold).add(sale);
    tally("sales", Tally.ACCEPTED);
  }

  private void tally(String input, Tally tally) {
    counters.merge(input + "." + tally.name().toLowerCase(Locale.ROOT), 1L, Long::sum);
  }

  private void refuse(String input, SourceRecord record, RejectionReason reason) {
    refused.add(new Refused(record, reason));
    counters.merge(input + ".rejected." + reason, 1L, Long::sum);
  }

  private Half<Sale> partition(Sale sale) {
    return sales.get(STORES.indexOf(sale.storeId()) % PARTITIONS);
  }

  private Ingested.Accepted<Sale> accepted(Sale sale) {
    return accepted(sale, sale.soldAt());
  }

  private Ingested.Accepted<Sale> accepted(Sale sale, long recordTime) {
    return new Ingested.Accepted<>(record("sales", recordTime), sale);
  }

  private Ingested.Accepted<Reading> acceptedReading(Reading reading, long recordTime) {
    return new Ingested.Accepted<>(record("readings", recordTime), reading);
  }

  private SourceRecord record(String topic, long time) {
    byte[] value = Long.toHexString(offset).getBytes(StandardCharsets.UTF_8);
    return new SourceRecord(topic, 0, offset++, time, new byte[0], value);
  }

  private static <E> long timeOf(Ingested<E> ingested) {
    if (ingested instanceof Ingested.Accepted<E> accepted) {
      return accepted.record().timestamp();
    }
    return ingested instanceof Ingested.Rejected<E> rejected
        ? rejected.letter().record().timestamp()
        : ((Ingested.Tombstone<E>) ingested).record().timestamp();
  }

  private static <E> List<Half<E>> halves() {
    List<Half<E>> halves = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      halves.add(new Half<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    }
    return halves;
  }

  private static SalesReport report(String name, Windowing windowing, Dimension... dimensions) {
    return new SalesReport(
        name, windowing, Set.of(dimensions), WindowLifecycle.ofLateness(Duration.ofHours(2)));
  }

  private static boolean isWithin(long at, String from, String to) {
    return time(from) <= at && at < time(to);
  }

  private static long time(String timeOfDay) {
    return Instant.parse("2026-03-02T" + timeOfDay + "Z").toEpochMilli();
  }
}

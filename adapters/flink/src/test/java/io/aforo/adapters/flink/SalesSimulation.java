package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.SimulatedJob.Judged;
import io.aforo.adapters.flink.SimulatedJob.Operator;
import io.aforo.adapters.flink.SimulatedJob.Stage;
import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.AggregateSales;
import io.aforo.application.IdentifySales;
import io.aforo.application.UnidentifiedSales;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.Store;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.time.CountWindows;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * The sales, from the log to the rows of one report, against plain loops.
 *
 * <p>Where the subtasks run ahead of one another, it can be open whether a sale was late. Then what
 * is known is between which times it was judged, in each attempt; what follows for certain is
 * demanded, and of the rest that nothing is counted twice.
 */
final class SalesSimulation implements Simulation {

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final String REPORT = "r";

  private static final List<Windowing> IN_ANY_ORDER =
      List.of(
          Windowing.tumbling(Duration.ofMinutes(10)),
          new SlicedWindows(15 * MINUTE, 15 * MINUTE, 4 * MINUTE),
          Windowing.sliding(Duration.ofMinutes(20), Duration.ofMinutes(5)),
          Windowing.sliding(Duration.ofMinutes(25), Duration.ofMinutes(10)),
          Windowing.session(Duration.ofMinutes(3)),
          Windowing.session(Duration.ofMinutes(12)),
          Windowing.running(Duration.ofMinutes(15)),
          Windowing.runningEveryChanges(3));

  private static final List<Windowing> IN_ORDER =
      Stream.concat(IN_ANY_ORDER.stream(), Stream.of(Windowing.count(1), Windowing.count(3)))
          .toList();

  /** A sale that is to be counted, and where its copies lie. */
  private record Counted(Sale sale, List<String> places) {}

  /** A row without its status. */
  private record Shown(long end, long sales, long bits) {}

  private final Schedule.Setup setup;
  private final SalesReport report;
  private final AggregateSales aggregate;

  SalesSimulation(Schedule.Setup setup) {
    this.setup = setup;
    this.report = report(setup);
    this.aggregate = new AggregateSales(report, SimulatedJob.MAX_PARALLELISM);
  }

  /** The report that a setup asks for. */
  static SalesReport report(Schedule.Setup setup) {
    List<Windowing> windowings = setup.isInOrder() ? IN_ORDER : IN_ANY_ORDER;
    Windowing windowing = windowings.get(setup.choice() % windowings.size());
    int rest = setup.choice() / windowings.size();
    Duration lateness =
        List.of(Duration.ZERO, Duration.ofMinutes(7), Duration.ofDays(30)).get(rest % 3);
    Set<Dimension> dimensions =
        List.of(
                Set.<Dimension>of(),
                Set.of(Dimension.STORE),
                Set.of(Dimension.STORE, Dimension.PRODUCT))
            .get(rest / 3 % 3);
    boolean isEarly = rest / 9 % 2 == 1 && windowing.earlyLimitMillis() > MINUTE;
    return new SalesReport(
        REPORT, windowing, dimensions, WindowLifecycle.ofLateness(lateness), isEarly ? MINUTE : 0);
  }

  @Override
  public SimulatedJob.Pipeline pipeline() {
    IdBuckets idBuckets = new IdBuckets(SimulatedJob.MAX_PARALLELISM);
    IdentifySales identify = IdentifySales.forReports(List.of(report), idBuckets);
    Buckets buckets = new Buckets(SimulatedJob.MAX_PARALLELISM);
    return new SimulatedJob.Pipeline() {
      @Override
      public List<Stage> stages() {
        return List.of(
            new Stage(
                List.of(
                    intake(Topology.SALES, Formats.ACCEPTED_SALE),
                    new Operator(
                        place ->
                            new OneInputStreamOperatorTestHarness<>(
                                IdentityOperator.sorting(identify), place),
                        Formats.UNIDENTIFIED_SALES)),
                (record, parallelism) -> 0),
            new Stage(
                List.of(
                    new Operator(
                        place ->
                            new KeyedOneInputStreamOperatorTestHarness<>(
                                new IdentityOperator(identify, idBuckets, Topology.SALES, SILENCE),
                                sales -> idBuckets.keyOf(sales.bucket()),
                                Types.STRING,
                                place),
                        Formats.SALE),
                    new Operator(
                        place ->
                            new OneInputStreamOperatorTestHarness<>(
                                new CombineOperator<Sale, SalesBundle>(
                                    () -> aggregate.newCombiner(true)),
                                place),
                        Formats.SALES_BUNDLE)),
                (record, parallelism) ->
                    subtaskOf(idBuckets.keyOf(((UnidentifiedSales) record).bucket()), parallelism)),
            new Stage(
                List.of(
                    new Operator(
                        place ->
                            new KeyedOneInputStreamOperatorTestHarness<>(
                                new UseCaseOperator<Integer, SalesBundle, SalesTable, SalesRow>(
                                    aggregate,
                                    KeptState.paged(aggregate),
                                    Topology.SALES,
                                    Silence.IGNORED),
                                bundle -> buckets.keyOf(bundle.bucket()),
                                Types.INT,
                                place),
                        Formats.SALES_ROW)),
                (record, parallelism) ->
                    subtaskOf(buckets.keyOf(((SalesBundle) record).bucket()), parallelism)));
      }

      @Override
      public List<Operator> rules() {
        return List.of();
      }

      @Override
      public SimulatedJob.Route writers() {
        return (row, parallelism) -> subtaskOf(((SalesRow) row).groupHash(), parallelism);
      }

      @Override
      public Store<Object> store(boolean isGuarded) {
        return SimulatedTable.ofSales(isGuarded);
      }

      @Override
      public long outOfOrderness() {
        return MINUTE;
      }

      @Override
      public Stream<Ingested.Accepted<?>> acceptedIn(Object record) {
        return ((UnidentifiedSales) record).sales().stream().map(accepted -> accepted);
      }

      @Override
      public long timeOf(Object event) {
        return ((Sale) event).soldAt();
      }
    };
  }

  static <E> Operator intake(String input, TypeInformation<?> type) {
    return new Operator(
        place ->
            new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<Ingested<E>, Ingested.Accepted<E>>(
                    new IntakeFunction<>(input, false, Optional.empty(), 1)),
                place),
        type);
  }

  static int subtaskOf(Object key, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        key, SimulatedJob.MAX_PARALLELISM, parallelism);
  }

  @Override
  public void assertNothingIsKept(SimulatedJob job) {
    for (AbstractStreamOperatorTestHarness<?> identity : job.operators(1, 0)) {
      assertThat(identity.numEventTimeTimers()).as("timers of identities").isZero();
      assertThat(keys(identity, "header")).as("buckets of identities").isZero();
      assertThat(keys(identity, "ids")).as("identities").isZero();
    }
    assertNothingIsOpen(job);
  }

  @Override
  public boolean endsInSilence() {
    return setup.isInOrder()
        && setup.choice() % 7 == 0
        && report.lifecycle().latenessMillis() <= 7 * MINUTE;
  }

  @Override
  public void assertNothingIsOpen(SimulatedJob job) {
    if (hasTimes()) {
      for (AbstractStreamOperatorTestHarness<?> table : job.operators(2, 0)) {
        assertThat(table.numEventTimeTimers()).as("timers of the report").isZero();
        assertThat(keys(table, "pages")).as("pages of the report").isZero();
      }
    }
  }

  static long keys(AbstractStreamOperatorTestHarness<?> harness, String state) {
    UseCaseOperator<?, ?, ?, ?> operator = (UseCaseOperator<?, ?, ?, ?>) harness.getOperator();
    try (Stream<?> keys = operator.getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE)) {
      return keys.count();
    }
  }

  private boolean hasTimes() {
    return report.windowing() instanceof SlicedWindows
        || report.windowing() instanceof SessionWindows;
  }

  @Override
  public void assertTables(SimulatedJob job) {
    Map<String, Counted> counted = new LinkedHashMap<>();
    Map<String, String> letters = Simulation.lettersOfIntake(job);
    long repeats = 0;
    for (Ingested.Accepted<?> accepted : Simulation.accepted(job)) {
      Sale sale = (Sale) accepted.event();
      String place = SimulatedJob.place(accepted);
      String id = sale.storeId() + "/" + sale.saleId();
      Counted first = counted.computeIfAbsent(id, unseen -> new Counted(sale, new ArrayList<>()));
      if (sale.equals(first.sale)) {
        repeats += first.places.isEmpty() ? 0 : 1;
        first.places.add(place);
      } else {
        letters.put(accepted.record().toString(), "ID_CONFLICT");
      }
    }
    if (isFirstUnknown(job)) {
      return;
    }

    assertThat(Simulation.letters(job)).as("dead letters").isEqualTo(letters);
    assertThat(job.counters().getOrDefault("sales.accepted", 0L))
        .as("accepted")
        .isEqualTo(counted.size());
    assertThat(job.counters().getOrDefault("sales.duplicates", 0L))
        .as("duplicates")
        .isEqualTo(repeats);
    List<SalesRow> rows = rowsOf(job);
    assertNothingCountsTwice(rows);
    if (report.windowing() instanceof SlicedWindows windows) {
      if (setup.isInOrder()) {
        assertSlicedInOrder(job, windows, counted, rows);
      } else {
        assertSliced(job, windows, counted, rows);
      }
    } else if (report.windowing() instanceof SessionWindows sessions) {
      assertSessions(job, sessions.gapMillis(), counted, rows);
    } else {
      assertTotals(counted, rows);
    }
  }

  /** Only where steps were taken away, so that of two contents none is the first for certain. */
  private static boolean isFirstUnknown(SimulatedJob job) {
    Map<String, Sale> firsts = new HashMap<>();
    for (List<Ingested<?>> partition : job.log()) {
      Map<String, Sale> here = new HashMap<>();
      for (Ingested<?> next : partition) {
        if (next instanceof Ingested.Accepted<?> accepted) {
          Sale sale = (Sale) accepted.event();
          here.putIfAbsent(sale.storeId() + "/" + sale.saleId(), sale);
        }
      }
      for (Map.Entry<String, Sale> first : here.entrySet()) {
        Sale elsewhere = firsts.putIfAbsent(first.getKey(), first.getValue());
        if (elsewhere != null && !elsewhere.equals(first.getValue())) {
          return true;
        }
      }
    }
    return false;
  }

  @SuppressWarnings("unchecked")
  private static List<SalesRow> rowsOf(SimulatedJob job) {
    return ((SimulatedTable<SalesRow>) (Store<?>) job.store())
        .rows().stream().filter(row -> SimulatedTable.isShown(row.status())).toList();
  }

  private static long bitsOf(SalesRow row) {
    return Math.addExact(row.totals().gross().low(), row.totals().returned().low());
  }

  /** Else there would be another number of sales than of bits. */
  private void assertNothingCountsTwice(List<SalesRow> rows) {
    for (SalesRow row : rows) {
      assertThat((long) Long.bitCount(bitsOf(row)))
          .as("each of the sales once: %s", row)
          .isEqualTo(row.totals().contributions());
    }
  }

  private static void assertSettled(SalesRow row) {
    assertThat(row.status()).as("%s", row).isIn(RowStatus.FINAL, RowStatus.CORRECTED);
  }

  private static Map<String, Shown> shown(List<SalesRow> rows) {
    Map<String, Shown> shown = new TreeMap<>();
    for (SalesRow row : rows) {
      shown.put(
          key(groupOf(row), row.window().start(), row.windowSeq()),
          new Shown(row.window().end(), row.totals().contributions(), bitsOf(row)));
    }
    return shown;
  }

  private static String groupOf(SalesRow row) {
    return row.group().storeId() + "," + row.group().productId();
  }

  private String groupOf(Sale sale) {
    return (report.dimensions().contains(Dimension.STORE) ? sale.storeId() : "")
        + ","
        + (report.dimensions().contains(Dimension.PRODUCT) ? sale.productId() : "");
  }

  private static String key(String group, long start, long seq) {
    return group + " from " + start + " #" + seq;
  }

  private static long bit(Sale sale) {
    return sale.amount().tenThousandths();
  }

  private static List<TimeWindow> windowsOf(Sale sale, SlicedWindows windows) {
    List<TimeWindow> all = new ArrayList<>();
    long every = windows.everyMillis();
    long newest = sale.soldAt() - Math.floorMod(sale.soldAt() - windows.offsetMillis(), every);
    for (long start = newest; sale.soldAt() < start + windows.sizeMillis(); start -= every) {
      all.add(0, new TimeWindow(start, start + windows.sizeMillis()));
    }
    return all;
  }

  private boolean isClosed(TimeWindow window, long clock) {
    return window.end() - 1 + report.lifecycle().latenessMillis() <= clock;
  }

  private static void add(Map<String, Shown> rows, String key, long end, Sale sale) {
    rows.merge(
        key,
        new Shown(end, 1, bit(sale)),
        (one, more) -> new Shown(end, one.sales + 1, one.bits + bit(sale)));
  }

  private void assertSlicedInOrder(
      SimulatedJob job, SlicedWindows windows, Map<String, Counted> counted, List<SalesRow> rows) {
    Map<String, Long> clocks = Simulation.clocks(job, pipeline());
    Map<String, Shown> expected = new TreeMap<>();
    Map<String, LateEvent> late = new TreeMap<>();
    for (Counted each : counted.values()) {
      Sale sale = each.sale;
      long clock = clocks.get(each.places.get(0));
      List<TimeWindow> missed = new ArrayList<>();
      for (TimeWindow window : windowsOf(sale, windows)) {
        if (isClosed(window, clock)) {
          missed.add(window);
        } else {
          add(expected, key(groupOf(sale), window.start(), 0), window.end(), sale);
        }
      }
      if (!missed.isEmpty()) {
        putLate(late, sale, clock, missed);
      }
    }

    assertThat(shown(rows)).isEqualTo(expected);
    rows.forEach(SalesSimulation::assertSettled);
    assertLate(job, late);
  }

  private static void putLate(
      Map<String, LateEvent> late, Sale sale, long clock, List<TimeWindow> missed) {
    LateEvent event =
        new LateEvent(REPORT, sale.storeId(), sale.saleId(), sale.soldAt(), clock, missed);
    late.put(REPORT + "/" + sale.storeId() + "/" + sale.saleId(), event);
  }

  private static void assertLate(SimulatedJob job, Map<String, LateEvent> late) {
    assertThat(job.late()).as("late sales").isEqualTo(late);
    assertThat(job.counters().getOrDefault(REPORT + ".late", 0L))
        .as("counted as late")
        .isEqualTo(late.size());
  }

  private void assertSliced(
      SimulatedJob job, SlicedWindows windows, Map<String, Counted> counted, List<SalesRow> rows) {
    Map<String, Shown> certain = new TreeMap<>();
    Map<String, Long> possible = new TreeMap<>();
    Set<String> open = new TreeSet<>();
    Set<String> surelyLate = new TreeSet<>();
    Set<String> perhapsLate = new TreeSet<>();
    for (Counted each : counted.values()) {
      Sale sale = each.sale;
      List<Judged> everywhere = new ArrayList<>();
      List<Judged> last = new ArrayList<>();
      for (String place : each.places) {
        List<Judged> times = job.judged().get(place);
        everywhere.addAll(times);
        last.add(times.get(times.size() - 1));
      }
      String id = REPORT + "/" + sale.storeId() + "/" + sale.saleId();
      for (TimeWindow window : windowsOf(sale, windows)) {
        String key = key(groupOf(sale), window.start(), 0);
        possible.merge(key, bit(sale), Long::sum);
        if (everywhere.stream().anyMatch(judged -> isClosed(window, judged.latest()))) {
          perhapsLate.add(id);
        }
        boolean isAlwaysLate =
            everywhere.stream().allMatch(judged -> isClosed(window, judged.earliest()));
        if (last.stream().noneMatch(judged -> isClosed(window, judged.latest()))) {
          add(certain, key, window.end(), sale);
        } else if (isAlwaysLate) {
          surelyLate.add(id);
        } else {
          open.add(key);
        }
      }
    }

    Map<String, Shown> shown = shown(rows);
    for (Map.Entry<String, Shown> row : shown.entrySet()) {
      assertThat(row.getValue().bits & ~possible.getOrDefault(row.getKey(), 0L))
          .as("%s holds nothing of other windows", row)
          .isZero();
    }
    // An attempt that died may have counted a sale that is late now: its row is higher, and stays.
    rows.stream()
        .filter(row -> !open.contains(key(groupOf(row), row.window().start(), 0)))
        .forEach(SalesSimulation::assertSettled);
    shown.keySet().removeAll(open);
    certain.keySet().removeAll(open);
    assertThat(shown).isEqualTo(certain);
    assertThat(job.late().keySet()).as("late sales").containsAll(surelyLate);
    assertThat(perhapsLate).as("sales that can be late").containsAll(job.late().keySet());
  }

  private void assertSessions(
      SimulatedJob job, long gap, Map<String, Counted> counted, List<SalesRow> rows) {
    long lateness = report.lifecycle().latenessMillis();
    Map<String, Long> clocks = setup.isInOrder() ? Simulation.clocks(job, pipeline()) : Map.of();
    Map<String, NaiveSessions> groups = new TreeMap<>();
    Map<String, LateEvent> late = new TreeMap<>();
    for (Counted each : counted.values()) {
      Sale sale = each.sale;
      boolean canBeLate =
          each.places.stream()
              .anyMatch(
                  place ->
                      sale.soldAt() + gap + lateness <= Simulation.latest(job.judged().get(place)));
      if (canBeLate && !setup.isInOrder()) {
        // Then so much depends on it that nothing more is certain.
        return;
      }
      long clock = clocks.getOrDefault(each.places.get(0), Long.MIN_VALUE);
      NaiveSessions sessions =
          groups.computeIfAbsent(groupOf(sale), none -> new NaiveSessions(gap, lateness));
      if (!sessions.add(sale.soldAt(), bit(sale), clock)) {
        putLate(late, sale, clock, List.of(new TimeWindow(sale.soldAt(), sale.soldAt() + gap)));
      }
    }
    Map<String, Shown> expected = new TreeMap<>();
    groups.forEach(
        (group, sessions) ->
            sessions
                .sessions()
                .forEach(
                    session ->
                        expected.put(
                            key(group, session.first(), 0),
                            new Shown(session.last() + gap, session.events(), session.bits()))));

    assertThat(shown(rows)).isEqualTo(expected);
    rows.forEach(SalesSimulation::assertSettled);
    assertLate(job, late);
  }

  /** Running totals, and windows of so many sales where their order is certain. */
  private void assertTotals(Map<String, Counted> counted, List<SalesRow> rows) {
    Map<String, List<Sale>> groups = new TreeMap<>();
    for (Counted each : counted.values()) {
      groups.computeIfAbsent(groupOf(each.sale), none -> new ArrayList<>()).add(each.sale);
    }
    boolean areCounts = report.windowing() instanceof CountWindows;
    int size = areCounts ? (int) ((CountWindows) report.windowing()).size() : Integer.MAX_VALUE;
    Map<String, Shown> expected = new TreeMap<>();
    groups.forEach(
        (group, sales) -> {
          for (int i = 0; i < sales.size(); i++) {
            int seq = areCounts ? 1 + i / size : 0;
            add(
                expected,
                key(group, TimeWindow.ALWAYS.start(), seq),
                TimeWindow.ALWAYS.end(),
                sales.get(i));
          }
        });

    assertThat(shown(rows)).isEqualTo(expected);
  }
}

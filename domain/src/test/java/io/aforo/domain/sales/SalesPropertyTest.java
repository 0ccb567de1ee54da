package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.RunningTotals;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.statistics.Statistics;

/** Every kind of report against plain loops, on random streams around the epoch. */
class SalesPropertyTest {

  private static final int INPUTS = 3;

  private enum Act {
    SELL,
    FLUSH,
    MOVE_TIME,
    RESTORE,
    MISS_WAKE_UPS
  }

  /** What happens next: on which input, to which sale, at which time. */
  private record Step(Act act, int input, Sale sale) {

    long time() {
      return sale.soldAt();
    }
  }

  /** S11 among others. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void rowsAndLateSalesEqualBruteForceWhateverHappens(
      @ForAll("reports") SalesReport report,
      @ForAll("steps") List<Step> steps,
      @ForAll @IntRange(min = 1, max = INPUTS) int inputs,
      @ForAll @IntRange(min = 1, max = 20) int capacity) {
    ReportRun run = ReportRun.combining(report, inputs, capacity);
    NaiveReport naive = new NaiveReport(report);
    Told told = new Told(report);
    List<List<Sale>> waiting = new ArrayList<>();
    for (int input = 0; input < inputs; input++) {
      waiting.add(new ArrayList<>());
    }

    for (Step step : steps) {
      int input = step.input % inputs;
      switch (step.act) {
        case SELL -> {
          waiting.get(input).add(step.sale);
          run.add(input, step.sale);
          if (!run.isWaiting(input)) {
            arrive(waiting.get(input), naive, run.clock());
          }
        }
        case FLUSH -> flush(run, input, waiting, naive, told);
        case MOVE_TIME -> {
          flush(run, input, waiting, naive, told);
          run.advanceTo(input, step.time());
        }
        case RESTORE -> {
          for (int each = 0; each < inputs; each++) {
            flush(run, each, waiting, naive, told);
          }
          run.restore();
        }
        default -> run.setWoken(step.time() < 0);
      }
      told.take(run);
      pagesAreInOrder(run, report);
    }
    for (int each = 0; each < inputs; each++) {
      flush(run, each, waiting, naive, told);
    }
    run.end();
    told.take(run);

    assertThat(told.table.shown()).isEqualTo(naive.rows());
    assertThat(told.late).isEqualTo(naive.late());
    told.mergedAndAbsorbedAreTheSame();
    told.everyRowIsSettled();
    if (hasTimes(report)) {
      assertThat(run.isEmpty()).isTrue();
    }
    assertThat(run.wakeAt()).isEqualTo(EventTime.MAX);
    Statistics.label("kind").collect(report.windowing().getClass().getSimpleName());
    Statistics.label("late").collect(!told.late.isEmpty());
    Statistics.label("merged")
        .collect(told.last.values().stream().anyMatch(row -> row.status() == RowStatus.MERGED));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void addingUpBeforeTheTableChangesNothingInTheEnd(
      @ForAll("reports") SalesReport report,
      @ForAll("steps") List<Step> steps,
      @ForAll @IntRange(min = 1, max = 20) int capacity) {
    ReportRun oneByOne = ReportRun.of(report);
    ReportRun combining = ReportRun.combining(report, 1, capacity);
    Told toldOneByOne = new Told(report);
    Told toldCombining = new Told(report);
    for (ReportRun run : List.of(oneByOne, combining)) {
      Told told = run == combining ? toldCombining : toldOneByOne;
      for (Step step : steps) {
        if (step.act == Act.MOVE_TIME) {
          run.advanceTo(step.time());
        } else {
          run.add(step.sale);
        }
        told.take(run);
      }
      run.end();
      told.take(run);
    }

    assertThat(toldCombining.table.shown()).isEqualTo(toldOneByOne.table.shown());
    assertThat(toldCombining.late).isEqualTo(toldOneByOne.late);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void withinTheBoundTheOrderOfArrivalDoesNotMatterAndEachRowIsWrittenOnce(
      @ForAll("reportsWithTimes") SalesReport report,
      @ForAll("steps") List<Step> steps,
      @ForAll @LongRange(min = 0, max = 30) long bound,
      @ForAll Random random) {
    List<Sale> sales = new ArrayList<>();
    steps.forEach(step -> sales.add(step.sale));
    SalesReport withoutEarly =
        new SalesReport(report.name(), report.windowing(), report.dimensions(), report.lifecycle());

    Set<SalesRow> rows = rowsOf(withoutEarly, disordered(sales, bound, random), bound);

    assertThat(rows).isEqualTo(rowsOf(withoutEarly, disordered(sales, bound, random), bound));
    Collections.shuffle(sales, random);
    assertThat(rows)
        .as("all before the first watermark")
        .isEqualTo(rowsOf(withoutEarly, sales, 1_000));
  }

  /** S12. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void theWholeInputAgainAfterAllStateWasLostChangesNothing(
      @ForAll("reports") SalesReport report,
      @ForAll("steps") List<Step> steps,
      @ForAll @IntRange(min = 1, max = 20) int capacity,
      @ForAll Random random) {
    SalesReport patient =
        new SalesReport(
            report.name(),
            report.windowing(),
            report.dimensions(),
            new WindowLifecycle(1_000),
            report.earlyMillis());
    GuardedTable table = new GuardedTable();
    table.write(rowsOf(patient, steps, 1, random));
    var shown = table.shown();

    List<Step> again = new ArrayList<>(steps);
    if (hasTimes(report)) {
      // Rows of the other kinds depend on the order of arrival.
      Collections.shuffle(again, random);
    }
    for (SalesRow row : rowsOf(patient, again, capacity, random)) {
      table.write(List.of(row));
      assertThat(table.shown()).isEqualTo(shown);
    }
  }

  /** Time is not the same twice. */
  private static List<SalesRow> rowsOf(
      SalesReport report, List<Step> steps, int capacity, Random random) {
    ReportRun run = ReportRun.combining(report, 1, capacity);
    for (Step step : steps) {
      if (step.act == Act.SELL) {
        run.add(step.sale);
      } else if (random.nextBoolean()) {
        run.advanceTo(step.time());
      }
    }
    run.end();
    assertThat(run.late()).isEmpty();
    return run.rows();
  }

  /** Sorted by time, but for delays up to the bound. */
  private static List<Sale> disordered(List<Sale> sales, long bound, Random random) {
    Map<Sale, Long> arrivals = new HashMap<>();
    sales.forEach(sale -> arrivals.put(sale, sale.soldAt() + random.nextLong(bound + 1)));
    return sales.stream().sorted(Comparator.comparing(arrivals::get)).toList();
  }

  private static Set<SalesRow> rowsOf(SalesReport report, List<Sale> sales, long bound) {
    ReportRun run = ReportRun.combining(report, 1, 5);
    long newest = EventTime.MIN;
    for (Sale sale : sales) {
      run.add(sale);
      newest = Math.max(newest, sale.soldAt());
      run.advanceTo(newest - bound - 1);
    }
    run.end();
    List<SalesRow> rows = run.rows();
    assertThat(run.late()).isEmpty();
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.status()).isEqualTo(RowStatus.FINAL))
        .extracting(SalesRow::key)
        .doesNotHaveDuplicates();
    return new HashSet<>(rows);
  }

  private static void flush(
      ReportRun run, int input, List<List<Sale>> waiting, NaiveReport naive, Told told) {
    run.flush(input);
    told.take(run);
    arrive(waiting.get(input), naive, run.clock());
  }

  private static void arrive(List<Sale> sales, NaiveReport naive, long clock) {
    sales.forEach(sale -> naive.add(sale, clock));
    sales.clear();
  }

  /** The store holds the pages that the header knows, and the kept window's, which is right. */
  private static void pagesAreInOrder(ReportRun run, SalesReport report) {
    Set<Long> expected = new HashSet<>();
    for (int page = 0; page < run.header().pages().size(); page++) {
      expected.add(run.header().pages().id(page));
    }
    long windowEnd = run.header().windowEnd();
    if (windowEnd != EventTime.MIN) {
      expected.add(EventTime.MIN);
      Map<GroupKey, SalesTotals> sums = new HashMap<>();
      long size = ((SlicedWindows) report.windowing()).sizeMillis();
      run.pages()
          .forEach(
              (id, page) -> {
                if (id > windowEnd - size && id <= windowEnd) {
                  totalsOf(page).forEach((group, t) -> sums.merge(group, t, SalesTotals::plus));
                }
              });
      assertThat(totalsOf(run.pages().get(EventTime.MIN))).isEqualTo(sums);
    }
    assertThat(run.pages().keySet()).isEqualTo(expected);
  }

  private static Map<GroupKey, SalesTotals> totalsOf(SalesPage page) {
    Map<GroupKey, SalesTotals> totals = new HashMap<>();
    for (int cell = 0; cell < page.size(); cell++) {
      totals.put(page.group(cell), page.totals().totals(cell));
    }
    return totals;
  }

  private static boolean hasTimes(SalesReport report) {
    return report.windowing() instanceof SlicedWindows
        || report.windowing() instanceof SessionWindows;
  }

  /** All that a run said, checked as it comes. */
  private static final class Told {

    private final SalesReport report;
    private final GuardedTable table = new GuardedTable();
    private final Map<SalesRow.Key, SalesRow> last = new TreeMap<>();
    private final Set<SalesRow.Key> settled = new HashSet<>();
    private final Map<SalesRow.Key, Long> earlyAt = new HashMap<>();
    private final Map<String, NaiveReport.Missed> late = new LinkedHashMap<>();

    private Told(SalesReport report) {
      this.report = report;
    }

    private void take(ReportRun run) {
      List<SalesRow> rows = run.rows();
      for (SalesRow row : rows) {
        eachRowIsHigherThanTheOneBefore(row);
        slicedRowsAreFinalOnceAndEarlyOnceAnInterval(row, run.clock());
      }
      table.write(rows);
      for (SalesTable.LateSales sales : run.late()) {
        assertThat(sales.sales()).isEqualTo(1);
        assertThat(sales.origin()).isPresent();
        String id = sales.origin().orElseThrow().saleId();
        assertThat(late).as("told once").doesNotContainKey(id);
        late.put(id, new NaiveReport.Missed(id, sales.clock(), sales.missed()));
      }
    }

    private void eachRowIsHigherThanTheOneBefore(SalesRow row) {
      SalesRow before = last.put(row.key(), row);
      if (before != null) {
        assertThat(GuardedTable.HEIGHT.compare(row, before))
            .as("%s after %s", row, before)
            .isPositive();
      }
    }

    private void slicedRowsAreFinalOnceAndEarlyOnceAnInterval(SalesRow row, long clock) {
      if (report.windowing() instanceof SlicedWindows) {
        if (row.status() == RowStatus.PROVISIONAL) {
          Long interval = Math.floorDiv(clock, report.earlyMillis());
          assertThat(earlyAt.put(row.key(), interval)).isNotEqualTo(interval);
          assertThat(settled).doesNotContain(row.key());
        } else {
          assertThat(row.status())
              .isEqualTo(settled.add(row.key()) ? RowStatus.FINAL : RowStatus.CORRECTED);
        }
      }
    }

    private void mergedAndAbsorbedAreTheSame() {
      assertThat(
              table.rows().values().stream()
                  .filter(row -> row.status() == RowStatus.MERGED)
                  .map(SalesRow::key)
                  .collect(Collectors.toSet()))
          .isEqualTo(
              last.values().stream()
                  .filter(row -> row.status() == RowStatus.MERGED)
                  .map(SalesRow::key)
                  .collect(Collectors.toSet()));
    }

    private void everyRowIsSettled() {
      if (hasTimes(report) || report.windowing() instanceof RunningTotals) {
        assertThat(last.values())
            .allSatisfy(row -> assertThat(row.status()).isNotEqualTo(RowStatus.PROVISIONAL));
      }
    }
  }

  private static Sale at(long soldAt, String id, Sale sale) {
    return new Sale(
        id,
        sale.storeId(),
        sale.productId(),
        sale.customerId(),
        sale.kind(),
        sale.quantity(),
        sale.amount(),
        soldAt);
  }

  @Provide
  Arbitrary<SalesReport> reports() {
    return reports(
        Arbitraries.oneOf(
            sliced(),
            sliced(),
            sessions(),
            sessions(),
            Arbitraries.longs().between(1, 20).map(n -> new RunningTotals(n, 0)),
            Arbitraries.longs().between(1, 5).map(Windowing::runningEveryChanges),
            Arbitraries.longs().between(1, 5).map(Windowing::count)));
  }

  @Provide
  Arbitrary<SalesReport> reportsWithTimes() {
    return reports(Arbitraries.oneOf(sliced(), sessions()));
  }

  private static Arbitrary<SalesReport> reports(Arbitrary<Windowing> windowings) {
    return Combinators.combine(
            windowings,
            Arbitraries.of(0L, 0L, 1L, 5L, 40L),
            Arbitraries.of(0L, 0L, 1L, 7L),
            Arbitraries.of(Dimension.class).set())
        .as(
            (windowing, lateness, early, dimensions) ->
                new SalesReport(
                    "r",
                    windowing,
                    dimensions,
                    new WindowLifecycle(lateness),
                    Math.min(early, Math.max(0, windowing.earlyLimitMillis() - 1))));
  }

  /** Small windows around the epoch, so that every edge is hit often. */
  private static Arbitrary<Windowing> sliced() {
    return Arbitraries.longs()
        .between(1, 30)
        .flatMap(
            size ->
                Arbitraries.longs()
                    .between(1, size)
                    .flatMap(
                        every ->
                            Arbitraries.longs()
                                .between(0, every - 1)
                                .map(offset -> new SlicedWindows(size, every, offset))));
  }

  private static Arbitrary<Windowing> sessions() {
    return Arbitraries.longs().between(1, 15).map(SessionWindows::new);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Sale> sales =
        Combinators.combine(
                Arbitraries.of("norte", "sur"),
                Arbitraries.of("te", "cafe"),
                Arbitraries.of("", "ana"),
                Arbitraries.of("EUR", "EUR", "USD"),
                Arbitraries.of(SaleKind.class),
                Arbitraries.longs().between(0, 2_000),
                Arbitraries.of(0L, 1L, 77_777L, 10_000_000_000_000L),
                Arbitraries.longs().between(-60, 60))
            .as(
                (store, product, customer, currency, kind, quantity, amount, at) ->
                    new Sale(
                        "s",
                        store,
                        product,
                        customer,
                        kind,
                        new Quantity(quantity),
                        new Money(amount, currency),
                        at));
    Arbitrary<Act> acts =
        Arbitraries.frequency(
            Tuple.of(20, Act.SELL),
            Tuple.of(2, Act.FLUSH),
            Tuple.of(6, Act.MOVE_TIME),
            Tuple.of(1, Act.RESTORE),
            Tuple.of(1, Act.MISS_WAKE_UPS));
    Arbitrary<List<Step>> steps =
        Combinators.combine(acts, Arbitraries.integers().between(0, INPUTS - 1), sales)
            .as(Step::new)
            .list()
            .ofMaxSize(60);
    // Times fall anywhere, or they move on with the stream and are out of order by more or less.
    return Combinators.combine(steps, Arbitraries.of(6L, 20L, 60L), Arbitraries.of(0L, 1L, 3L))
        .as(
            (raw, disorder, pace) -> {
              List<Step> flowing = new ArrayList<>();
              for (int i = 0; i < raw.size(); i++) {
                Step step = raw.get(i);
                long time = step.time() % (disorder + 1) + pace * (i - 30);
                flowing.add(new Step(step.act, step.input, at(time, "s" + i, step.sale)));
              }
              return flowing;
            });
  }
}

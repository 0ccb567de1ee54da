package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The table against a plain loop over windows and sales, on random streams. */
class SalesTablePropertyTest {

  /** A sale, or a step of the watermark. */
  record Step(Sale sale, long watermark) {}

  @Property(tries = 500)
  void everyRowEqualsBruteForceWithLateSalesAndRestores(
      @ForAll("windowings") SlicedWindows windowing,
      @ForAll("lateness") long latenessMillis,
      @ForAll("streams") List<Step> steps,
      @ForAll Random random) {
    SalesReport report =
        new SalesReport(
            "any", windowing, Set.of(Dimension.STORE), new WindowLifecycle(latenessMillis));
    Map<SalesRow.Key, SalesRow> actual = new TreeMap<>();
    List<List<TimeWindow>> actualMissed = new ArrayList<>();
    List<List<TimeWindow>> expectedMissed = new ArrayList<>();
    Map<SalesRow.Key, SalesTotals> expected = new TreeMap<>();
    SalesTable table = new SalesTable();
    long watermark = EventTime.MIN;

    for (Step step : steps) {
      if (step.sale() == null) {
        watermark = Math.max(watermark, step.watermark());
        table.advance(report, watermark, row -> actual.put(row.key(), row));
      } else {
        List<TimeWindow> missed =
            table.add(report, step.sale(), watermark, row -> actual.put(row.key(), row));
        actualMissed.add(missed);
        expectedMissed.add(count(report, step.sale(), watermark, expected));
      }
      if (random.nextInt(4) == 0) {
        table = restored(table);
      }
    }
    table.advance(report, EventTime.MAX, row -> actual.put(row.key(), row));

    Map<SalesRow.Key, SalesTotals> totals = new TreeMap<>();
    actual.forEach((key, row) -> totals.put(key, row.totals()));
    assertThat(totals).isEqualTo(expected);
    assertThat(actualMissed).isEqualTo(expectedMissed);
    assertThat(table.isEmpty()).isTrue();
  }

  @Property(tries = 200)
  void theOrderOfArrivalDoesNotMatter(
      @ForAll("windowings") SlicedWindows windowing,
      @ForAll("streams") List<Step> steps,
      @ForAll Random random) {
    SalesReport report =
        new SalesReport("any", windowing, Set.of(Dimension.STORE), new WindowLifecycle(0));
    List<Sale> sales = new ArrayList<>();
    steps.stream().filter(step -> step.sale() != null).forEach(step -> sales.add(step.sale()));
    List<Sale> shuffled = new ArrayList<>(sales);
    Collections.shuffle(shuffled, random);

    assertThat(allRows(report, shuffled)).isEqualTo(allRows(report, sales));
  }

  /** Every window that holds the sale, found by trying starts one by one. */
  private static List<TimeWindow> count(
      SalesReport report, Sale sale, long watermark, Map<SalesRow.Key, SalesTotals> totals) {
    SlicedWindows windowing = (SlicedWindows) report.windowing();
    List<TimeWindow> missed = new ArrayList<>();
    long size = windowing.sizeMillis();
    for (long start = sale.soldAt() - size + 1; start <= sale.soldAt(); start++) {
      if (Math.floorMod(start - windowing.offsetMillis(), windowing.everyMillis()) != 0) {
        continue;
      }
      if (watermark != EventTime.MIN
          && start + size - 1 + report.lifecycle().latenessMillis() <= watermark) {
        missed.add(new TimeWindow(start, start + size));
      } else {
        totals.merge(
            new SalesRow.Key(report.name(), report.groupOf(sale), start, 0),
            SalesTotals.of(sale),
            SalesTotals::plus);
      }
    }
    return missed;
  }

  private static Set<SalesRow> allRows(SalesReport report, List<Sale> sales) {
    SalesTable table = new SalesTable();
    List<SalesRow> rows = new ArrayList<>();
    sales.forEach(sale -> table.add(report, sale, EventTime.MIN, rows::add));
    table.advance(report, EventTime.MAX, rows::add);
    assertThat(rows).doesNotHaveDuplicates();
    Set<SalesRow> sorted = new TreeSet<>(Comparator.comparing(SalesRow::key));
    sorted.addAll(rows);
    return sorted;
  }

  private static SalesTable restored(SalesTable table) {
    SalesTable restored = new SalesTable(table.clock());
    table
        .slices()
        .forEach((end, groups) -> groups.forEach((group, t) -> restored.restore(end, group, t)));
    return restored;
  }

  /** Small windows around the epoch, so that every edge is hit often. */
  @Provide
  Arbitrary<SlicedWindows> windowings() {
    Arbitrary<Long> sizes = Arbitraries.longs().between(1, 30);
    return sizes.flatMap(
        size ->
            Arbitraries.longs()
                .between(1, size)
                .flatMap(
                    every ->
                        Arbitraries.longs()
                            .between(0, every - 1)
                            .map(offset -> new SlicedWindows(size, every, offset))));
  }

  @Provide
  Arbitrary<Long> lateness() {
    return Arbitraries.longs().between(0, 40);
  }

  @Provide
  Arbitrary<List<Step>> streams() {
    Arbitrary<Step> sale =
        Combinators.combine(
                Arbitraries.of("norte", "sur"),
                Arbitraries.of("EUR", "USD"),
                Arbitraries.of(SaleKind.class),
                Arbitraries.longs().between(0, 2_000),
                Arbitraries.longs().between(0, 500_000),
                Arbitraries.longs().between(-60, 60))
            .as(
                (store, currency, kind, quantity, amount, at) ->
                    new Step(
                        new Sale(
                            "s",
                            store,
                            "p",
                            "",
                            kind,
                            new Quantity(quantity),
                            new Money(amount, currency),
                            at),
                        0));
    Arbitrary<Step> watermark =
        Arbitraries.longs().between(-70, 70).map(time -> new Step(null, time));
    return Arbitraries.frequencyOf(Tuple.of(4, sale), Tuple.of(1, watermark)).list().ofMaxSize(60);
  }
}

package io.aforo.domain.sales;

import static io.aforo.domain.sales.Rows.report;
import static io.aforo.domain.sales.Rows.row;
import static io.aforo.domain.sales.Rows.window;
import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SalesCombinerTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration HALF = Duration.ofMinutes(30);

  /** A contribution as it comes out. */
  private record Contribution(
      String store, long from, long until, long sales, Optional<String> saleId) {}

  private final List<SalesBundle> bundles = new ArrayList<>();

  @Test
  void salesOfAGroupAndSliceBecomeOneContribution() {
    SalesCombiner combiner = combiner(Windowing.sliding(HOUR, HALF), 100);
    add(combiner, EventTime.MIN, aSale().at("10:10"), aReturn().at("10:05"), aSale().at("10:29"));
    add(combiner, EventTime.MIN, aSale().at("10:30"), aSale().in("sur").at("10:10"));
    add(combiner, EventTime.MIN, aSale().at("10:29"));

    assertThat(drained(combiner))
        .containsExactly(
            contribution("lisboa", "10:05", "10:29", 4),
            contribution("lisboa", "10:30", "10:30", 1),
            contribution("sur", "10:10", "10:10", 1));
    assertThat(combiner.isEmpty()).isTrue();
    assertThat(drained(combiner)).isEmpty();
  }

  @Test
  void salesOfAGroupThatAreCloseTogetherBecomeOneContributionOfSessions() {
    SalesCombiner combiner = combiner(Windowing.session(HALF), 100);
    add(combiner, EventTime.MIN, aSale().at("10:30"), aSale().at("10:00"), aSale().at("11:00"));
    add(combiner, EventTime.MIN, aSale().at("11:30:00.001"));

    assertThat(drained(combiner))
        .containsExactly(
            contribution("lisboa", "10:00", "11:00", 3),
            contribution("lisboa", "11:30:00.001", "11:30:00.001", 1));
  }

  @Test
  void allSalesOfAGroupBecomeOneContributionToARunningTotalAndNoneToCountWindows() {
    SalesCombiner running = combiner(Windowing.running(HOUR), 100);
    SalesCombiner counted = combiner(Windowing.count(3), 100);
    for (SalesCombiner combiner : List.of(running, counted)) {
      add(combiner, EventTime.MAX, aSale().at("10:00"), aSale().at("18:00"));
    }

    assertThat(drained(running)).containsExactly(contribution("lisboa", "10:00", "18:00", 2));
    assertThat(drained(counted))
        .containsExactly(
            contribution("lisboa", "10:00", "10:00", 1),
            contribution("lisboa", "18:00", "18:00", 1));
  }

  @Test
  void aLateSalePassesByItselfAndKeepsItsId() {
    SalesCombiner combiner = combiner(Windowing.tumbling(HOUR), 100);
    long watermark = time("11:00") - 1;
    add(combiner, watermark, aSale().at("11:10"), aSale().id("late-1").at("10:59"));
    add(combiner, watermark, aSale().id("late-2").at("10:59"), aSale().at("11:20"));

    assertThat(drained(combiner))
        .containsExactly(
            contribution("lisboa", "11:10", "11:20", 2),
            new Contribution("lisboa", time("10:59"), time("10:59"), 1, Optional.of("late-1")),
            new Contribution("lisboa", time("10:59"), time("10:59"), 1, Optional.of("late-2")));
  }

  @Test
  void aSaleAfterALateOneDoesNotHelpItToBeOnTime() {
    SalesReport report = report(Windowing.session(HALF));
    SaleBuilder late = aSale().at("10:00");
    SaleBuilder before = aSale().at("10:50");
    SaleBuilder after = aSale().at("10:30");
    ReportRun run = ReportRun.combining(report, 1, 100);
    run.advanceTo("10:40");

    run.add(before, late, after);
    run.end();

    assertThat(run.late())
        .containsExactly(Rows.late(late, time("10:40"), window("10:00", "10:30")));
    assertThat(run.rows())
        .containsExactly(Rows.session(RowStatus.FINAL, window("10:30", "11:20"), before, after));
  }

  @Test
  void lateSalesThatCameAddedUpAreToldByTheirNumber() {
    ReportRun run = ReportRun.combining(report(Windowing.tumbling(HOUR)), 1, 100);
    SaleBuilder onTime = aSale().at("12:00");
    run.advanceBehindInputsTo("12:00");

    run.add(aSale().at("10:40"), aSale().at("10:20"), onTime);
    run.end();

    assertThat(run.late())
        .containsExactly(
            new SalesTable.LateSales(
                Optional.empty(),
                new GroupKey("", "", "", "EUR"),
                time("10:20"),
                2,
                time("12:00"),
                List.of(window("10:00", "11:00"))));
    assertThat(run.rows()).containsExactly(row(RowStatus.FINAL, window("12:00", "13:00"), onTime));
  }

  @Test
  void whereTablesAreAheadSessionsAreNotAddedUpAndSlicesAndRunningTotalsAre() {
    SalesReport visits = report(Windowing.session(HALF));
    SalesReport hourly = report(Windowing.tumbling(HOUR));
    SaleBuilder[] sales = {aSale().id("1").at("10:00"), aSale().id("2").at("10:10")};
    SalesCombiner apart = new SalesCombiner(visits, 1, 100, true);
    SalesCombiner together = new SalesCombiner(hourly, 1, 100, true);
    SalesCombiner forEver = new SalesCombiner(report(Windowing.running(HOUR)), 1, 100, true);
    List.of(apart, together, forEver).forEach(each -> add(each, EventTime.MIN, sales));

    assertThat(drained(apart))
        .extracting(Contribution::saleId)
        .containsExactly(Optional.of("1"), Optional.of("2"));
    assertThat(drained(together)).extracting(Contribution::sales).containsExactly(2L);
    assertThat(drained(forEver)).extracting(Contribution::sales).containsExactly(2L);
  }

  @Test
  void itIsFullWhenItHoldsAsManyContributionsAsItCan() {
    SalesCombiner combiner = combiner(Windowing.tumbling(HOUR), 2);

    assertThat(combiner.add(aSale().at("10:00").build(), EventTime.MIN)).isFalse();
    assertThat(combiner.add(aSale().at("10:01").build(), EventTime.MIN)).isFalse();
    assertThat(combiner.add(aSale().at("11:00").build(), EventTime.MIN)).isTrue();
    drained(combiner);
    assertThat(combiner.add(aSale().at("10:00").build(), EventTime.MIN)).isFalse();
  }

  @Test
  void whereThereIsLittleToAddUpItStopsLookingForAWhile() {
    SalesReport byStore =
        report(Windowing.tumbling(HOUR), Duration.ZERO, Duration.ZERO, Dimension.STORE);
    SalesCombiner combiner = new SalesCombiner(byStore, 1, 1_000, false, 4);
    SaleBuilder[] twoOfFour = {aSale().in("a"), aSale().in("b"), aSale().in("a"), aSale().in("b")};
    SaleBuilder[] fourOfFour = {aSale().in("a"), aSale().in("b"), aSale().in("c"), aSale().in("d")};
    List<Integer> contributions = new ArrayList<>();

    add(combiner, EventTime.MIN, twoOfFour);
    contributions.add(drained(combiner).size());
    add(combiner, EventTime.MIN, fourOfFour);
    contributions.add(drained(combiner).size());
    for (int fill = 0; fill < SalesCombiner.FILLS_UNSEEN + 2; fill++) {
      add(combiner, EventTime.MIN, twoOfFour);
      assertThat(combiner.isEmpty()).isFalse();
      List<Contribution> drained = drained(combiner);
      assertThat(drained.stream().mapToLong(Contribution::sales).sum()).isEqualTo(4);
      assertThat(combiner.isEmpty()).isTrue();
      contributions.add(drained.size());
    }

    assertThat(contributions.subList(0, 2)).containsExactly(2, 4);
    int looksAgain = 2 + SalesCombiner.FILLS_UNSEEN;
    assertThat(contributions.subList(2, looksAgain)).containsOnly(4);
    assertThat(contributions.subList(looksAgain, looksAgain + 2)).containsExactly(2, 2);
  }

  @Test
  void aLateSaleKeepsItsIdWhereNobodyLooks() {
    SalesReport byStore =
        report(Windowing.tumbling(HOUR), Duration.ZERO, Duration.ZERO, Dimension.STORE);
    SalesCombiner combiner = new SalesCombiner(byStore, 1, 1_000, false, 1);
    add(combiner, EventTime.MIN, aSale().at("10:00"));
    drained(combiner);

    add(combiner, EventTime.MAX, aSale().id("7").at("10:00"));
    add(combiner, EventTime.MIN, aSale().id("8").at("10:00"));

    assertThat(drained(combiner))
        .extracting(Contribution::saleId)
        .containsExactly(Optional.of("7"), Optional.empty());
  }

  @Test
  void itIsFullWhereNobodyLooksToo() {
    SalesReport byStore =
        report(Windowing.tumbling(HOUR), Duration.ZERO, Duration.ZERO, Dimension.STORE);
    SalesCombiner combiner = new SalesCombiner(byStore, 1, 2, false, 1);
    add(combiner, EventTime.MIN, aSale().at("10:00"));
    drained(combiner);

    assertThat(combiner.add(aSale().at("10:00").build(), EventTime.MIN)).isFalse();
    assertThat(combiner.add(aSale().at("10:00").build(), EventTime.MIN)).isTrue();
  }

  @Test
  void sumsThatCouldOutgrowALongAreNotAddedUp() {
    SalesCombiner combiner = combiner(Windowing.tumbling(HOUR), 100);
    int sales = 120_000;
    for (int sale = 0; sale < sales; sale++) {
      combiner.add(aSale().of("1000000000 EUR").build(), EventTime.MIN);
    }

    List<Contribution> drained = drained(combiner);

    assertThat(drained).hasSizeBetween(2, 6);
    assertThat(drained.stream().mapToLong(Contribution::sales).sum()).isEqualTo(sales);
  }

  @Test
  void eachBucketGetsAtMostOneBundleWithAllOfItsGroups() {
    SalesReport byStore =
        report(Windowing.tumbling(HOUR), Duration.ZERO, Duration.ZERO, Dimension.STORE);
    SalesCombiner combiner = new SalesCombiner(byStore, 4, 1_000, false);
    IntStream.range(0, 100)
        .forEach(store -> add(combiner, EventTime.MIN, aSale().in("store-" + store % 50)));

    combiner.drain(bundles::add);

    assertThat(bundles).extracting(SalesBundle::bucket).containsExactly(0, 1, 2, 3);
    for (SalesBundle bundle : bundles) {
      assertThat(bundle.size()).isBetween(5, 25);
      for (int index = 0; index < bundle.size(); index++) {
        assertThat(SalesCombiner.bucketOf(bundle.group(index), 4)).isEqualTo(bundle.bucket());
        assertThat(bundle.totals().contributions(index)).isEqualTo(2);
      }
    }
    assertThat(bundles.stream().mapToInt(SalesBundle::size).sum()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({"lisboa,cafe,'',EUR,90,15", "'','','',USD,120,21", "norte,'',ana,EUR,50,27"})
  void bucketsAndPagesArePartOfSavedStateAndNeverChange(
      String store, String product, String customer, String currency, int bucket, int page) {
    GroupKey group = new GroupKey(store, product, customer, currency);

    assertThat(SalesCombiner.bucketOf(group, 128)).isEqualTo(bucket);
    assertThat(GroupedSales.pageOf(group)).isEqualTo(page);
  }

  @Test
  void thereIsRoomForAtLeastOneBucketAndOneContribution() {
    SalesReport report = report(Windowing.tumbling(HOUR));

    assertThatThrownBy(() -> new SalesCombiner(report, 0, 1, false))
        .hasMessage("buckets and capacity must be positive, were 0 and 1");
    assertThatThrownBy(() -> new SalesCombiner(report, 1, 0, false))
        .hasMessage("buckets and capacity must be positive, were 1 and 0");
  }

  private static SalesCombiner combiner(Windowing windowing, int capacity) {
    return new SalesCombiner(
        report(windowing, Duration.ZERO, Duration.ZERO, Dimension.STORE), 1, capacity, false);
  }

  private static void add(SalesCombiner combiner, long watermark, SaleBuilder... sales) {
    for (SaleBuilder sale : sales) {
      combiner.add(sale.build(), watermark);
    }
  }

  private List<Contribution> drained(SalesCombiner combiner) {
    List<Contribution> contributions = new ArrayList<>();
    combiner.drain(
        bundle -> {
          for (int index = 0; index < bundle.size(); index++) {
            contributions.add(
                new Contribution(
                    bundle.group(index).storeId(),
                    bundle.from(index),
                    bundle.until(index),
                    bundle.totals().contributions(index),
                    bundle.origin(index).map(SalesBundle.Origin::saleId)));
          }
        });
    return contributions;
  }

  private static Contribution contribution(String store, String from, String until, long sales) {
    return new Contribution(store, time(from), time(until), sales, Optional.empty());
  }
}

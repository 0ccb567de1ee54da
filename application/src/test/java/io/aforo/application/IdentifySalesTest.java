package io.aforo.application;

import static io.aforo.domain.sales.SaleBuilder.aSale;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.Combiner;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SeenSales;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentifySalesTest {

  private record Spread(int buckets) implements IdentifySales.Spread {

    @Override
    public int bucketOf(int idHash) {
      return Math.floorMod(idHash, buckets);
    }
  }

  private final Spread spread = new Spread(8);
  private final IdentifySales identify = new IdentifySales(1_000, spread, false);
  private final Combiner<Ingested.Accepted<Sale>, UnidentifiedSales> sorter = identify.newSorter();

  @Test
  void salesOfABucketStayInTheirOrder() {
    List<Ingested.Accepted<Sale>> sales = new ArrayList<>();
    for (int n = 0; n < 100; n++) {
      sales.add(accepted(n, "" + n % 30, 10));
    }

    assertThat(sorter.isEmpty()).isTrue();
    sales.forEach(sale -> assertThat(sorter.add(sale, 0)).isFalse());
    assertThat(sorter.isEmpty()).isFalse();

    List<UnidentifiedSales> sorted = drained();
    assertThat(sorted).extracting(UnidentifiedSales::bucket).doesNotHaveDuplicates();
    for (UnidentifiedSales bucket : sorted) {
      assertThat(bucket.sales())
          .isEqualTo(sales.stream().filter(sale -> bucketOf(sale) == bucket.bucket()).toList());
    }
    assertThat(sorted.stream().mapToInt(bucket -> bucket.sales().size()).sum()).isEqualTo(100);
    assertThat(sorter.isEmpty()).isTrue();
    assertThat(drained()).isEmpty();
  }

  @Test
  void whereAReportDependsOnTheOrderOfAllSalesNoneIsGathered() {
    SalesReport sums = report(Windowing.tumbling(Duration.ofHours(1)));
    SalesReport hundreds = report(Windowing.count(100));
    SalesReport sessions = report(Windowing.session(Duration.ofMinutes(30)));

    assertThat(isFullByOne(List.of(sums))).isFalse();
    assertThat(isFullByOne(List.of(sums, hundreds))).isTrue();
    assertThat(isFullByOne(List.of(sessions))).isTrue();
  }

  private boolean isFullByOne(List<SalesReport> reports) {
    return IdentifySales.forReports(reports, spread).newSorter().add(accepted(1, "1", 10), 0);
  }

  private static SalesReport report(Windowing windowing) {
    return new SalesReport("report", windowing, Set.of(Dimension.PRODUCT), new WindowLifecycle(0));
  }

  @Test
  void aSorterIsFullByItsSales() {
    for (int time = 0; time < 2; time++) {
      int taken = 1;
      while (!sorter.add(accepted(taken, "" + taken, 10), 0)) {
        taken++;
      }
      drained();
      assertThat(taken).isEqualTo(SalesSorter.MOST_SALES);
    }
  }

  @Test
  void aSorterIsFullByTheBytesOfItsRecords() {
    for (int time = 0; time < 2; time++) {
      for (int n = 0; n < 3; n++) {
        assertThat(sorter.add(accepted(n, "" + n, 1 << 17), 0)).isFalse();
      }
      assertThat(sorter.add(accepted(3, "3", 1 << 17), 0)).isTrue();
      drained();
    }
  }

  @Test
  void idsAreRememberedForAsLongAsTheReportThatNeedsThemLongest() {
    SalesReport hourly =
        new SalesReport(
            "hourly",
            Windowing.tumbling(Duration.ofHours(1)),
            Set.of(),
            WindowLifecycle.ofLateness(Duration.ofHours(2)));
    SalesReport daily =
        new SalesReport(
            "daily",
            Windowing.tumbling(Duration.ofDays(1)),
            Set.of(),
            WindowLifecycle.ofLateness(Duration.ofHours(2)));

    assertThat(IdentifySales.forReports(List.of(hourly, daily), spread).rememberMillis())
        .isEqualTo(daily.rememberMillis())
        .isGreaterThan(hourly.rememberMillis());
    assertThat(IdentifySales.forReports(List.of(), spread).rememberMillis())
        .isEqualTo(Duration.ofHours(24).toMillis());
  }

  @Test
  void aBucketWithoutIdsWantsNothing() {
    SeenSales seen = identify.newState();

    assertThat(identify.isSpent(seen)).isTrue();
    assertThat(identify.wakeAt(seen)).isEqualTo(EventTime.MAX);
  }

  private List<UnidentifiedSales> drained() {
    List<UnidentifiedSales> drained = new ArrayList<>();
    sorter.drain(drained::add);
    return drained;
  }

  private int bucketOf(Ingested.Accepted<Sale> sale) {
    return spread.bucketOf(SeenSales.idOf(sale.event()).hashCode());
  }

  private static Ingested.Accepted<Sale> accepted(long offset, String id, int bytes) {
    return new Ingested.Accepted<>(
        new SourceRecord("sales", 0, offset, 0, new byte[0], new byte[bytes]),
        aSale().in("norte").id(id).build());
  }
}

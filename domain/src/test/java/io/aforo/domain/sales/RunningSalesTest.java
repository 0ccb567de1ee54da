package io.aforo.domain.sales;

import static io.aforo.domain.sales.Rows.report;
import static io.aforo.domain.sales.Rows.row;
import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.time.RowStatus.FINAL;
import static io.aforo.domain.time.RowStatus.PROVISIONAL;
import static io.aforo.domain.time.TimeWindow.ALWAYS;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Totals that are written every hour, or every three changes. */
class RunningSalesTest {

  private static final SalesReport EVERY_HOUR = report(Windowing.running(Duration.ofHours(1)));
  private static final SalesReport EVERY_3_CHANGES = report(Windowing.runningEveryChanges(3));

  @Test
  void aTotalIsWrittenOnTheHourIfItChanged() {
    ReportRun run = ReportRun.of(EVERY_HOUR);
    SaleBuilder first = aSale().of("1 EUR");
    SaleBuilder second = aReturn().of("2 EUR");
    run.advanceTo("10:10");
    run.add(first);
    run.advanceTo("10:59");
    assertThat(run.rows()).isEmpty();

    run.advanceTo("11:00");
    assertThat(run.rows()).containsExactly(row(PROVISIONAL, ALWAYS, first));
    run.advanceTo("12:00");
    assertThat(run.rows()).as("nothing changed").isEmpty();
    run.add(second);
    run.advanceTo("15:30");

    assertThat(run.rows()).containsExactly(row(PROVISIONAL, ALWAYS, first, second));
  }

  @Test
  void aTotalIsWrittenAfterSoManyChanges() {
    ReportRun run = ReportRun.of(EVERY_3_CHANGES);
    SaleBuilder[] sales = {aSale(), aReturn(), aSale(), aSale(), aSale(), aReturn(), aSale()};

    run.add(sales);

    assertThat(run.rows())
        .containsExactly(
            row(PROVISIONAL, ALWAYS, sales[0], sales[1], sales[2]),
            row(PROVISIONAL, ALWAYS, sales[0], sales[1], sales[2], sales[3], sales[4], sales[5]));
  }

  @Test
  void salesThatWereAddedUpAreWrittenTogether() {
    ReportRun run = ReportRun.combining(EVERY_3_CHANGES, 1, 10);
    SaleBuilder[] sales = {aSale(), aSale(), aSale(), aSale()};
    run.add(sales);
    assertThat(run.rows()).isEmpty();

    run.flush();

    assertThat(run.rows()).containsExactly(row(PROVISIONAL, ALWAYS, sales));
  }

  @Test
  void theTotalIsFinalAtTheEndOfABoundedInputAlthoughItWasWrittenBefore() {
    ReportRun run = ReportRun.of(EVERY_3_CHANGES);
    SaleBuilder[] sales = {aSale(), aSale(), aSale()};
    run.add(sales);
    run.rows();

    run.end();

    assertThat(run.rows()).containsExactly(row(FINAL, ALWAYS, sales));
  }

  @ParameterizedTest
  @ValueSource(longs = {EventTime.END, EventTime.MAX})
  void theTotalIsFinalAtTheEndOfTimeAndOnlyOnce(long end) {
    ReportRun run = ReportRun.of(EVERY_3_CHANGES);
    SaleBuilder sale = aSale();
    run.add(sale);

    run.advanceTo(end);
    assertThat(run.rows()).containsExactly(row(FINAL, ALWAYS, sale));
    run.end();

    assertThat(run.rows()).isEmpty();
  }

  @Test
  void ofManyGroupsOnlyThoseAreWrittenThatChanged() {
    ReportRun run = ReportRun.of(report(EVERY_HOUR.windowing(), ZERO, ZERO, Dimension.STORE));
    List<String> stores = IntStream.range(0, 300).mapToObj(n -> "store-" + n).toList();
    run.advanceTo("10:10");
    stores.forEach(store -> run.add(aSale().in(store)));
    run.advanceTo("11:00");
    assertThat(run.rows())
        .extracting(row -> row.group().storeId())
        .containsExactlyInAnyOrderElementsOf(stores);

    run.add(aSale().in("store-7"), aReturn().in("store-70"));
    run.advanceTo("12:00");
    assertThat(run.rows())
        .extracting(row -> row.group().storeId() + " " + row.revision() + " " + row.status())
        .containsExactlyInAnyOrder("store-7 2 PROVISIONAL", "store-70 2 PROVISIONAL");

    run.end();
    assertThat(run.rows()).hasSize(300).extracting(SalesRow::status).containsOnly(FINAL);
  }

  @Test
  void aSaleDoesNotBringForwardWhatIsDueOnTheHour() {
    ReportRun run = ReportRun.of(report(EVERY_HOUR.windowing(), ZERO, ZERO, Dimension.STORE));
    run.advanceTo("10:10");
    run.add(aSale().in("norte"));
    run.advanceTo("10:20");

    run.add(aSale().in("sur"));
    assertThat(run.rows()).isEmpty();
    run.advanceTo("11:00");

    assertThat(run.rows())
        .extracting(row -> row.group().storeId())
        .containsExactlyInAnyOrder("norte", "sur");
  }

  @Test
  void nothingIsEverTooLate() {
    ReportRun run = ReportRun.of(EVERY_3_CHANGES);
    run.advanceTo("20:00");
    SaleBuilder[] sales = {aSale().at(0), aSale().at("10:00"), aSale().at(1)};

    run.add(sales);

    assertThat(run.rows()).containsExactly(row(PROVISIONAL, ALWAYS, sales));
    assertThat(run.late()).isEmpty();
  }

  @Test
  void aRestoredTotalGoesOn() {
    ReportRun run = ReportRun.of(EVERY_3_CHANGES);
    SaleBuilder[] sales = {aSale().of("1 EUR"), aSale().of("2 EUR"), aSale().of("4 EUR")};
    run.add(sales[0], sales[1]);

    run.restore();
    run.add(sales[2]);

    assertThat(run.rows()).containsExactly(row(PROVISIONAL, ALWAYS, sales));
  }

  @ParameterizedTest
  @ValueSource(longs = {EventTime.END, EventTime.MAX})
  void afterTheEndNothingIsDue(long end) {
    ReportRun run = ReportRun.of(EVERY_HOUR);
    run.add(aSale());

    run.advanceTo(end);
    assertThat(run.wakeAt()).isEqualTo(EventTime.MAX);
    run.add(aSale());

    assertThat(run.wakeAt()).isEqualTo(EventTime.MAX);
  }
}

package io.aforo.domain.sales;

import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SalesTableTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final SalesReport hourlyByProduct =
      new SalesReport(
          "hourly-sales-by-product",
          Windowing.tumbling(HOUR),
          Set.of(Dimension.PRODUCT),
          WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS));
  private final SalesTable table = new SalesTable();
  private final List<SalesRow> rows = new ArrayList<>();

  @Test
  void aSaleOnTheHourIsInTheNextWindow_S1() {
    add(aSale().at("10:00:00.000"));
    add(aSale().at("10:59:59.999"));
    add(aSale().at("11:00:00.000"));

    advanceTo("12:00");

    assertThat(rows)
        .containsExactly(
            row("10:00", "EUR", totals(2, 0, "2", "20.00", "0"), RowStatus.FINAL),
            row("11:00", "EUR", totals(1, 0, "1", "10.00", "0"), RowStatus.FINAL));
  }

  @Test
  void aHundredThousandTimes19_99Is1999000ToTheCent_S2() {
    for (int i = 0; i < 100_000; i++) {
      add(aSale().of("19.99 EUR"));
    }

    advanceTo("11:00");

    assertThat(rows)
        .containsExactly(
            row(
                "10:00",
                "EUR",
                totals(100_000, 0, "100000", "1999000.0000", "0"),
                RowStatus.FINAL));
    assertThat(rows.get(0).totals().netDecimal()).isEqualTo(new BigDecimal("1999000.0000"));
  }

  @Test
  void aReturnCountsInTheWindowOfItsOwnTime_S4() {
    add(aSale().of("10.00 EUR").at("10:30"));
    add(aReturn().of("10.00 EUR").at("11:05"));

    advanceTo("12:00");

    assertThat(rows)
        .containsExactly(
            row("10:00", "EUR", totals(1, 0, "1", "10.00", "0"), RowStatus.FINAL),
            row("11:00", "EUR", totals(0, 1, "-1", "0", "10.00"), RowStatus.FINAL));
    assertThat(rows)
        .extracting(row -> row.totals().netDecimal())
        .containsExactly(new BigDecimal("10.0000"), new BigDecimal("-10.0000"));
  }

  @Test
  void amountsOfTwoCurrenciesAreNeverAdded_S5() {
    add(aSale().of("3.00 EUR"));
    add(aSale().of("4.00 USD"));

    advanceTo("11:00");

    assertThat(rows)
        .containsExactlyInAnyOrder(
            row("10:00", "EUR", totals(1, 0, "1", "3.00", "0"), RowStatus.FINAL),
            row("10:00", "USD", totals(1, 0, "1", "4.00", "0"), RowStatus.FINAL));
  }

  @Test
  void aSaleAnHourLateCorrectsTheRow_S6() {
    add(aSale().of("3.00 EUR").at("10:30"));
    advanceTo("12:00");

    List<TimeWindow> missed = add(aSale().of("4.00 EUR").at("10:45"));

    assertThat(missed).isEmpty();
    assertThat(rows)
        .containsExactly(
            row("10:00", "EUR", totals(1, 0, "1", "3.00", "0"), RowStatus.FINAL),
            row("10:00", "EUR", totals(2, 0, "2", "7.00", "0"), RowStatus.CORRECTED));
    assertThat(rows).extracting(SalesRow::revision).containsExactly(1L, 2L);
  }

  @Test
  void aSaleBeyondTheAllowedLatenessChangesNoRow_S7() {
    add(aSale().at("10:30"));
    advanceTo(time("11:00") + Duration.ofHours(25).toMillis());

    List<TimeWindow> missed = add(aSale().at("10:45"));

    assertThat(missed).containsExactly(new TimeWindow(time("10:00"), time("11:00")));
    assertThat(rows)
        .containsExactly(row("10:00", "EUR", totals(1, 0, "1", "10.00", "0"), RowStatus.FINAL));
  }

  @Test
  void theFirstSaleOfACompleteWindowWritesAFinalRow() {
    advanceTo("12:00");

    add(aSale().at("10:45"));

    assertThat(rows)
        .containsExactly(row("10:00", "EUR", totals(1, 0, "1", "10.00", "0"), RowStatus.FINAL));
  }

  @Test
  void aWindowIsCompleteOnTheMillisecondBeforeItsEnd() {
    add(aSale().at("10:00"));

    advanceTo(time("11:00") - 2);
    assertThat(rows).isEmpty();
    advanceTo(time("11:00") - 1);

    assertThat(rows).hasSize(1);
  }

  @Test
  void withoutLatenessAWindowClosesAsItCompletes() {
    SalesReport strict =
        new SalesReport(
            "strict",
            Windowing.tumbling(HOUR),
            Set.of(),
            WindowLifecycle.ofLateness(Duration.ZERO));
    table.add(strict, aSale().at("10:00").build(), EventTime.MIN, rows::add);

    table.advance(strict, time("11:00") - 1, rows::add);
    List<TimeWindow> missed =
        table.add(strict, aSale().at("10:01").build(), EventTime.MIN, rows::add);

    assertThat(missed).containsExactly(new TimeWindow(time("10:00"), time("11:00")));
    assertThat(rows).hasSize(1);
    assertThat(table.isEmpty()).isTrue();
  }

  @Test
  void aTableRestoredWithoutAWatermarkStillKnowsWhatIsClosed() {
    add(aSale().at("10:00"));
    advanceTo(time("11:00") + Duration.ofHours(25).toMillis());
    SalesTable restored = new SalesTable(table.clock());

    List<TimeWindow> missed =
        restored.add(hourlyByProduct, aSale().at("10:30").build(), EventTime.MIN, rows::add);

    assertThat(missed).containsExactly(new TimeWindow(time("10:00"), time("11:00")));
    assertThat(rows).hasSize(1);
  }

  @Test
  void nothingIsLeftAfterTheLastCleanup() {
    add(aSale().at("10:00"));
    add(aSale().at("14:00"));

    advanceTo(time("15:00") - 1 + SalesReport.DEFAULT_LATENESS.toMillis());

    assertThat(table.isEmpty()).isTrue();
    assertThat(table.wakeAt(hourlyByProduct)).isEqualTo(EventTime.MAX);
  }

  @Test
  void theNextWakeUpIsTheNextCompletionAndThenTheCleanup() {
    add(aSale().at("10:30"));
    assertThat(table.wakeAt(hourlyByProduct)).isEqualTo(time("11:00") - 1);

    advanceTo("11:00");

    assertThat(table.wakeAt(hourlyByProduct))
        .isEqualTo(time("11:00") - 1 + SalesReport.DEFAULT_LATENESS.toMillis());
  }

  @Test
  void theEndOfABoundedInputCompletesEveryWindow() {
    add(aSale().at("10:00"));
    add(aSale().at("14:00"));

    advanceTo(EventTime.MAX);

    assertThat(rows)
        .extracting(row -> row.window().start())
        .containsExactly(time("10:00"), time("14:00"));
    assertThat(table.isEmpty()).isTrue();
  }

  @Test
  void totalsDoNotOverflow() {
    SalesTotals billion = SalesTotals.of(aSale().of("1000000000 EUR").build());
    SalesTotals totals = SalesTotals.empty();
    for (int doubling = 0; doubling < 40; doubling++) {
      billion = billion.plus(billion);
    }
    totals = totals.plus(billion);

    assertThat(totals.grossDecimal())
        .isEqualTo(new BigDecimal("1000000000.0000").multiply(BigDecimal.valueOf(1L << 40)));
    assertThat(totals.contributions()).isEqualTo(1L << 40);
  }

  private List<TimeWindow> add(SaleBuilder sale) {
    return table.add(hourlyByProduct, sale.build(), EventTime.MIN, rows::add);
  }

  private void advanceTo(String timeOfDay) {
    advanceTo(time(timeOfDay));
  }

  private void advanceTo(long watermark) {
    table.advance(hourlyByProduct, watermark, rows::add);
  }

  private static SalesRow row(String start, String currency, SalesTotals totals, RowStatus status) {
    return new SalesRow(
        "hourly-sales-by-product",
        new GroupKey("", "cafe", "", currency),
        new TimeWindow(time(start), time(start) + HOUR.toMillis()),
        0,
        totals,
        status);
  }

  private static SalesTotals totals(
      long sales, long returns, String units, String gross, String returned) {
    return new SalesTotals(
        sales,
        returns,
        ExactSum.of(new BigDecimal(units).movePointRight(3).longValueExact()),
        ExactSum.of(new BigDecimal(gross).movePointRight(4).longValueExact()),
        ExactSum.of(new BigDecimal(returned).movePointRight(4).longValueExact()));
  }
}

package io.aforo.domain.sales;

import static io.aforo.domain.sales.Rows.totals;
import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static io.aforo.domain.time.RowStatus.CORRECTED;
import static io.aforo.domain.time.RowStatus.FINAL;
import static io.aforo.domain.time.RowStatus.MERGED;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases by which sales reports are specified. S11 is a property of SalesPropertyTest. */
class SalesVectorsTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = SalesReport.DEFAULT_LATENESS;

  private final ReportRun hourly = ReportRun.of(byProduct(Windowing.tumbling(HOUR)));

  @Test
  void aSaleOnTheHourIsInTheNextWindow_S1() {
    hourly.add(aSale().at("10:00:00.000"), aSale().at("10:59:59.999"), aSale().at("11:00:00.000"));

    hourly.end();

    assertThat(hourly.rows())
        .containsExactly(
            hour("10:00", "EUR", totals(2, 0, "2", "20.00", "0"), FINAL),
            hour("11:00", "EUR", totals(1, 0, "1", "10.00", "0"), FINAL));
  }

  @Test
  void aHundredThousandTimes19_99Is1999000ToTheCent_S2() {
    Sale sale = aSale().of("19.99 EUR").build();
    for (int i = 0; i < 100_000; i++) {
      hourly.add(sale);
    }

    hourly.end();

    List<SalesRow> rows = hourly.rows();
    assertThat(rows)
        .containsExactly(
            hour("10:00", "EUR", totals(100_000, 0, "100000", "1999000.0000", "0"), FINAL));
    assertThat(rows.get(0).totals().netDecimal()).isEqualTo(new BigDecimal("1999000.0000"));
  }

  @Test
  void theSameSaleTwiceCountsOnce_S3() {
    Sale sale = aSale().id("1").build();
    SeenSales seen = new SeenSales(EventTime.MAX);
    List<SeenSale.Verdict> verdicts = new ArrayList<>();
    for (int time = 0; time < 2; time++) {
      SeenSale.Verdict verdict = seen.see(sale, 0);
      verdicts.add(verdict);
      if (verdict == SeenSale.Verdict.FIRST) {
        hourly.add(sale);
      }
    }

    hourly.end();

    assertThat(verdicts).containsExactly(SeenSale.Verdict.FIRST, SeenSale.Verdict.DUPLICATE);
    assertThat(hourly.rows())
        .containsExactly(hour("10:00", "EUR", totals(1, 0, "1", "10.00", "0"), FINAL));
  }

  @Test
  void aReturnCountsInTheWindowOfItsOwnTime_S4() {
    hourly.add(aSale().of("10.00 EUR").at("10:30"), aReturn().of("10.00 EUR").at("11:05"));

    hourly.end();

    List<SalesRow> rows = hourly.rows();
    assertThat(rows)
        .containsExactly(
            hour("10:00", "EUR", totals(1, 0, "1", "10.00", "0"), FINAL),
            hour("11:00", "EUR", totals(0, 1, "-1", "0", "10.00"), FINAL));
    assertThat(rows)
        .extracting(row -> row.totals().netDecimal())
        .containsExactly(new BigDecimal("10.0000"), new BigDecimal("-10.0000"));
  }

  @Test
  void amountsOfTwoCurrenciesAreNeverAdded_S5() {
    hourly.add(aSale().of("3.00 EUR"), aSale().of("4.00 USD"));

    hourly.end();

    assertThat(hourly.rows())
        .containsExactlyInAnyOrder(
            hour("10:00", "EUR", totals(1, 0, "1", "3.00", "0"), FINAL),
            hour("10:00", "USD", totals(1, 0, "1", "4.00", "0"), FINAL));
  }

  @Test
  void aSaleAnHourLateCorrectsTheRow_S6() {
    hourly.add(aSale().of("3.00 EUR").at("10:30"));
    hourly.advanceTo("12:00");

    hourly.add(aSale().of("4.00 EUR").at("10:45"));

    List<SalesRow> rows = hourly.rows();
    assertThat(rows)
        .containsExactly(
            hour("10:00", "EUR", totals(1, 0, "1", "3.00", "0"), FINAL),
            hour("10:00", "EUR", totals(2, 0, "2", "7.00", "0"), CORRECTED));
    assertThat(rows).extracting(SalesRow::revision).containsExactly(1L, 2L);
    assertThat(hourly.late()).isEmpty();
  }

  @Test
  void aSale25HoursLateChangesNoRowAndIsTold_S7() {
    long watermark = time("11:00") + Duration.ofHours(25).toMillis();
    hourly.add(aSale().at("10:30"));
    hourly.advanceTo(watermark);
    hourly.rows();

    hourly.add(aSale().in("lisboa").id("late").at("10:45"));

    assertThat(hourly.rows()).isEmpty();
    assertThat(hourly.late())
        .containsExactly(
            new SalesTable.LateSales(
                Optional.of(new SalesBundle.Origin("lisboa", "late")),
                new GroupKey("", "cafe", "", "EUR"),
                time("10:45"),
                1,
                watermark,
                List.of(new TimeWindow(time("10:00"), time("11:00")))));
  }

  @Test
  void aTimestampIn2036IsRefusedAndLaterSalesAreOnTime_S8() {
    List<Sale> sent =
        List.of(
            aSale().at("10:10").build(),
            aSale().at(Instant.parse("2036-01-01T00:00:00Z").toEpochMilli()).build(),
            aSale().at("10:20").build());
    List<RejectionReason> refused = new ArrayList<>();
    for (Sale sale : sent) {
      try {
        EventTimeBounds.standard().check(sale.soldAt(), time("10:20"));
        hourly.add(sale);
        hourly.advanceTo(sale.soldAt() - 5_001);
      } catch (InvalidEvent invalid) {
        refused.add(invalid.reason());
      }
    }

    hourly.end();

    assertThat(refused).containsExactly(RejectionReason.FUTURE_TIMESTAMP);
    assertThat(hourly.late()).isEmpty();
    assertThat(hourly.rows())
        .containsExactly(hour("10:00", "EUR", totals(2, 0, "2", "20.00", "0"), FINAL));
  }

  @Test
  void aLateSaleBetweenTwoSessionsOfACustomerMakesThemOne_S9() {
    ReportRun run = ReportRun.of(byCustomer(Windowing.session(Duration.ofMinutes(30))));
    run.add(ana("10:00"), ana("10:29"), ana("11:00"));
    run.advanceTo("11:30");
    assertThat(run.rows())
        .containsExactly(
            session("10:00", "10:59", totals(2, 0, "2", "20.00", "0"), FINAL),
            session("11:00", "11:30", totals(1, 0, "1", "10.00", "0"), FINAL));

    run.add(ana("10:45"));

    assertThat(run.rows())
        .containsExactly(
            session("10:00", "11:30", totals(4, 0, "4", "40.00", "0"), CORRECTED),
            session("11:00", "11:30", totals(1, 0, "1", "10.00", "0"), MERGED));
  }

  @Test
  void aCustomersSalesExactlyTheGapApartAreOneSession_S10() {
    ReportRun run = ReportRun.of(byCustomer(Windowing.session(Duration.ofMinutes(30))));
    run.add(ana("10:00"), ana("10:30:00.000"), ana("12:00"), ana("12:30:00.001"));

    run.end();

    assertThat(run.rows())
        .containsExactlyInAnyOrder(
            session("10:00", "11:00", totals(2, 0, "2", "20.00", "0"), FINAL),
            session("12:00", "12:30", totals(1, 0, "1", "10.00", "0"), FINAL),
            session("12:30:00.001", "13:00:00.001", totals(1, 0, "1", "10.00", "0"), FINAL));
  }

  /** Some sales, of which one is late but within the allowed lateness, and time between them. */
  private static void play(ReportRun run, boolean isTimeKept) {
    String[] times = {"10:05", "10:20", "12:10", "11:59", "10:40", "11:10", "14:00", "13:20"};
    for (String time : times) {
      run.add(ana(time).of("1.10 EUR"));
      run.add(aReturn().by("bo").of("0.20 EUR").at(time));
      if (isTimeKept) {
        run.advanceTo(time(time) - 5_001);
      }
    }
    run.end();
  }

  private static Stream<Windowing> everyKind() {
    return Stream.of(
        Windowing.tumbling(HOUR),
        Windowing.sliding(HOUR, Duration.ofMinutes(5)),
        Windowing.session(Duration.ofMinutes(30)),
        Windowing.running(HOUR),
        Windowing.runningEveryChanges(3),
        Windowing.count(3));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void theWholeInputAgainAfterAllStateWasLostChangesNothing_S12(Windowing windowing) {
    GuardedTable table = new GuardedTable();
    ReportRun first = ReportRun.of(byCustomer(windowing));
    play(first, true);
    table.write(first.rows());
    var shown = table.shown();

    for (boolean isTimeKept : new boolean[] {true, false}) {
      ReportRun again = ReportRun.combining(byCustomer(windowing), 1, 4);
      play(again, isTimeKept);
      // Each row by itself, since a poorer one must not even be seen for a moment.
      for (SalesRow row : again.rows()) {
        table.write(List.of(row));
        assertThat(table.shown()).isEqualTo(shown);
      }
    }
  }

  private static SalesReport byProduct(Windowing windowing) {
    return new SalesReport(
        "r", windowing, Set.of(Dimension.PRODUCT), WindowLifecycle.ofLateness(DAY));
  }

  private static SalesReport byCustomer(Windowing windowing) {
    return new SalesReport(
        "r", windowing, Set.of(Dimension.CUSTOMER), WindowLifecycle.ofLateness(DAY));
  }

  private static SaleBuilder ana(String timeOfDay) {
    return aSale().by("ana").at(timeOfDay);
  }

  private static SalesRow hour(
      String start, String currency, SalesTotals totals, RowStatus status) {
    return new SalesRow(
        "r",
        new GroupKey("", "cafe", "", currency),
        new TimeWindow(time(start), time(start) + HOUR.toMillis()),
        0,
        totals,
        status);
  }

  private static SalesRow session(String start, String end, SalesTotals totals, RowStatus status) {
    return new SalesRow(
        "r",
        new GroupKey("", "", "ana", "EUR"),
        Rows.window(start, end),
        0,
        totals,
        status,
        status != MERGED);
  }
}

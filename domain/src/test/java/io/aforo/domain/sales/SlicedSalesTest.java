package io.aforo.domain.sales;

import static io.aforo.domain.sales.Rows.late;
import static io.aforo.domain.sales.Rows.report;
import static io.aforo.domain.sales.Rows.row;
import static io.aforo.domain.sales.Rows.window;
import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static io.aforo.domain.time.RowStatus.CORRECTED;
import static io.aforo.domain.time.RowStatus.FINAL;
import static io.aforo.domain.time.RowStatus.PROVISIONAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.Windowing;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hours, and hours that start every 30 minutes. */
class SlicedSalesTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofHours(24);
  private static final Windowing HOURLY = Windowing.tumbling(HOUR);
  private static final Windowing SLIDING = Windowing.sliding(HOUR, Duration.ofMinutes(30));

  @Test
  void theFirstSaleOfACompleteWindowWritesAFinalRow() {
    ReportRun run = ReportRun.of(report(HOURLY, DAY));
    SaleBuilder late = aSale().at("10:45");
    run.advanceTo("12:00");

    run.add(late);

    assertThat(run.rows()).containsExactly(row(FINAL, window("10:00", "11:00"), late));
  }

  @Test
  void aWindowIsCompleteOnTheMillisecondBeforeItsEnd() {
    ReportRun run = ReportRun.of(report(HOURLY));
    SaleBuilder sale = aSale().at("10:00");
    run.add(sale);

    run.advanceTo(time("11:00") - 2);
    assertThat(run.rows()).isEmpty();
    run.advanceTo(time("11:00") - 1);

    assertThat(run.rows()).containsExactly(row(FINAL, window("10:00", "11:00"), sale));
  }

  @Test
  void withoutLatenessAWindowClosesAsItCompletes() {
    ReportRun run = ReportRun.of(report(HOURLY));
    SaleBuilder tooLate = aSale().at("10:01");
    run.add(aSale().at("10:00"));
    run.advanceTo(time("11:00") - 1);
    run.rows();

    run.add(tooLate);

    assertThat(run.rows()).isEmpty();
    assertThat(run.late())
        .containsExactly(late(tooLate, time("11:00") - 1, window("10:00", "11:00")));
    assertThat(run.isEmpty()).isTrue();
  }

  @Test
  void aWindowTakesSalesUntilTheAllowedLatenessIsOver() {
    ReportRun run = ReportRun.of(report(HOURLY, DAY));
    SaleBuilder onTime = aSale().at("10:00");
    SaleBuilder lastMoment = aSale().at("10:01");
    SaleBuilder tooLate = aSale().at("10:02");
    long closed = time("11:00") - 1 + DAY.toMillis();
    run.add(onTime);
    run.advanceTo(closed - 1);

    run.add(lastMoment);
    run.advanceTo(closed);
    run.add(tooLate);

    assertThat(run.rows())
        .containsExactly(
            row(FINAL, window("10:00", "11:00"), onTime),
            row(CORRECTED, window("10:00", "11:00"), onTime, lastMoment));
    assertThat(run.late()).containsExactly(late(tooLate, closed, window("10:00", "11:00")));
  }

  @Test
  void aTableRestoredWithoutAWatermarkStillKnowsWhatIsClosed() {
    ReportRun run = ReportRun.of(report(HOURLY, DAY));
    SaleBuilder tooLate = aSale().at("10:30");
    long watermark = time("11:00") + DAY.toMillis();
    run.add(aSale().at("10:00"));
    run.advanceTo(watermark);
    run.rows();

    run.restore();
    run.add(tooLate);

    assertThat(run.rows()).isEmpty();
    assertThat(run.late()).containsExactly(late(tooLate, watermark, window("10:00", "11:00")));
  }

  @Test
  void theNextWakeUpIsTheNextCompletionAndThenTheCleanupAndThenNever() {
    ReportRun run = ReportRun.of(report(HOURLY, DAY));
    run.add(aSale().at("10:30"), aSale().at("14:00"));
    assertThat(run.wakeAt()).isEqualTo(time("11:00") - 1);

    run.advanceTo("11:00");
    assertThat(run.wakeAt()).isEqualTo(time("15:00") - 1);
    run.advanceTo("15:00");
    assertThat(run.wakeAt()).isEqualTo(time("11:00") - 1 + DAY.toMillis());
    run.advanceTo(time("11:00") + DAY.toMillis());
    assertThat(run.wakeAt()).isEqualTo(time("15:00") - 1 + DAY.toMillis());
    run.advanceTo(time("15:00") + DAY.toMillis());

    assertThat(run.wakeAt()).isEqualTo(EventTime.MAX);
    assertThat(run.isEmpty()).isTrue();
  }

  @Test
  void theEndOfABoundedInputCompletesEveryWindowAndLeavesNothing() {
    ReportRun run = ReportRun.of(report(HOURLY, DAY));
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder last = aSale().at("14:00");
    run.add(last, first);

    run.end();

    assertThat(run.rows())
        .containsExactly(
            row(FINAL, window("10:00", "11:00"), first),
            row(FINAL, window("14:00", "15:00"), last));
    assertThat(run.isEmpty()).isTrue();
  }

  @Test
  void windowsCanBeShiftedFromTheEpoch() {
    long quarter = Duration.ofMinutes(15).toMillis();
    ReportRun run =
        ReportRun.of(report(new SlicedWindows(HOUR.toMillis(), HOUR.toMillis(), quarter)));
    SaleBuilder before = aSale().at("10:14:59.999");
    SaleBuilder after = aSale().at("10:15");
    run.add(before, after);

    run.end();

    assertThat(run.rows())
        .containsExactly(
            row(FINAL, window("09:15", "10:15"), before),
            row(FINAL, window("10:15", "11:15"), after));
  }

  @Test
  void salesFromBefore1970AreInTheirWindows() {
    ReportRun run =
        ReportRun.of(report(Windowing.sliding(Duration.ofMillis(10), Duration.ofMillis(5))));
    SaleBuilder sale = aSale().at(-1);
    run.add(sale);

    run.end();

    assertThat(run.rows())
        .containsExactly(
            row(FINAL, new TimeWindow(-10, 0), sale), row(FINAL, new TimeWindow(-5, 5), sale));
  }

  @Test
  void aSaleIsInEverySlidingWindowThatHoldsIt() {
    ReportRun run = ReportRun.of(report(SLIDING));
    SaleBuilder first = aSale().of("1 EUR").at("10:10");
    SaleBuilder second = aReturn().of("2 EUR").at("10:40");
    SaleBuilder muchLater = aSale().of("4 EUR").at("15:00");
    run.add(first, second, muchLater);

    run.end();

    assertThat(run.rows())
        .containsExactly(
            row(FINAL, window("09:30", "10:30"), first),
            row(FINAL, window("10:00", "11:00"), first, second),
            row(FINAL, window("10:30", "11:30"), second),
            row(FINAL, window("14:30", "15:30"), muchLater),
            row(FINAL, window("15:00", "16:00"), muchLater));
    assertThat(run.isEmpty()).isTrue();
  }

  @Test
  void aGroupThatLeftTheWindowHasNoMoreRows() {
    ReportRun run = ReportRun.of(report(SLIDING, Duration.ZERO, Duration.ZERO, Dimension.STORE));
    run.add(aSale().in("norte").at("10:10"), aSale().in("sur").at("10:40"));

    run.end();

    assertThat(run.rows())
        .extracting(row -> row.group().storeId() + " " + row.window())
        .containsExactlyInAnyOrder(
            "norte " + window("09:30", "10:30"),
            "norte " + window("10:00", "11:00"),
            "sur " + window("10:00", "11:00"),
            "sur " + window("10:30", "11:30"));
  }

  @Test
  void aLateSaleCorrectsEveryCompleteWindowAndIsInThoseToCome() {
    ReportRun run = ReportRun.of(report(SLIDING, DAY));
    SaleBuilder at1010 = aSale().of("1 EUR").at("10:10");
    SaleBuilder at1050 = aSale().of("2 EUR").at("10:50");
    SaleBuilder lateInBoth = aSale().of("4 EUR").at("10:20");
    SaleBuilder lateInOne = aSale().of("8 EUR").at("10:40");
    run.add(at1010, at1050);
    run.advanceTo("11:00");
    run.rows();

    run.add(lateInBoth);
    assertThat(run.rows())
        .containsExactly(
            row(CORRECTED, window("09:30", "10:30"), at1010, lateInBoth),
            row(CORRECTED, window("10:00", "11:00"), at1010, at1050, lateInBoth));
    run.add(lateInOne);
    assertThat(run.rows())
        .containsExactly(
            row(CORRECTED, window("10:00", "11:00"), at1010, at1050, lateInBoth, lateInOne));

    run.end();
    assertThat(run.rows()).containsExactly(row(FINAL, window("10:30", "11:30"), at1050, lateInOne));
  }

  @Test
  void aSaleThatMissedSomeWindowsIsToldAndEntersTheOthers() {
    ReportRun run = ReportRun.of(report(SLIDING));
    SaleBuilder onTime = aSale().of("1 EUR").at("10:10");
    SaleBuilder halfLate = aSale().of("2 EUR").at("10:20");
    run.add(onTime);
    run.advanceTo("10:30");
    run.rows();

    run.add(halfLate);
    assertThat(run.late()).containsExactly(late(halfLate, time("10:30"), window("09:30", "10:30")));
    run.end();

    assertThat(run.rows()).containsExactly(row(FINAL, window("10:00", "11:00"), onTime, halfLate));
  }

  @Test
  void aSaleThatMissedEveryWindowNamesThemAll() {
    ReportRun run = ReportRun.of(report(SLIDING));
    SaleBuilder tooLate = aSale().at("10:10");
    run.advanceTo("11:00");

    run.add(tooLate);

    assertThat(run.rows()).isEmpty();
    assertThat(run.late())
        .containsExactly(
            late(tooLate, time("11:00"), window("09:30", "10:30"), window("10:00", "11:00")));
    assertThat(run.isEmpty()).isTrue();
  }

  @Test
  void anEarlyRowComesAtMostOnceAnIntervalAndOnlyIfTheWindowChanged() {
    ReportRun run = ReportRun.of(report(HOURLY, DAY, Duration.ofMinutes(10)));
    SaleBuilder first = aSale().at("10:01");
    SaleBuilder second = aSale().at("10:12");
    SaleBuilder third = aReturn().at("10:14");
    run.advanceTo("10:00");
    run.add(first);
    run.advanceTo("10:09");
    assertThat(run.rows()).as("not yet").isEmpty();
    run.advanceTo("10:10");
    assertThat(run.rows()).containsExactly(row(PROVISIONAL, window("10:00", "11:00"), first));

    run.advanceTo("10:20");
    assertThat(run.rows()).as("nothing changed").isEmpty();
    run.add(second, third);
    run.advanceTo("10:30");
    assertThat(run.rows())
        .containsExactly(row(PROVISIONAL, window("10:00", "11:00"), first, second, third));

    run.advanceTo("11:00");
    assertThat(run.rows())
        .containsExactly(row(FINAL, window("10:00", "11:00"), first, second, third));
    run.advanceTo("11:20");
    assertThat(run.rows()).isEmpty();
  }

  @Test
  void earlyRowsOfManyWindowsAreTheSumsOfTheirOwnSlices() {
    Windowing hourEveryTen = Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(10));
    ReportRun run = ReportRun.of(report(hourEveryTen, DAY, Duration.ofMinutes(10)));
    SaleBuilder at0 = aSale().of("1 EUR").at("10:05");
    SaleBuilder at1 = aSale().of("2 EUR").at("10:15");
    SaleBuilder at4 = aSale().of("4 EUR").at("10:45");
    SaleBuilder far = aSale().of("8 EUR").at("12:05");
    run.advanceTo("10:50");
    run.rows();

    run.add(at4, far);
    run.advanceTo("10:55");
    run.add(at0, at1);
    run.rows();
    run.advanceTo("11:00");

    assertThat(run.rows())
        .containsExactlyInAnyOrder(
            row(FINAL, window("10:00", "11:00"), at4, at0, at1),
            row(PROVISIONAL, window("10:10", "11:10"), at4, at1),
            row(PROVISIONAL, window("10:20", "11:20"), at4),
            row(PROVISIONAL, window("10:30", "11:30"), at4),
            row(PROVISIONAL, window("10:40", "11:40"), at4),
            row(PROVISIONAL, window("11:10", "12:10"), far),
            row(PROVISIONAL, window("11:20", "12:20"), far),
            row(PROVISIONAL, window("11:30", "12:30"), far),
            row(PROVISIONAL, window("11:40", "12:40"), far),
            row(PROVISIONAL, window("11:50", "12:50"), far),
            row(PROVISIONAL, window("12:00", "13:00"), far));
  }

  @Test
  void anEarlyRowIsWrittenForEachOpenWindowThatHoldsTheSale() {
    ReportRun run = ReportRun.of(report(SLIDING, DAY, Duration.ofMinutes(10)));
    SaleBuilder first = aSale().of("1 EUR").at("10:10");
    SaleBuilder late = aSale().of("2 EUR").at("10:15");
    run.advanceTo("10:00");
    run.add(first);

    run.advanceTo("10:20");
    assertThat(run.rows())
        .containsExactlyInAnyOrder(
            row(PROVISIONAL, window("09:30", "10:30"), first),
            row(PROVISIONAL, window("10:00", "11:00"), first));

    run.advanceTo("10:30");
    assertThat(run.rows()).containsExactly(row(FINAL, window("09:30", "10:30"), first));
    run.add(late);
    assertThat(run.rows()).containsExactly(row(CORRECTED, window("09:30", "10:30"), first, late));
    run.advanceTo("10:40");
    assertThat(run.rows()).containsExactly(row(PROVISIONAL, window("10:00", "11:00"), first, late));
  }

  @Test
  void earlyRowsOfWindowsFarApartHoldNothingOfTheWindowsBetween() {
    ReportRun run = ReportRun.of(report(HOURLY, DAY, Duration.ofMinutes(10)));
    SaleBuilder at10 = aSale().of("1 EUR").at("10:15");
    SaleBuilder at11 = aSale().of("2 EUR").at("11:15");
    SaleBuilder at12 = aSale().of("4 EUR").at("12:15");
    run.advanceTo("10:00");
    run.add(at11);
    run.advanceTo("10:10");
    assertThat(run.rows()).containsExactly(row(PROVISIONAL, window("11:00", "12:00"), at11));

    run.add(at12, at10);
    run.advanceTo("10:20");

    assertThat(run.rows())
        .containsExactly(
            row(PROVISIONAL, window("10:00", "11:00"), at10),
            row(PROVISIONAL, window("12:00", "13:00"), at12));
  }

  @Test
  void ofTheGroupsOfAWindowOnlyThoseHaveAnEarlyRowThatChanged() {
    ReportRun run = ReportRun.of(report(HOURLY, DAY, Duration.ofMinutes(10), Dimension.STORE));
    List<String> stores = List.of("este", "norte", "oeste", "sur");
    run.advanceTo("10:00");
    for (int store = 0; store < stores.size(); store++) {
      run.add(aSale().in(stores.get(store)).of(store + " EUR").at("10:01"));
    }
    run.advanceTo("10:10");
    assertThat(run.rows())
        .extracting(row -> row.group().storeId() + " " + row.totals().grossDecimal())
        .containsExactlyInAnyOrder("este 0.0000", "norte 1.0000", "oeste 2.0000", "sur 3.0000");

    run.add(aSale().in("norte").at("10:12"));
    run.advanceTo("10:20");

    assertThat(run.rows())
        .extracting(row -> row.group().storeId() + " " + row.revision())
        .containsExactly("norte 2");
  }

  @Test
  void aLateSaleAsksForNoEarlyRowOfWindowsThatAreAllComplete() {
    ReportRun run = ReportRun.of(report(HOURLY, DAY, Duration.ofMinutes(10)));
    SaleBuilder late = aSale().at("10:30");
    run.advanceTo("11:00");

    run.add(late);

    assertThat(run.rows()).containsExactly(row(FINAL, window("10:00", "11:00"), late));
    assertThat(run.wakeAt()).isEqualTo(time("11:00") - 1 + DAY.toMillis());
  }

  @Test
  void noWindowEndsAfterTheEndOfTime() {
    long end = EventTime.MAX - EventTime.MAX % Duration.ofMinutes(30).toMillis();
    TimeWindow whole = new TimeWindow(end - HOUR.toMillis(), end);
    TimeWindow cut = new TimeWindow(EventTime.MAX - HOUR.toMillis(), EventTime.MAX);
    ReportRun run = ReportRun.of(report(SLIDING, DAY, Duration.ofMinutes(10)));
    SaleBuilder sale = aSale().at(end - 1);
    SaleBuilder tooLate = aSale().at(end - 1);
    run.advanceTo("10:00");
    run.add(sale);

    run.advanceTo("10:10");
    assertThat(run.rows())
        .containsExactly(row(PROVISIONAL, whole, sale), row(PROVISIONAL, cut, sale));
    run.end();
    run.add(tooLate);

    assertThat(run.late()).containsExactly(late(tooLate, EventTime.MAX, whole, cut));
    assertThat(run.isEmpty()).isTrue();
  }

  @Test
  void totalsOutgrowALong() {
    ReportRun run = ReportRun.combining(report(HOURLY), 1, 10);
    Sale sale = aSale().units("999999999.999").of("1000000000 EUR").build();
    Sale theReturn = aReturn().units("999999999.999").of("1000000000 EUR").build();
    // A hundred thousand of the largest amounts reach 10^18, a million of the largest quantities.
    for (int i = 0; i < 1_000_000; i++) {
      run.add(sale);
    }
    run.restore();
    for (int i = 0; i < 2_000_001; i++) {
      run.add(theReturn);
    }

    run.end();

    List<SalesRow> rows = run.rows();
    assertThat(rows).hasSize(1);
    SalesTotals totals = rows.get(0).totals();
    assertThat(totals.contributions()).isEqualTo(3_000_001);
    assertThat(totals.grossDecimal()).isEqualTo(new BigDecimal("1000000000000000.0000"));
    assertThat(totals.returnedDecimal()).isEqualTo(new BigDecimal("2000001000000000.0000"));
    assertThat(totals.netDecimal()).isEqualTo(new BigDecimal("-1000001000000000.0000"));
    assertThat(totals.unitsDecimal()).isEqualTo(new BigDecimal("-1000000999998999.999"));
  }
}

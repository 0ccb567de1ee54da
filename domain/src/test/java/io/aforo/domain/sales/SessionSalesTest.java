package io.aforo.domain.sales;

import static io.aforo.domain.sales.Rows.late;
import static io.aforo.domain.sales.Rows.report;
import static io.aforo.domain.sales.Rows.session;
import static io.aforo.domain.sales.Rows.window;
import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static io.aforo.domain.time.RowStatus.CORRECTED;
import static io.aforo.domain.time.RowStatus.FINAL;
import static io.aforo.domain.time.RowStatus.MERGED;
import static io.aforo.domain.time.RowStatus.PROVISIONAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sessions with a gap of 30 minutes. */
class SessionSalesTest {

  private static final Windowing GAP = Windowing.session(Duration.ofMinutes(30));
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void salesExactlyTheGapApartAreOneSessionAndAMillisecondMoreMakesTwo() {
    ReportRun run = ReportRun.of(report(GAP));
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder atTheGap = aSale().at("10:30");
    SaleBuilder beyondIt = aSale().at("11:00:00.001");
    run.add(first, atTheGap, beyondIt);

    run.end();

    assertThat(run.rows())
        .containsExactly(
            session(FINAL, window("10:00", "11:00"), first, atTheGap),
            session(FINAL, window("11:00:00.001", "11:30:00.001"), beyondIt));
  }

  @Test
  void aSaleExactlyTheGapLaterIsOnTimeHoweverFarTimeHasComeBeforeIt() {
    ReportRun run = ReportRun.of(report(GAP));
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder atTheGap = aSale().at("10:30");
    run.add(first);
    run.advanceTo(time("10:30") - 1);
    assertThat(run.rows()).isEmpty();

    run.add(atTheGap);
    run.end();

    assertThat(run.rows())
        .containsExactly(session(FINAL, window("10:00", "11:00"), first, atTheGap));
  }

  @Test
  void aSessionIsCompleteWhenTimeReachesItsEnd() {
    ReportRun run = ReportRun.of(report(GAP));
    SaleBuilder only = aSale().at("10:00");
    run.add(only);
    assertThat(run.wakeAt()).isEqualTo(time("10:30"));

    run.advanceTo("10:30");

    assertThat(run.rows()).containsExactly(session(FINAL, window("10:00", "10:30"), only));
  }

  @Test
  void aSessionIsForgottenTwoGapsAfterItIsClosed() {
    ReportRun run = ReportRun.of(report(GAP, HOUR));
    run.add(aSale().at("10:00"));
    run.advanceTo("10:30");
    assertThat(run.wakeAt()).isEqualTo(time("12:30"));

    run.advanceTo("12:30");

    assertThat(run.isEmpty()).isTrue();
    assertThat(run.wakeAt()).isEqualTo(EventTime.MAX);
  }

  @Test
  void aSaleOnTimeFindsTheSessionThatItBelongsToAlthoughThatTakesNoLateSales() {
    ReportRun run = ReportRun.of(report(GAP));
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder tooLate = aSale().at("10:01");
    SaleBuilder onTime = aSale().at("10:05");
    run.add(first);
    run.advanceTo("10:32");
    run.rows();

    run.add(tooLate, onTime);
    run.end();

    assertThat(run.rows())
        .containsExactly(session(CORRECTED, window("10:00", "10:35"), first, onTime));
    assertThat(run.late()).containsExactly(late(tooLate, time("10:32"), window("10:01", "10:31")));
  }

  @Test
  void lateSalesThatAnOpenSessionSavesNeverComeNearAForgottenOne() {
    ReportRun run = ReportRun.of(report(GAP));
    SaleBuilder forgotten = aSale().at("08:00");
    SaleBuilder open = aSale().at("09:29");
    SaleBuilder saved = aSale().at("09:00");
    SaleBuilder outOfReach = aSale().at("08:30");
    SaleBuilder within = aSale().at("09:15");
    run.add(forgotten, open);
    run.advanceTo("09:30");
    assertThat(run.rows()).containsExactly(session(FINAL, window("08:00", "08:30"), forgotten));

    run.add(saved, outOfReach, aSale().at("09:59"), aSale().at("10:29"));
    run.advanceTo("10:40");
    run.add(within);
    run.end();

    assertThat(run.rows())
        .extracting(row -> row.window() + " " + row.revision() + " " + row.status())
        .containsExactly(window("09:00", "10:59") + " 5 FINAL");
    assertThat(run.late())
        .containsExactly(late(outOfReach, time("09:30"), window("08:30", "09:00")));
  }

  @Test
  void eachGroupHasItsOwnSessions() {
    SalesReport byCustomer = report(GAP, Duration.ZERO, Duration.ZERO, Dimension.CUSTOMER);
    ReportRun run = ReportRun.of(byCustomer);
    run.add(aSale().by("ana").at("10:00"));
    run.add(aSale().at("10:05"));
    run.add(aSale().by("ana").at("10:20"));
    run.add(aSale().by("ana").of("1 USD").at("10:25"));

    run.end();

    assertThat(run.rows())
        .extracting(
            row -> row.group().customerId() + " " + row.group().currency() + " " + row.window())
        .containsExactlyInAnyOrder(
            "ana EUR " + window("10:00", "10:50"),
            " EUR " + window("10:05", "10:35"),
            "ana USD " + window("10:25", "10:55"));
  }

  @Test
  void aLateSaleThatBridgesTwoSessionsMakesOneRowAndTheOtherMerged() {
    ReportRun run = ReportRun.of(report(GAP, HOUR));
    SaleBuilder at0 = aSale().of("1 EUR").at("10:00");
    SaleBuilder at29 = aSale().of("2 EUR").at("10:29");
    SaleBuilder at60 = aSale().of("4 EUR").at("11:00");
    SaleBuilder at45 = aSale().of("8 EUR").at("10:45");
    run.add(at0, at29, at60);
    run.advanceTo("11:30");
    assertThat(run.rows())
        .containsExactly(
            session(FINAL, window("10:00", "10:59"), at0, at29),
            session(FINAL, window("11:00", "11:30"), at60));

    run.add(at45);

    assertThat(run.rows())
        .containsExactly(
            session(CORRECTED, window("10:00", "11:30"), at0, at29, at60, at45),
            session(MERGED, window("11:00", "11:30"), at60));
    run.end();
    assertThat(run.rows()).isEmpty();
    assertThat(run.isEmpty()).isTrue();
  }

  @Test
  void sessionsThatNobodyWasToldOfGrowTogetherInSilence() {
    ReportRun run = ReportRun.of(report(GAP));
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder last = aSale().at("11:00");
    SaleBuilder bridge = aSale().at("10:30");
    run.add(first, last, bridge);

    run.end();

    assertThat(run.rows())
        .containsExactly(session(FINAL, window("10:00", "11:30"), first, last, bridge));
  }

  @Test
  void aSaleThatBridgesACompleteSessionWithAnOpenOneWritesTheRowAtOnce() {
    ReportRun run = ReportRun.of(report(GAP, HOUR));
    SaleBuilder complete = aSale().at("11:00");
    SaleBuilder open = aSale().at("12:00");
    SaleBuilder earlier = aSale().at("10:40");
    SaleBuilder bridge = aSale().at("11:30");
    run.add(complete, open);
    run.advanceTo("11:30");
    assertThat(run.rows()).containsExactly(session(FINAL, window("11:00", "11:30"), complete));

    run.add(bridge);
    assertThat(run.rows()).as("the row keeps its start, and is open again").isEmpty();
    run.add(earlier);
    assertThat(run.rows())
        .as("the row moves, so the old one goes with the new one")
        .containsExactly(
            session(PROVISIONAL, window("10:40", "12:30"), complete, open, bridge, earlier),
            session(MERGED, window("11:00", "12:30"), complete, open, bridge));

    run.advanceTo("12:30");
    assertThat(run.rows())
        .containsExactly(
            session(CORRECTED, window("10:40", "12:30"), complete, open, bridge, earlier));
  }

  @Test
  void aStartThatMovesEarlierMakesTheOldKeyMerged() {
    ReportRun run = ReportRun.of(report(GAP, HOUR));
    SaleBuilder at10 = aSale().at("10:00");
    SaleBuilder before = aSale().at("09:45");
    SaleBuilder longBefore = aReturn().at("09:20");
    run.add(at10);
    run.advanceTo("10:30");
    run.rows();

    run.add(before, longBefore);

    assertThat(run.rows())
        .containsExactly(
            session(CORRECTED, window("09:45", "10:30"), at10, before),
            session(MERGED, window("10:00", "10:30"), at10),
            session(CORRECTED, window("09:20", "10:30"), at10, before, longBefore),
            session(MERGED, window("09:45", "10:30"), at10, before));
  }

  @Test
  void aFinalSessionThatIsExtendedIsOpenAgainAndThenCorrected() {
    ReportRun run = ReportRun.of(report(GAP, HOUR));
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder next = aSale().at("10:20");
    run.add(first);
    run.advanceTo("10:30");
    run.rows();

    run.add(next);
    assertThat(run.rows()).isEmpty();
    assertThat(run.wakeAt()).isEqualTo(time("10:50"));
    run.advanceTo("10:50");

    assertThat(run.rows())
        .containsExactly(session(CORRECTED, window("10:00", "10:50"), first, next));
  }

  @Test
  void aSaleTooOldByItselfIsSavedByAnOpenSessionAndOnlyByOne() {
    ReportRun run = ReportRun.of(report(GAP));
    SaleBuilder open = aSale().at("10:50");
    SaleBuilder saved = aSale().at("10:20");
    SaleBuilder lost = aSale().at("09:49");
    run.add(open);
    run.advanceTo("10:55");

    run.add(lost, saved);
    run.end();

    assertThat(run.rows()).containsExactly(session(FINAL, window("10:20", "11:20"), open, saved));
    assertThat(run.late()).containsExactly(late(lost, time("10:55"), window("09:49", "10:19")));
  }

  @Test
  void aSaleThatIsOutOfReachIsSavedWithinOneOpenSessionOnly() {
    ReportRun run = ReportRun.of(report(GAP));
    SaleBuilder closed = aSale().at("10:00");
    SaleBuilder open = aSale().at("10:50");
    SaleBuilder later = aSale().at("11:15");
    SaleBuilder atItsStart = aSale().at("10:50");
    SaleBuilder between = aSale().at("10:25");
    run.add(closed, open, later, aSale().at("11:40"), aSale().at("12:00"));
    run.advanceTo("10:30");
    assertThat(run.rows()).containsExactly(session(FINAL, window("10:00", "10:30"), closed));

    run.advanceTo("11:26");
    run.add(between);
    run.advanceTo("11:51");
    run.add(atItsStart);
    run.end();

    assertThat(run.late()).containsExactly(late(between, time("11:26"), window("10:25", "10:55")));
    assertThat(run.rows())
        .extracting(row -> row.window() + " " + row.revision() + " " + row.status())
        .containsExactly(window("10:50", "12:30") + " 5 FINAL");
  }

  @Test
  void aSessionTakesSalesUntilTheAllowedLatenessIsOver() {
    ReportRun run = ReportRun.of(report(GAP, HOUR));
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder lastMoment = aSale().at("10:00");
    SaleBuilder tooLate = aSale().at("10:00");
    run.add(first);

    run.advanceTo(time("11:30") - 1);
    run.add(lastMoment);
    run.advanceTo("11:30");
    run.add(tooLate);

    assertThat(run.rows())
        .containsExactly(
            session(FINAL, window("10:00", "10:30"), first),
            session(CORRECTED, window("10:00", "10:30"), first, lastMoment));
    assertThat(run.late()).containsExactly(late(tooLate, time("11:30"), window("10:00", "10:30")));
  }

  @Test
  void aRunOfSalesThatWereAddedUpBridgesEverySessionThatItTouches() {
    ReportRun run = ReportRun.combining(report(GAP, Duration.ofHours(3)), 1, 100);
    SaleBuilder at10 = aSale().of("1 EUR").at("10:00");
    SaleBuilder at11 = aSale().of("2 EUR").at("11:00");
    SaleBuilder at12 = aSale().of("4 EUR").at("12:00");
    SaleBuilder[] between = {aSale().at("10:30"), aSale().at("11:00"), aSale().at("11:30")};
    run.add(at10, at11, at12);
    run.advanceTo("12:30");
    run.rows();

    run.add(between);
    run.flush();

    assertThat(run.rows())
        .containsExactly(
            session(
                CORRECTED,
                window("10:00", "12:30"),
                at10,
                at11,
                at12,
                between[0],
                between[1],
                between[2]),
            session(MERGED, window("12:00", "12:30"), at12),
            session(MERGED, window("11:00", "11:30"), at11));
  }

  @Test
  void anEarlyRowComesAtMostOnceAnIntervalAndOnlyIfTheSessionChanged() {
    ReportRun run = ReportRun.of(report(GAP, HOUR, Duration.ofMinutes(10)));
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder second = aSale().at("10:12");
    SaleBuilder third = aSale().at("10:14");
    run.add(first);
    run.advanceTo("10:01");
    assertThat(run.rows()).as("the interval began with the sale").isEmpty();
    run.advanceTo("10:10");
    assertThat(run.rows()).containsExactly(session(PROVISIONAL, window("10:00", "10:30"), first));

    run.advanceTo("10:11");
    assertThat(run.rows()).as("nothing changed").isEmpty();
    run.add(second);
    run.advanceTo("10:13");
    run.add(third);
    run.advanceTo(time("10:20") - 1);
    assertThat(run.rows()).as("not yet").isEmpty();
    run.advanceTo("10:20");
    assertThat(run.rows())
        .containsExactly(session(PROVISIONAL, window("10:00", "10:44"), first, second, third));

    run.advanceTo("10:44");
    assertThat(run.rows())
        .containsExactly(session(FINAL, window("10:00", "10:44"), first, second, third));
  }

  @Test
  void aRowThatTookInAnotherSessionIsStillMergedWhenItsStartMoves() {
    ReportRun run = ReportRun.of(report(GAP, HOUR, Duration.ofMinutes(10)));
    SaleBuilder last = aSale().at("10:45");
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder bridge = aSale().at("10:20");
    SaleBuilder before = aSale().at("09:55");
    run.advanceTo("10:01");
    run.add(first);
    run.advanceTo("10:10");
    assertThat(run.rows()).containsExactly(session(PROVISIONAL, window("10:00", "10:30"), first));

    run.add(last, bridge);
    assertThat(run.rows()).as("the row keeps its start").isEmpty();
    run.add(before);

    assertThat(run.rows())
        .containsExactly(
            session(PROVISIONAL, window("09:55", "11:15"), first, last, bridge, before),
            session(MERGED, window("10:00", "11:15"), first, last, bridge));
  }

  @Test
  void theRowOfTheSessionThatStartsFirstIsKeptAlsoWhereThatCameLast() {
    ReportRun run = ReportRun.of(report(GAP, HOUR));
    SaleBuilder last = aSale().at("10:45");
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder bridge = aSale().at("10:20");
    SaleBuilder before = aSale().at("09:55");
    run.add(last);
    run.advanceTo("10:40");
    run.add(first);
    assertThat(run.rows()).containsExactly(session(FINAL, window("10:00", "10:30"), first));

    run.add(bridge);
    assertThat(run.rows()).as("the row keeps its start, and is open again").isEmpty();
    run.add(before);

    assertThat(run.rows())
        .containsExactly(
            session(PROVISIONAL, window("09:55", "11:15"), first, last, bridge, before),
            session(MERGED, window("10:00", "11:15"), first, last, bridge));
  }

  @Test
  void aSessionThatTookInAFinalOneIsCorrectedAndNotFinalOnceMore() {
    ReportRun run = ReportRun.combining(report(GAP, HOUR), 1, 100);
    SaleBuilder complete = aSale().at("11:00");
    SaleBuilder open = aSale().at("12:00");
    SaleBuilder[] between = {aSale().at("11:30"), aSale().at("11:10"), aSale().at("10:45")};
    run.add(complete, open);
    run.advanceTo("11:30");
    assertThat(run.rows()).containsExactly(session(FINAL, window("11:00", "11:30"), complete));

    run.add(between);
    run.flush();
    run.advanceTo("12:30");

    assertThat(run.rows())
        .containsExactly(
            session(
                PROVISIONAL,
                window("10:45", "12:30"),
                complete,
                open,
                between[0],
                between[1],
                between[2]),
            session(MERGED, window("11:00", "11:30"), complete),
            session(
                CORRECTED,
                window("10:45", "12:30"),
                complete,
                open,
                between[0],
                between[1],
                between[2]));
  }

  @Test
  void ofManyGroupsEachHasItsOwnSessionsAndEarlyRows() {
    SalesReport byStore = report(GAP, HOUR, Duration.ofMinutes(10), Dimension.STORE);
    ReportRun run = ReportRun.of(byStore);
    List<String> stores = IntStream.range(0, 300).mapToObj(n -> "store-" + n).toList();
    run.advanceTo("10:00");
    stores.forEach(store -> run.add(aSale().in(store).at("10:05")));
    run.advanceTo("10:10");
    assertThat(run.rows())
        .extracting(row -> row.group().storeId() + " " + row.status() + " " + row.window())
        .containsExactlyInAnyOrderElementsOf(
            stores.stream()
                .map(store -> store + " PROVISIONAL " + window("10:05", "10:35"))
                .toList());

    run.add(aSale().in("store-7").at("10:40"));
    run.add(aSale().in("store-7").at("10:30"));
    run.advanceTo("10:20");
    assertThat(run.rows())
        .extracting(row -> row.group().storeId() + " " + row.status() + " " + row.window())
        .containsExactly("store-7 PROVISIONAL " + window("10:05", "11:10"));

    run.advanceTo("10:33");
    run.add(aSale().in("store-7").at("10:32"));
    run.advanceTo("10:35");
    assertThat(run.rows())
        .as("store-7 is not due, though others are")
        .extracting(row -> row.group().storeId() + " " + row.status() + " " + row.window())
        .containsExactlyInAnyOrderElementsOf(
            stores.stream()
                .filter(store -> !store.equals("store-7"))
                .map(store -> store + " FINAL " + window("10:05", "10:35"))
                .toList());

    run.advanceTo("10:40");
    assertThat(run.rows())
        .extracting(row -> row.group().storeId() + " " + row.status() + " " + row.window())
        .containsExactly("store-7 PROVISIONAL " + window("10:05", "11:10"));
    assertThat(run.wakeAt()).as("nothing is early before it is complete").isEqualTo(time("11:10"));
  }

  @Test
  void anEarlyRowWhoseStartMovesIsMerged() {
    ReportRun run = ReportRun.of(report(GAP, HOUR, Duration.ofMinutes(10)));
    SaleBuilder at10 = aSale().at("10:00");
    SaleBuilder before = aSale().at("09:50");
    run.add(at10);
    run.advanceTo("10:10");
    run.rows();

    run.add(before);

    assertThat(run.rows())
        .containsExactly(
            session(PROVISIONAL, window("09:50", "10:30"), at10, before),
            session(MERGED, window("10:00", "10:30"), at10));
    run.advanceTo("10:30");
    assertThat(run.rows()).containsExactly(session(FINAL, window("09:50", "10:30"), at10, before));
  }

  @Test
  void whatIsForgottenByTheTimeThatASaleBringsIsGone() {
    ReportRun run = ReportRun.of(report(GAP, HOUR));
    SaleBuilder old = aSale().at("10:00");
    SaleBuilder next = aSale().at("12:30");
    run.add(old);
    run.setWoken(false);
    run.advanceTo("12:30");

    run.add(next);
    run.end();

    assertThat(run.rows())
        .containsExactly(
            session(FINAL, window("10:00", "10:30"), old),
            session(FINAL, window("12:30", "13:00"), next));
    assertThat(run.isEmpty()).isTrue();
  }

  @Test
  void aRepeatThatNobodyRemembersIsLateEvenWithinASessionThatIsStillOpen() {
    ReportRun run = ReportRun.of(report(GAP));
    SaleBuilder first = aSale().at("00:00");
    run.add(first);
    for (int minutes = 20; minutes <= 26 * 60; minutes += 20) {
      run.add(aSale().at(time("00:00") + minutes * 60_000L));
    }
    long remembered = time("00:00") + GAP.spanMillis() + Duration.ofDays(1).toMillis();
    run.advanceTo(remembered - 1);
    run.add(aSale().at("00:00"));
    run.advanceTo(remembered);
    run.add(first);
    run.end();

    assertThat(run.late()).containsExactly(late(first, remembered, window("00:00", "00:30")));
    assertThat(run.rows()).extracting(SalesRow::revision).containsExactly(80L);
  }

  @Test
  void aRowThatWasFinalIsNeverProvisionalAgain() {
    ReportRun run = ReportRun.of(report(GAP, HOUR, Duration.ofMinutes(1)));
    SaleBuilder first = aSale().at("10:00");
    SaleBuilder next = aSale().at("10:20");
    run.add(first);
    run.advanceTo("10:31");
    run.rows();

    run.add(next);
    run.advanceTo("10:40");
    assertThat(run.rows()).isEmpty();
    run.advanceTo("10:51");

    assertThat(run.rows())
        .containsExactly(session(CORRECTED, window("10:00", "10:50"), first, next));
  }
}

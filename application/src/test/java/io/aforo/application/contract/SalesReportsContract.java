package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SalesReports} does. */
public interface SalesReportsContract {

  /** 10:00 of the first of January 2026. */
  long MINUTE_0 = 1_767_261_600_000L;

  /** Whose sessions they are, where it does not matter. */
  GroupKey VISITOR = group("", "", "ana", "EUR");

  /**
   * A writer of this generation. All writers of one test share one table, which is empty when the
   * test begins; they may be written to in turns.
   */
  SalesReports reports(int generation);

  /** Every row that a reader sees now, whatever its status, in any order; none is absorbing. */
  List<SalesRow> stored();

  @Test
  default void everyRowOfABatchIsStored() {
    SalesRow bread = row("bread", 3, RowStatus.FINAL);
    SalesRow milk = row("milk", 1, RowStatus.FINAL);

    reports(1).write(List.of(milk, bread));

    assertThat(stored()).containsExactlyInAnyOrder(bread, milk);
  }

  @Test
  default void anEmptyBatchChangesNothing() {
    SalesReports reports = reports(1);
    reports.write(List.of(row("bread", 3, RowStatus.FINAL)));

    reports.write(List.of());

    assertThat(stored()).containsExactly(row("bread", 3, RowStatus.FINAL));
  }

  @Test
  default void writingTheSameRowTwiceChangesNothing() {
    SalesReports reports = reports(1);
    SalesRow bread = row("bread", 3, RowStatus.FINAL);

    reports.write(List.of(bread));
    reports.write(List.of(bread, bread));

    assertThat(stored()).containsExactly(bread);
  }

  @ParameterizedTest
  @EnumSource(RowStatus.class)
  default void moreContributionsReplaceFewerWhateverTheStatus(RowStatus status) {
    SalesReports reports = reports(1);
    reports.write(List.of(row("bread", 3, status)));

    reports.write(List.of(row("bread", 4, RowStatus.PROVISIONAL)));

    assertThat(stored()).containsExactly(row("bread", 4, RowStatus.PROVISIONAL));
  }

  @ParameterizedTest
  @EnumSource(RowStatus.class)
  default void fewerContributionsNeverReplaceMore(RowStatus status) {
    SalesReports reports = reports(1);
    SalesRow rich = row("bread", 4, RowStatus.PROVISIONAL);
    reports.write(List.of(rich));

    reports.write(List.of(row("bread", 3, status)));

    assertThat(stored()).containsExactly(rich);
  }

  @Test
  default void atTheSameRevisionAHigherStatusReplacesALowerOne() {
    SalesReports reports = reports(1);

    for (RowStatus status : RowStatus.values()) {
      reports.write(List.of(row("bread", 3, status)));

      assertThat(stored()).containsExactly(row("bread", 3, status));
    }
  }

  @Test
  default void atTheSameRevisionALowerStatusNeverReplacesAHigherOne() {
    SalesReports reports = reports(1);
    reports.write(List.of(row("bread", 3, RowStatus.CORRECTED)));

    reports.write(
        List.of(row("bread", 3, RowStatus.PROVISIONAL), row("bread", 3, RowStatus.FINAL)));

    assertThat(stored()).containsExactly(row("bread", 3, RowStatus.CORRECTED));
  }

  @Test
  default void atTheSameRevisionAndStatusOtherContentReplaces() {
    SalesReports reports = reports(1);
    reports.write(List.of(row("bread", totals(3, 59_9700, 0), RowStatus.FINAL)));
    SalesRow other = row("bread", totals(3, 60_0000, 0), RowStatus.FINAL);

    reports.write(List.of(other));

    assertThat(stored()).containsExactly(other);
  }

  @Test
  default void ofTwoRowsWithOneKeyInABatchTheHigherCounts() {
    SalesRow early = row("bread", 3, RowStatus.PROVISIONAL);
    SalesRow settled = row("bread", 3, RowStatus.FINAL);
    SalesRow corrected = row("bread", 4, RowStatus.CORRECTED);

    reports(1).write(List.of(settled, corrected, early));

    assertThat(stored()).containsExactly(corrected);
  }

  @Test
  default void aHigherGenerationReplacesEvenWithFewerContributions() {
    reports(1).write(List.of(row("bread", 9, RowStatus.CORRECTED)));

    reports(2).write(List.of(row("bread", 2, RowStatus.PROVISIONAL)));

    assertThat(stored()).containsExactly(row("bread", 2, RowStatus.PROVISIONAL));
  }

  @Test
  default void aLowerGenerationNeverReplacesAHigherOne() {
    reports(2).write(List.of(row("bread", 2, RowStatus.PROVISIONAL)));

    reports(1).write(List.of(row("bread", 9, RowStatus.CORRECTED)));

    assertThat(stored()).containsExactly(row("bread", 2, RowStatus.PROVISIONAL));
  }

  @Test
  default void aHigherGenerationTakesOverARowThatItFindsUnchanged() {
    SalesRow bread = row("bread", 3, RowStatus.FINAL);
    reports(1).write(List.of(bread));
    reports(2).write(List.of(bread));

    reports(1).write(List.of(row("bread", 4, RowStatus.CORRECTED)));

    assertThat(stored()).containsExactly(bread);
  }

  @Test
  default void rowsThatDifferInOnePartOfTheKeyStandSideBySide() {
    TimeWindow hour = new TimeWindow(3_600_000, 7_200_000);
    TimeWindow next = new TimeWindow(7_200_000, 10_800_000);
    SalesTotals totals = totals(3, 59_9700, 0);
    List<SalesRow> rows =
        List.of(
            new SalesRow("a", group("s", "p", "c", "EUR"), hour, 0, totals, RowStatus.FINAL),
            new SalesRow("b", group("s", "p", "c", "EUR"), hour, 0, totals, RowStatus.FINAL),
            new SalesRow("a", group("S", "p", "c", "EUR"), hour, 0, totals, RowStatus.FINAL),
            new SalesRow("a", group("", "p", "c", "EUR"), hour, 0, totals, RowStatus.FINAL),
            new SalesRow("a", group("s", "p ", "c", "EUR"), hour, 0, totals, RowStatus.FINAL),
            new SalesRow("a", group("s", "p", "d", "EUR"), hour, 0, totals, RowStatus.FINAL),
            new SalesRow("a", group("s", "p", "c", "USD"), hour, 0, totals, RowStatus.FINAL),
            new SalesRow("a", group("s", "p", "c", "EUR"), next, 0, totals, RowStatus.FINAL),
            new SalesRow("a", group("s", "p", "c", "EUR"), hour, 1, totals, RowStatus.FINAL));

    reports(1).write(rows);

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  default void aSessionThatGrowsKeepsItsRow() {
    SalesReports reports = reports(1);
    GroupKey customer = group("", "", "c-7", "EUR");
    TimeWindow session = new TimeWindow(1_000, 1_801_000);
    TimeWindow grown = new TimeWindow(1_000, 2_401_000);
    reports.write(
        List.of(
            new SalesRow("visits", customer, session, 0, totals(1, 5_0000, 0), RowStatus.FINAL)));
    SalesRow longer =
        new SalesRow("visits", customer, grown, 0, totals(2, 9_0000, 0), RowStatus.CORRECTED);

    reports.write(List.of(longer));

    assertThat(stored()).containsExactly(longer);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aSessionTakesThePlaceOfWhatBeginsWithinIt(boolean isInOneBatch) {
    SalesReports reports = reports(1);
    SalesRow first = session(0, 30, 1, RowStatus.FINAL);
    SalesRow second = session(20, 55, 2, RowStatus.CORRECTED);
    SalesRow third = session(50, 90, 4, RowStatus.PROVISIONAL);
    SalesRow all = session(0, 90, 8, RowStatus.CORRECTED);

    if (isInOneBatch) {
      reports.write(List.of(all, third, first, second));
    } else {
      reports.write(List.of(first, second, third));
      reports.write(List.of(all));
    }

    assertThat(stored()).containsExactlyInAnyOrder(read(all), second.merged(), third.merged());
  }

  @Test
  default void aSessionWhoseStartMovesTakesThePlaceOfItsOldRow() {
    SalesReports reports = reports(1);
    SalesRow before = session(10, 40, 1, RowStatus.FINAL);
    SalesRow after = session(5, 40, 2, RowStatus.CORRECTED);
    reports.write(List.of(before));

    reports.write(List.of(after));
    reports.write(List.of(before.merged()));

    assertThat(stored()).containsExactlyInAnyOrder(read(after), before.merged());
  }

  @Test
  default void whatEndsWithASessionIsWithinItAndWhatEndsLaterIsNot() {
    SalesReports reports = reports(1);
    SalesRow before = session(VISITOR, MINUTE_0 - 1, MINUTE_0 + 59_999, 1, RowStatus.FINAL);
    SalesRow inside = session(VISITOR, MINUTE_0 + 1, MINUTE_0 + 60_000, 1, RowStatus.FINAL);
    SalesRow atTheEnd = session(VISITOR, MINUTE_0 + 59_999, MINUTE_0 + 60_000, 1, RowStatus.FINAL);
    SalesRow endsLater = session(VISITOR, MINUTE_0 + 2, MINUTE_0 + 60_001, 1, RowStatus.FINAL);
    SalesRow after = session(VISITOR, MINUTE_0 + 60_000, MINUTE_0 + 90_000, 1, RowStatus.FINAL);
    // These do not absorb, so that one row alone does.
    reports.write(
        Stream.of(before, inside, atTheEnd, endsLater, after)
            .map(SalesReportsContract::read)
            .toList());
    SalesRow session = session(VISITOR, MINUTE_0, MINUTE_0 + 60_000, 2, RowStatus.FINAL);

    reports.write(List.of(session));

    assertThat(stored())
        .containsExactlyInAnyOrder(
            read(before),
            read(session),
            inside.merged(),
            atTheEnd.merged(),
            read(endsLater),
            read(after));
  }

  @Test
  default void aSessionLeavesOtherReportsAndGroupsAlone() {
    SalesReports reports = reports(1);
    TimeWindow within = new TimeWindow(MINUTE_0 + 60_000, MINUTE_0 + 120_000);
    SalesTotals totals = totals(1, 5_0000, 0);
    List<SalesRow> others =
        List.of(
            new SalesRow("stays", VISITOR, within, 0, totals, RowStatus.FINAL),
            new SalesRow("visit", VISITOR, within, 0, totals, RowStatus.FINAL),
            new SalesRow(
                "visits", group("s", "", "ana", "EUR"), within, 0, totals, RowStatus.FINAL),
            new SalesRow(
                "visits", group("", "p", "ana", "EUR"), within, 0, totals, RowStatus.FINAL),
            new SalesRow("visits", group("", "", "Ana", "EUR"), within, 0, totals, RowStatus.FINAL),
            new SalesRow("visits", group("", "", "", "EUR"), within, 0, totals, RowStatus.FINAL),
            new SalesRow(
                "visits", group("", "", "ana", "USD"), within, 0, totals, RowStatus.FINAL));
    SalesRow session = session(0, 30, 1, RowStatus.FINAL);
    reports.write(others);

    reports.write(List.of(session));

    assertThat(stored())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(others.stream(), Stream.of(read(session))).toList());
  }

  @Test
  default void aRowThatIsNotAbsorbingLeavesItsGroupAlone() {
    SalesReports reports = reports(1);
    SalesRow later = read(session(30, 90, 1, RowStatus.FINAL));
    SalesRow sliding = read(session(0, 60, 2, RowStatus.FINAL));
    reports.write(List.of(later));

    reports.write(List.of(sliding));

    assertThat(stored()).containsExactlyInAnyOrder(later, sliding);
  }

  @Test
  default void aMergedRowAbsorbsNothing() {
    SalesReports reports = reports(1);
    SalesRow within = session(10, 40, 1, RowStatus.FINAL);
    SalesRow merged = session(0, 30, 2, RowStatus.MERGED);
    reports.write(List.of(within));

    reports.write(List.of(merged));

    assertThat(stored()).containsExactlyInAnyOrder(read(within), read(merged));
  }

  @Test
  default void anOlderStateOfASessionStillAbsorbs() {
    SalesReports reports = reports(1);
    SalesRow within = session(10, 30, 1, RowStatus.FINAL);
    SalesRow newest = session(0, 5, 9, RowStatus.CORRECTED);
    reports.write(List.of(newest, within));

    reports.write(List.of(session(0, 30, 2, RowStatus.FINAL)));

    assertThat(stored()).containsExactlyInAnyOrder(read(newest), within.merged());
  }

  @ParameterizedTest
  @EnumSource(RowStatus.class)
  default void whatWasAbsorbedStaysSoWhenItComesAgain(RowStatus status) {
    SalesReports reports = reports(1);
    SalesRow session = session(0, 60, 5, RowStatus.FINAL);
    SalesRow absorbed = session(20, 40, 3, RowStatus.CORRECTED);
    reports.write(List.of(absorbed));
    reports.write(List.of(session));

    reports.write(List.of(session(20, 40, 3, status)));
    reports.write(List.of(session(20, 30, 2, status)));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), absorbed.merged());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aNewerRevisionOfWhatIsAbsorbedIsAbsorbedInTheSameBatch(boolean isFirst) {
    SalesReports reports = reports(1);
    SalesRow session = session(0, 60, 5, RowStatus.FINAL);
    SalesRow newer = session(20, 50, 4, RowStatus.CORRECTED);
    reports.write(List.of(session(20, 40, 3, RowStatus.FINAL)));

    reports.write(isFirst ? List.of(newer, session) : List.of(session, newer));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), newer.merged());
  }

  @Test
  default void anOlderRevisionInTheBatchDoesNotHideTheNewerTotalsOfWhatIsAbsorbed() {
    SalesReports reports = reports(1);
    SalesRow session = session(0, 60, 5, RowStatus.FINAL);
    SalesRow newer = session(20, 50, 4, RowStatus.CORRECTED);
    reports.write(List.of(newer));

    reports.write(List.of(session(20, 40, 3, RowStatus.FINAL), session));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), newer.merged());
  }

  @Test
  default void aNewerRevisionOfWhatWasAbsorbedThatComesAloneStaysMerged() {
    SalesReports reports = reports(1);
    SalesRow session = session(0, 60, 5, RowStatus.FINAL);
    SalesRow newer = session(20, 50, 4, RowStatus.CORRECTED);
    reports.write(List.of(session(20, 40, 3, RowStatus.FINAL)));
    reports.write(List.of(session));

    reports.write(List.of(newer));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), newer.merged());
  }

  @ParameterizedTest
  @EnumSource(
      value = RowStatus.class,
      names = {"PROVISIONAL", "FINAL", "CORRECTED"})
  default void aPartOfAStoredSessionIsMergedFromTheBeginning(RowStatus status) {
    SalesRow session = session(0, 80, 3, RowStatus.FINAL);
    reports(1).write(List.of(session));
    SalesReports restarted = reports(1);
    SalesRow part = session(50, 80, 2, status);

    restarted.write(List.of(session(50, 80, 1, status)));
    List<SalesRow> first = stored();
    restarted.write(List.of(part));
    List<SalesRow> second = stored();
    restarted.write(List.of(part, session(0, 30, 1, status)));
    List<SalesRow> third = stored();
    restarted.write(List.of(session));

    assertThat(first).containsExactlyInAnyOrder(read(session), session(50, 80, 1, status).merged());
    assertThat(List.of(second, third, stored()))
        .allSatisfy(
            rows -> assertThat(rows).containsExactlyInAnyOrder(read(session), part.merged()));
  }

  @Test
  default void noSaleIsShownTwiceThoughTheBridgeOfAStoredSessionIsLateThisTime() {
    SalesRow session = session(0, 80, 3, RowStatus.FINAL);
    reports(1).write(List.of(session(0, 30, 1, RowStatus.FINAL)));
    reports(1).write(List.of(session));
    SalesReports restarted = reports(1);

    restarted.write(List.of(session(50, 80, 1, RowStatus.FINAL)));
    restarted.write(List.of(session(0, 30, 1, RowStatus.FINAL)));

    assertThat(stored())
        .containsExactlyInAnyOrder(read(session), session(50, 80, 1, RowStatus.FINAL).merged());
  }

  @Test
  default void aCoveredRowStillAbsorbs() {
    SalesReports reports = reports(1);
    SalesRow session = session(0, 60, 5, RowStatus.FINAL);
    SalesRow covered = session(20, 60, 3, RowStatus.FINAL);
    SalesRow within = session(30, 60, 2, RowStatus.FINAL);
    // As from two writers at one time, neither of which saw the other's row.
    reports.write(List.of(read(session), read(within)));

    reports.write(List.of(covered));

    assertThat(stored())
        .containsExactlyInAnyOrder(read(session), covered.merged(), within.merged());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aRowThatEndsLaterThanTheStoredOneIsWrittenAsItIs(boolean wasMerged) {
    SalesReports reports = reports(1);
    SalesRow session = session(0, 60, 5, RowStatus.FINAL);
    SalesRow longer =
        session(VISITOR, MINUTE_0 + 1_200_000, MINUTE_0 + 3_600_001, 3, RowStatus.FINAL);
    reports.write(List.of(session));
    if (wasMerged) {
      reports.write(List.of(session(20, 60, 2, RowStatus.FINAL)));
    }

    reports.write(List.of(longer));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), read(longer));
  }

  @Test
  default void theLastRowBeforeThatIsNotMergedCovers() {
    SalesReports reports = reports(1);
    SalesRow yesterday = session(-600, -500, 1, RowStatus.FINAL);
    SalesRow session = session(0, 90, 5, RowStatus.FINAL);
    SalesRow merged = session(20, 50, 2, RowStatus.FINAL);
    SalesRow part = session(40, 90, 3, RowStatus.FINAL);
    reports.write(List.of(yesterday, merged, session));

    reports.write(List.of(part));

    assertThat(stored())
        .containsExactlyInAnyOrder(read(yesterday), read(session), merged.merged(), part.merged());
  }

  @Test
  default void aMergedSessionCoversNothing() {
    SalesReports reports = reports(1);
    SalesRow part = session(20, 60, 3, RowStatus.FINAL);
    SalesRow stored = session(0, 60, 4, RowStatus.MERGED);
    SalesRow goesNow = session(10, 60, 4, RowStatus.FINAL);
    reports.write(List.of(stored, read(goesNow)));

    reports.write(List.of(goesNow.merged(), part));

    assertThat(stored()).containsExactlyInAnyOrder(read(stored), goesNow.merged(), read(part));
  }

  @Test
  default void aStoredSessionOfAnotherReportOrGroupDoesNotCover() {
    SalesReports reports = reports(1);
    TimeWindow around = new TimeWindow(MINUTE_0 - 60_000, MINUTE_0 + 7_200_000);
    SalesTotals totals = totals(9, 45_0000, 0);
    List<SalesRow> others =
        Stream.of(
                group("s", "", "ana", "EUR"),
                group("", "p", "ana", "EUR"),
                group("", "", "Ana", "EUR"),
                group("", "", "", "EUR"),
                group("", "", "ana", "USD"))
            .map(group -> new SalesRow("visits", group, around, 0, totals, RowStatus.FINAL))
            .collect(Collectors.toCollection(ArrayList::new));
    others.add(new SalesRow("stays", VISITOR, around, 0, totals, RowStatus.FINAL));
    SalesRow session = session(0, 30, 1, RowStatus.FINAL);
    reports.write(others);

    reports.write(List.of(session));

    others.add(read(session));
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(others);
  }

  @Test
  default void aRowThatIsNotAbsorbingIsNotCovered() {
    SalesReports reports = reports(1);
    SalesRow hour = read(session(0, 60, 5, RowStatus.FINAL));
    SalesRow within = read(session(20, 40, 3, RowStatus.FINAL));
    reports.write(List.of(hour));

    reports.write(List.of(within));

    assertThat(stored()).containsExactlyInAnyOrder(hour, within);
  }

  @Test
  default void aLowerGenerationsSessionDoesNotCoverAHigherOnes() {
    SalesRow session = session(0, 60, 5, RowStatus.CORRECTED);
    SalesRow merged = session(20, 40, 4, RowStatus.FINAL);
    SalesRow recomputed = session(20, 40, 3, RowStatus.FINAL);
    SalesRow another = session(50, 60, 1, RowStatus.PROVISIONAL);
    reports(1).write(List.of(session, merged));

    reports(2).write(List.of(recomputed, another));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), read(recomputed), read(another));
  }

  @Test
  default void aHigherGenerationsSessionCoversALowerOnesThoughOneOfThatIsBetween() {
    SalesRow recomputed = session(0, 60, 2, RowStatus.FINAL);
    SalesRow old = session(10, 70, 9, RowStatus.FINAL);
    SalesRow part = session(20, 40, 3, RowStatus.FINAL);
    reports(1).write(List.of(old));
    reports(2).write(List.of(recomputed));

    reports(2).write(List.of(part));
    reports(1).write(List.of(session(20, 50, 8, RowStatus.CORRECTED)));
    reports(1).write(List.of(session(0, 5, 9, RowStatus.FINAL), session(2, 6, 1, RowStatus.FINAL)));

    assertThat(stored())
        .containsExactlyInAnyOrder(
            read(recomputed), session(2, 6, 1, RowStatus.FINAL).merged(), read(old), part.merged());
  }

  @Test
  default void severalSessionsOfOneGroupAbsorbInOneBatch() {
    SalesReports reports = reports(1);
    SalesRow morning = session(0, 100, 3, RowStatus.FINAL);
    SalesRow evening = session(600, 700, 4, RowStatus.FINAL);
    // Absorbed itself, but its window is as true as the others.
    SalesRow chained = session(40, 100, 2, RowStatus.FINAL);
    SalesRow early = session(10, 40, 1, RowStatus.FINAL);
    SalesRow noon = session(300, 330, 1, RowStatus.FINAL);
    SalesRow late = session(90, 100, 1, RowStatus.FINAL);
    SalesRow night = session(650, 680, 1, RowStatus.FINAL);
    reports.write(List.of(noon));
    reports.write(List.of(night, late));

    reports.write(List.of(evening, early, morning, chained));

    assertThat(stored())
        .containsExactlyInAnyOrder(
            read(morning),
            early.merged(),
            chained.merged(),
            late.merged(),
            read(noon),
            read(evening),
            night.merged());
  }

  @Test
  default void aSessionLeavesRowsOfAHigherGenerationAlone() {
    SalesRow within = session(20, 40, 1, RowStatus.FINAL);
    SalesRow session = session(0, 60, 5, RowStatus.FINAL);
    reports(2).write(List.of(within));

    reports(1).write(List.of(session, session(20, 40, 3, RowStatus.CORRECTED)));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), read(within));
  }

  @ParameterizedTest
  @EnumSource(RowStatus.class)
  default void whatAHigherGenerationAbsorbedALowerOneCannotBringBack(RowStatus status) {
    SalesRow within = session(20, 40, 3, status);
    SalesRow session = session(0, 60, 2, RowStatus.FINAL);
    reports(1).write(List.of(within));
    reports(2).write(List.of(session));

    reports(1).write(List.of(session(20, 50, 9, RowStatus.CORRECTED)));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), within.merged());
  }

  @Test
  default void ofARowOfALowerGenerationTheOneOfTheBatchIsAbsorbed() {
    SalesRow session = session(0, 60, 5, RowStatus.FINAL);
    SalesRow within = session(20, 40, 2, RowStatus.FINAL);
    reports(1).write(List.of(session(20, 50, 9, RowStatus.CORRECTED)));

    reports(2).write(List.of(session, within));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), within.merged());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  default void afterAnyRestartsTheSessionsStandAlone(long seed) {
    Random random = new Random(seed);
    List<Long> events = random.longs(40, 0, 1_500).boxed().distinct().toList();
    SalesReports reports = reports(1);

    // Attempts that failed: each saw the events in another order, and not all of them.
    for (int attempt = 0; attempt < 4; attempt++) {
      List<Long> seen = new ArrayList<>(events);
      Collections.shuffle(seen, random);
      deliver(said(seen.subList(0, random.nextInt(seen.size()))), reports, random);
    }
    List<Long> all = new ArrayList<>(events);
    Collections.shuffle(all, random);
    deliver(said(all), reports, random);

    assertThat(stored())
        .filteredOn(row -> row.status() != RowStatus.MERGED)
        .extracting(SalesRow::window, SalesRow::revision)
        .containsExactlyInAnyOrderElementsOf(
            sessionsOf(all).values().stream()
                .map(row -> tuple(row.window(), row.revision()))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  default void onceTheSessionsAreWholeNoRestartShowsAnythingElseForAMoment(long seed) {
    Random random = new Random(seed);
    List<Long> events = random.longs(40, 0, 1_500).boxed().distinct().toList();
    deliver(said(events), reports(1), random);
    List<SalesRow> whole =
        sessionsOf(events).values().stream().map(SalesReportsContract::read).toList();

    List<Long> seen = new ArrayList<>(events);
    Collections.shuffle(seen, random);
    SalesReports restarted = reports(1);
    for (SalesRow row : said(seen.subList(0, 30))) {
      restarted.write(List.of(row));

      assertThat(stored())
          .filteredOn(kept -> kept.status() != RowStatus.MERGED)
          .containsExactlyInAnyOrderElementsOf(whole);
    }
  }

  @Test
  default void rowsOfCountWindowsStandSideBySide() {
    List<SalesRow> rows =
        LongStream.of(1, 2, 10)
            .mapToObj(
                seq ->
                    new SalesRow(
                        "hundreds",
                        group("s", "", "", "EUR"),
                        TimeWindow.ALWAYS,
                        seq,
                        totals(100, 100_0000, 0),
                        RowStatus.FINAL))
            .toList();

    reports(1).write(rows);

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  default void aRowWithoutWindowTimesIsStored() {
    SalesRow total =
        new SalesRow(
            "total",
            group("", "", "", "EUR"),
            TimeWindow.ALWAYS,
            0,
            totals(3, 59_9700, 0),
            RowStatus.PROVISIONAL);

    reports(1).write(List.of(total));

    assertThat(stored()).containsExactly(total);
  }

  @Test
  default void aWindowBefore1970AndOneWithMillisecondsAreStored() {
    GroupKey group = group("", "", "", "EUR");
    SalesTotals totals = totals(3, 59_9700, 0);
    List<SalesRow> rows =
        List.of(
            new SalesRow("r", group, new TimeWindow(-3_600_001, -1), 0, totals, RowStatus.FINAL),
            new SalesRow(
                "r",
                group,
                new TimeWindow(1_767_261_600_123L, 1_767_261_600_999L),
                0,
                totals,
                RowStatus.FINAL));

    reports(1).write(rows);

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  default void totalsThatNoLongCanHoldAreStoredToTheLastDecimal() {
    ExactSum huge = new ExactSum(Long.MAX_VALUE, 999_999_999_999_999_999L);
    SalesRow row =
        row(
            "bread",
            new SalesTotals(Long.MAX_VALUE - 1, 1, huge, huge, ExactSum.of(1)),
            RowStatus.FINAL);

    reports(1).write(List.of(row));

    assertThat(stored()).containsExactly(row);
  }

  @Test
  default void totalsBelowZeroAreStored() {
    SalesRow row = row("bread", totals(-2_500, 10_0000, 250_000_0001L), RowStatus.FINAL);

    reports(1).write(List.of(row));

    assertThat(stored()).containsExactly(row);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE sales_reports;--",
        "{\"a\",NULL}",
        "NULL",
        "back\\slash and \ttab",
        "${jndi:ldap://x}",
        "%s $1 ?",
        "\u05e9\u05dc\u05d5\u05dd",
        "caf\u00e9, cafe\u0301",
        "\ud83c\udf5e"
      })
  default void identifiersAreStoredCharacterForCharacter(String id) {
    SalesRow row = row(id, 3, RowStatus.FINAL);

    reports(1).write(List.of(row));

    assertThat(stored()).containsExactly(row);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  default void duplicatesReorderingAndStaleRevisionsEndInTheHighestRows(long seed) {
    Random random = new Random(seed);
    List<SalesRow> deliveries = new ArrayList<>();
    for (int product = 0; product < 20; product++) {
      for (int contributions = 1; contributions <= 4; contributions++) {
        for (RowStatus status : List.of(RowStatus.PROVISIONAL, RowStatus.FINAL)) {
          // Twice each, or three times.
          SalesRow row = row("p" + product, contributions, status);
          deliveries.addAll(Collections.nCopies(2 + random.nextInt(2), row));
        }
      }
    }
    Collections.shuffle(deliveries, random);

    SalesReports before = reports(1);
    SalesReports afterRestart = reports(1);
    for (int from = 0; from < deliveries.size(); ) {
      int to = Math.min(deliveries.size(), from + 1 + random.nextInt(40));
      (random.nextBoolean() ? before : afterRestart).write(deliveries.subList(from, to));
      from = to;
    }

    Map<SalesRow.Key, SalesRow> highest = new HashMap<>();
    Comparator<SalesRow> order =
        Comparator.comparingLong(SalesRow::revision).thenComparingInt(row -> row.status().rank());
    for (SalesRow row : deliveries) {
      highest.merge(row.key(), row, (a, b) -> order.compare(a, b) >= 0 ? a : b);
    }
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(highest.values());
  }

  @Test
  default void whatIsStoredOutlivesItsWriter() {
    SalesReports reports = reports(1);
    SalesRow bread = row("bread", 3, RowStatus.FINAL);
    reports.write(List.of(bread));

    reports.close();
    reports.close();

    assertThat(stored()).containsExactly(bread);
  }

  private static SalesRow row(String product, long lines, RowStatus status) {
    return row(product, totals(lines, lines * 19_9900, 0), status);
  }

  private static SalesRow row(String product, SalesTotals totals, RowStatus status) {
    return new SalesRow(
        "hourly-sales-by-product",
        group("", product, "", "EUR"),
        new TimeWindow(1_767_261_600_000L, 1_767_265_200_000L),
        0,
        totals,
        status);
  }

  /** One unit for each line; {@code lines} below zero are returns. */
  private static SalesTotals totals(long lines, long gross, long returned) {
    return new SalesTotals(
        Math.max(lines, 0),
        Math.max(-lines, 0),
        ExactSum.of(lines * 1_000),
        ExactSum.of(gross),
        ExactSum.of(returned));
  }

  /** A session's row, with times in minutes. */
  private static SalesRow session(long start, long end, long lines, RowStatus status) {
    return session(VISITOR, MINUTE_0 + start * 60_000, MINUTE_0 + end * 60_000, lines, status);
  }

  private static SalesRow session(
      GroupKey group, long start, long end, long lines, RowStatus status) {
    SalesTotals totals = totals(lines, lines * 5_0000, 0);
    return new SalesRow("visits", group, new TimeWindow(start, end), 0, totals, status, true);
  }

  /** What is read of a row that was written. */
  private static SalesRow read(SalesRow row) {
    return new SalesRow(
        row.report(), row.group(), row.window(), row.windowSeq(), row.totals(), row.status());
  }

  /** The rows of all sessions of these events (in minutes; the gap is 30), by start. */
  private static SortedMap<Long, SalesRow> sessionsOf(List<Long> events) {
    SortedMap<Long, SalesRow> sessions = new TreeMap<>();
    long start = 0;
    long last = 0;
    long lines = 0;
    for (long event : new TreeSet<>(events)) {
      if (lines == 0 || event - last > 30) {
        start = event;
        lines = 0;
      }
      last = event;
      lines++;
      sessions.put(start, session(start, last + 30, lines, RowStatus.FINAL));
    }
    return sessions;
  }

  /** All that is said while these events arrive: what changed, and then what is no more. */
  private static List<SalesRow> said(List<Long> events) {
    List<SalesRow> said = new ArrayList<>();
    SortedMap<Long, SalesRow> before = new TreeMap<>();
    for (int arrived = 1; arrived <= events.size(); arrived++) {
      SortedMap<Long, SalesRow> now = sessionsOf(events.subList(0, arrived));
      for (SalesRow row : now.values()) {
        if (!before.containsValue(row)) {
          said.add(row);
        }
      }
      for (Map.Entry<Long, SalesRow> row : before.entrySet()) {
        if (!now.containsKey(row.getKey())) {
          said.add(row.getValue().merged());
        }
      }
      before = now;
    }
    return said;
  }

  private static void deliver(List<SalesRow> rows, SalesReports reports, Random random) {
    for (int from = 0; from < rows.size(); ) {
      int to = Math.min(rows.size(), from + 1 + random.nextInt(12));
      reports.write(rows.subList(from, to));
      from = to;
    }
  }

  private static GroupKey group(String store, String product, String customer, String currency) {
    return new GroupKey(store, product, customer, currency);
  }
}

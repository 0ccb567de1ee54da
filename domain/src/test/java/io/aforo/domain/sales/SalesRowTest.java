package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SalesRowTest {

  private static final GroupKey ANA = new GroupKey("", "", "ana", "EUR");

  @ParameterizedTest
  @CsvSource({
    "999, 1500, false",
    "1000, 1500, false",
    "1001, 1500, true",
    "1500, 2000, true",
    "1500, 2001, false",
    "1999, 2000, true",
    "2000, 2500, false",
  })
  void aSessionAbsorbsWhatStartsAfterItAndEndsNoLater(long start, long end, boolean isAbsorbed) {
    SalesRow session = row("visits", ANA, 1_000, 2_000, RowStatus.FINAL, true);
    SalesRow other = row("visits", ANA, start, end, RowStatus.CORRECTED, true);

    assertThat(session.absorbs(other)).isEqualTo(isAbsorbed);
  }

  @Test
  void rowsOfOtherReportsAndGroupsAreNotAbsorbed() {
    SalesRow session = row("visits", ANA, 1_000, 2_000, RowStatus.FINAL, true);
    GroupKey dollars = new GroupKey("", "", "ana", "USD");

    assertThat(session.absorbs(row("stays", ANA, 1_500, 2_000, RowStatus.FINAL, true))).isFalse();
    assertThat(session.absorbs(row("visits", dollars, 1_500, 2_000, RowStatus.FINAL, true)))
        .isFalse();
  }

  @Test
  void aRowThatIsMergedOrNotAbsorbingAbsorbsNothing() {
    SalesRow within = row("visits", ANA, 1_500, 2_000, RowStatus.FINAL, true);

    assertThat(row("visits", ANA, 1_000, 2_000, RowStatus.MERGED, true).absorbs(within)).isFalse();
    assertThat(row("visits", ANA, 1_000, 2_000, RowStatus.FINAL, false).absorbs(within)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "999, 2000, true",
    "1000, 2000, false",
    "1001, 2500, false",
    "500, 2000, true",
    "500, 1999, false",
    "500, 2500, true",
    "500, 1000, false",
  })
  void aSessionIsCoveredByWhatStartsBeforeItAndEndsNoEarlier(
      long start, long end, boolean isCovered) {
    SalesRow session = row("visits", ANA, 1_000, 2_000, RowStatus.CORRECTED, true);

    assertThat(session.isCoveredBy(row("visits", ANA, start, end, RowStatus.FINAL, false)))
        .isEqualTo(isCovered);
  }

  @Test
  void rowsOfOtherReportsAndGroupsDoNotCover() {
    SalesRow session = row("visits", ANA, 1_000, 2_000, RowStatus.FINAL, true);
    GroupKey dollars = new GroupKey("", "", "ana", "USD");

    assertThat(session.isCoveredBy(row("stays", ANA, 500, 2_000, RowStatus.FINAL, false)))
        .isFalse();
    assertThat(session.isCoveredBy(row("visits", dollars, 500, 2_000, RowStatus.FINAL, false)))
        .isFalse();
  }

  @Test
  void aMergedRowCoversNothingAndNeitherItNorOneThatIsNotAbsorbingIsCovered() {
    SalesRow around = row("visits", ANA, 500, 2_000, RowStatus.FINAL, true);
    SalesRow session = row("visits", ANA, 1_000, 2_000, RowStatus.FINAL, true);

    assertThat(session.isCoveredBy(around.merged())).isFalse();
    assertThat(row("visits", ANA, 1_000, 2_000, RowStatus.MERGED, true).isCoveredBy(around))
        .isFalse();
    assertThat(row("visits", ANA, 1_000, 2_000, RowStatus.FINAL, false).isCoveredBy(around))
        .isFalse();
  }

  @Test
  void aMergedRowIsTheSameButForItsStatusAndAbsorbsNothing() {
    SalesRow session = row("visits", ANA, 1_000, 2_000, RowStatus.CORRECTED, true);

    assertThat(session.merged())
        .isEqualTo(row("visits", ANA, 1_000, 2_000, RowStatus.MERGED, false));
  }

  @Test
  void rowsOfOneReportAndGroupShareAHash() {
    SalesRow session = row("visits", ANA, 1_000, 2_000, RowStatus.FINAL, true);
    SalesRow later = row("visits", ANA, 9_000, 9_500, RowStatus.PROVISIONAL, false);
    GroupKey eva = new GroupKey("", "", "eva", "EUR");

    assertThat(later.groupHash()).isEqualTo(session.groupHash());
    assertThat(row("visits", eva, 1_000, 2_000, RowStatus.FINAL, true).groupHash())
        .isNotEqualTo(session.groupHash());
    assertThat(row("stays", ANA, 1_000, 2_000, RowStatus.FINAL, true).groupHash())
        .isNotEqualTo(session.groupHash());
  }

  @Test
  void keysAreOrderedByReportThenGroupThenStartThenNumber() {
    GroupKey eva = new GroupKey("", "", "eva", "EUR");
    SalesRow.Key first = new SalesRow.Key("stays", eva, 9, 9);
    SalesRow.Key second = new SalesRow.Key("visits", ANA, 9, 9);
    SalesRow.Key third = new SalesRow.Key("visits", eva, 1, 9);
    SalesRow.Key fourth = new SalesRow.Key("visits", eva, 2, 1);
    SalesRow.Key fifth = new SalesRow.Key("visits", eva, 2, 2);

    assertThat(Stream.of(fourth, second, fifth, first, third).sorted())
        .containsExactly(first, second, third, fourth, fifth);
  }

  private static SalesRow row(
      String report, GroupKey group, long start, long end, RowStatus status, boolean isAbsorbing) {
    SalesTotals totals =
        new SalesTotals(1, 0, ExactSum.of(1_000), ExactSum.of(5_0000), ExactSum.ZERO);
    return new SalesRow(report, group, new TimeWindow(start, end), 0, totals, status, isAbsorbing);
  }
}

package io.aforo.application.contract;

import static io.aforo.application.contract.SalesRows.group;
import static io.aforo.application.contract.SalesRows.totals;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every {@link SalesReports} does. */
public interface SalesReportsContract extends RowsContract<SalesRow> {

  /**
   * A writer of this generation. All writers of one test share one table, which is empty when the
   * test begins; they may be written to in turns.
   */
  SalesReports reports(int generation);

  /** Every row that a reader sees now, whatever its status, in any order; none is absorbing. */
  @Override
  List<SalesRow> stored();

  @Override
  default SalesReports writer(int generation) {
    return reports(generation);
  }

  @Override
  default RowKind<SalesRow> rows() {
    return new SalesRows();
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
  default void aRowThatIsNotAbsorbingLeavesItsGroupAlone() {
    SalesReports reports = reports(1);
    SalesRow later = rows().read(session(30, 90, 1, RowStatus.FINAL));
    SalesRow sliding = rows().read(session(0, 60, 2, RowStatus.FINAL));
    reports.write(List.of(later));

    reports.write(List.of(sliding));

    assertThat(stored()).containsExactlyInAnyOrder(later, sliding);
  }

  @Test
  @Promised(Promise.ABSORPTION)
  default void aCoveredRowStillAbsorbs() {
    SalesReports reports = reports(1);
    SalesRow session = session(0, 60, 5, RowStatus.FINAL);
    SalesRow covered = session(20, 60, 3, RowStatus.FINAL);
    SalesRow within = session(30, 60, 2, RowStatus.FINAL);
    // As from two writers at one time, neither of which saw the other's row.
    reports.write(List.of(rows().read(session), rows().read(within)));

    reports.write(List.of(covered));

    assertThat(stored())
        .containsExactlyInAnyOrder(rows().read(session), covered.merged(), within.merged());
  }

  @Test
  default void aRowThatIsNotAbsorbingIsNotCovered() {
    SalesReports reports = reports(1);
    SalesRow hour = rows().read(session(0, 60, 5, RowStatus.FINAL));
    SalesRow within = rows().read(session(20, 40, 3, RowStatus.FINAL));
    reports.write(List.of(hour));

    reports.write(List.of(within));

    assertThat(stored()).containsExactlyInAnyOrder(hour, within);
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
  default void totalsThatNoLongCanHoldAreStoredToTheLastDecimal() {
    ExactSum huge = new ExactSum(Long.MAX_VALUE, 999_999_999_999_999_999L);
    SalesRow row =
        row(new SalesTotals(Long.MAX_VALUE - 1, 1, huge, huge, ExactSum.of(1)), RowStatus.FINAL);

    reports(1).write(List.of(row));

    assertThat(stored()).containsExactly(row);
  }

  @Test
  default void totalsBelowZeroAreStored() {
    SalesRow row = row(totals(-2_500, 10_0000, 250_000_0001L), RowStatus.FINAL);

    reports(1).write(List.of(row));

    assertThat(stored()).containsExactly(row);
  }

  private static SalesRow row(SalesTotals totals, RowStatus status) {
    return SalesRows.hourly("bread", totals, status);
  }

  /** A session's row, with times in minutes. */
  private SalesRow session(long start, long end, long lines, RowStatus status) {
    return rows()
        .session(VISITOR, MINUTE_0 + start * 60_000, MINUTE_0 + end * 60_000, lines, status);
  }
}

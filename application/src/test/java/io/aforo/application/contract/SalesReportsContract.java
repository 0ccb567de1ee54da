package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.RowStatus;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.TimeWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SalesReports} does. */
public interface SalesReportsContract {

  /**
   * A writer of this generation. All writers of one test share one table, which is empty when the
   * test begins; they may be written to in turns.
   */
  SalesReports reports(int generation);

  /** Every row that a reader sees now, whatever its status, in any order. */
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

  @Test
  default void aRowWithoutWindowTimesIsStored() {
    SalesRow total =
        new SalesRow(
            "total",
            group("", "", "", "EUR"),
            new TimeWindow(EventTime.MIN, EventTime.MAX),
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

  private static GroupKey group(String store, String product, String customer, String currency) {
    return new GroupKey(store, product, customer, currency);
  }
}

package io.aforo.adapters.postgres;

import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.List;
import java.util.stream.IntStream;

/** Rows to write: each line is one unit of 19.99 EUR, sold on 2026-01-01 between 10 and 11. */
final class Rows {

  static final TimeWindow HOUR = new TimeWindow(1_767_261_600_000L, 1_767_265_200_000L);

  private Rows() {}

  static SalesRow salesRow(String product, long lines, RowStatus status) {
    return salesRow("hourly-sales-by-product", product, lines, status);
  }

  static SalesRow salesRow(String report, String product, long lines, RowStatus status) {
    return salesRow(report, product, HOUR, lines, status);
  }

  static SalesRow salesRow(
      String report, String product, TimeWindow window, long lines, RowStatus status) {
    return new SalesRow(
        report, new GroupKey("", product, "", "EUR"), window, 0, totals(lines), status);
  }

  private static SalesTotals totals(long lines) {
    return new SalesTotals(
        lines, 0, ExactSum.of(lines * 1_000), ExactSum.of(lines * 19_9900), ExactSum.ZERO);
  }

  /** A session of a customer, with times in minutes after 10. */
  static SalesRow session(String report, String customer, int start, int end, long lines) {
    return new SalesRow(
        report,
        new GroupKey("", "", customer, "EUR"),
        new TimeWindow(HOUR.start() + start * 60_000L, HOUR.start() + end * 60_000L),
        0,
        totals(lines),
        RowStatus.FINAL,
        true);
  }

  /** A session of a user, with times in minutes after 10; the last activity is at the half. */
  static ActivitySession activity(String user, int start, int end, long actions) {
    return new ActivitySession(
        user,
        new TimeWindow(HOUR.start() + start * 60_000L, HOUR.start() + end * 60_000L),
        HOUR.start() + (start + end) * 30_000L,
        actions,
        RowStatus.FINAL);
  }

  /** One row for each of the products p0 to p(n-1). */
  static List<SalesRow> salesRows(int products, long lines) {
    return IntStream.range(0, products)
        .mapToObj(i -> salesRow("p" + i, lines, RowStatus.FINAL))
        .toList();
  }
}

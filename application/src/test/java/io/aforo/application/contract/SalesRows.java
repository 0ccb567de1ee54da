package io.aforo.application.contract;

import static io.aforo.application.contract.RowsContract.MINUTE_0;
import static io.aforo.application.contract.RowsContract.VISITOR;

import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.List;
import java.util.stream.Stream;

/** Rows of reports: one unit for each line, of hours by product, and of customers' visits. */
final class SalesRows implements RowKind<SalesRow> {

  @Override
  public SalesRow row(String id, long revision, RowStatus status) {
    return hourly(id, totals(revision, revision * 19_9900, 0), status);
  }

  @Override
  public SalesRow session(String owner, long start, long end, long revision, RowStatus status) {
    return new SalesRow(
        "visits",
        group("", "", owner, "EUR"),
        new TimeWindow(start, end),
        0,
        totals(revision, revision * 5_0000, 0),
        status,
        true);
  }

  @Override
  public List<SalesRow> ofOthers(long start, long end) {
    TimeWindow window = new TimeWindow(start, end);
    SalesTotals totals = totals(9, 45_0000, 0);
    GroupKey visitor = group("", "", VISITOR, "EUR");
    return Stream.concat(
            Stream.of("stays", "visit")
                .map(report -> new SalesRow(report, visitor, window, 0, totals, RowStatus.FINAL)),
            Stream.of(
                    group("s", "", VISITOR, "EUR"),
                    group("", "p", VISITOR, "EUR"),
                    group("", "", "Ana", "EUR"),
                    group("", "", "", "EUR"),
                    group("", "", VISITOR, "USD"))
                .map(group -> new SalesRow("visits", group, window, 0, totals, RowStatus.FINAL)))
        .toList();
  }

  @Override
  public SalesRow withOtherContent(SalesRow row) {
    SalesTotals other =
        new SalesTotals(
            row.totals().sales(),
            row.totals().returns(),
            row.totals().units(),
            ExactSum.of(60_0000),
            row.totals().returned());
    return new SalesRow(
        row.report(), row.group(), row.window(), row.windowSeq(), other, row.status());
  }

  @Override
  public SalesRow merged(SalesRow row) {
    return row.merged();
  }

  @Override
  public SalesRow read(SalesRow row) {
    return new SalesRow(
        row.report(), row.group(), row.window(), row.windowSeq(), row.totals(), row.status());
  }

  @Override
  public Object key(SalesRow row) {
    return row.key();
  }

  @Override
  public TimeWindow window(SalesRow row) {
    return row.window();
  }

  @Override
  public long revision(SalesRow row) {
    return row.revision();
  }

  @Override
  public RowStatus status(SalesRow row) {
    return row.status();
  }

  static SalesRow hourly(String product, SalesTotals totals, RowStatus status) {
    return new SalesRow(
        "hourly-sales-by-product",
        group("", product, "", "EUR"),
        new TimeWindow(MINUTE_0, MINUTE_0 + 3_600_000),
        0,
        totals,
        status);
  }

  /** One unit for each line; {@code lines} below zero are returns. */
  static SalesTotals totals(long lines, long gross, long returned) {
    return new SalesTotals(
        Math.max(lines, 0),
        Math.max(-lines, 0),
        ExactSum.of(lines * 1_000),
        ExactSum.of(gross),
        ExactSum.of(returned));
  }

  static GroupKey group(String store, String product, String customer, String currency) {
    return new GroupKey(store, product, customer, currency);
  }
}

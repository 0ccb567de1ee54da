package io.aforo.job;

import io.aforo.domain.sales.SalesRow;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a row of a report says, as numbers and instants, without its status: for comparison with
 * what others found who know nothing of the domain.
 *
 * @param group the values of the report's dimensions and the currency
 * @param windowSeq the number of a count window, else 0
 * @param units net, with three decimals
 * @param gross with four decimals
 * @param returned with four decimals
 * @param net with four decimals
 */
record ReportRow(
    String report,
    Group group,
    Instant start,
    Instant end,
    long windowSeq,
    long sales,
    long returns,
    BigDecimal units,
    BigDecimal gross,
    BigDecimal returned,
    BigDecimal net) {

  /** Empty texts stand for dimensions that the report does not have. */
  record Group(String store, String product, String customer, String currency) {}

  static ReportRow of(SalesRow row) {
    return new ReportRow(
        row.report(),
        new Group(
            row.group().storeId(),
            row.group().productId(),
            row.group().customerId(),
            row.group().currency()),
        Instant.ofEpochMilli(row.window().start()),
        Instant.ofEpochMilli(row.window().end()),
        row.windowSeq(),
        row.totals().sales(),
        row.totals().returns(),
        row.totals().unitsDecimal(),
        row.totals().grossDecimal(),
        row.totals().returnedDecimal(),
        row.totals().netDecimal());
  }

  /** Both in one, of the same group and window but for the number, which is the larger one. */
  ReportRow plus(ReportRow other) {
    return new ReportRow(
        report,
        group,
        start,
        end,
        Math.max(windowSeq, other.windowSeq),
        sales + other.sales,
        returns + other.returns,
        units.add(other.units),
        gross.add(other.gross),
        returned.add(other.returned),
        net.add(other.net));
  }
}

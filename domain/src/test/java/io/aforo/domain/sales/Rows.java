package io.aforo.domain.sales;

import static io.aforo.domain.sales.SaleBuilder.time;

import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The reports that tests run and the rows that they expect. */
final class Rows {

  private Rows() {}

  /** A report named "r" of all sales together, without lateness. */
  static SalesReport report(Windowing windowing) {
    return report(windowing, Duration.ZERO);
  }

  static SalesReport report(Windowing windowing, Duration lateness) {
    return report(windowing, lateness, Duration.ZERO);
  }

  static SalesReport report(
      Windowing windowing, Duration lateness, Duration early, Dimension... dimensions) {
    return new SalesReport(
        "r", windowing, Set.of(dimensions), WindowLifecycle.ofLateness(lateness), early.toMillis());
  }

  /** A row of all sales together: these. */
  static SalesRow row(RowStatus status, TimeWindow window, SaleBuilder... sales) {
    return row(status, window, 0, sales);
  }

  /** A session's row of all sales together: these. */
  static SalesRow session(RowStatus status, TimeWindow window, SaleBuilder... sales) {
    SalesRow row = row(status, window, 0, sales);
    return new SalesRow(
        row.report(), row.group(), window, 0, row.totals(), status, status != RowStatus.MERGED);
  }

  /** A row of all sales together, the first of which tells the currency. */
  static SalesRow row(RowStatus status, TimeWindow window, long windowSeq, SaleBuilder... sales) {
    SalesTotals totals = SalesTotals.empty();
    for (SaleBuilder sale : sales) {
      totals = totals.plus(sale.build());
    }
    String currency = sales[0].build().amount().currency();
    return new SalesRow("r", new GroupKey("", "", "", currency), window, windowSeq, totals, status);
  }

  static TimeWindow window(String start, String end) {
    return new TimeWindow(time(start), time(end));
  }

  static SalesTotals totals(long sales, long returns, String units, String gross, String returned) {
    return new SalesTotals(
        sales,
        returns,
        sum(units, Quantity.SCALE),
        sum(gross, Money.SCALE),
        sum(returned, Money.SCALE));
  }

  private static ExactSum sum(String decimal, int scale) {
    return ExactSum.of(new BigDecimal(decimal).movePointRight(scale).longValueExact());
  }

  /** One late sale with its id, which belongs to all sales together. */
  static SalesTable.LateSales late(SaleBuilder builder, long clock, TimeWindow... missed) {
    Sale sale = builder.build();
    return new SalesTable.LateSales(
        Optional.of(new SalesBundle.Origin(sale.storeId(), sale.saleId())),
        new GroupKey("", "", "", sale.amount().currency()),
        sale.soldAt(),
        1,
        clock,
        List.of(missed));
  }
}

package io.aforo.adapters.postgres;

import static io.aforo.adapters.postgres.Column.content;
import static io.aforo.adapters.postgres.Column.guard;
import static io.aforo.adapters.postgres.Column.key;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.SalesRow;
import java.util.Comparator;
import java.util.List;

/** The table {@code sales_reports}. */
final class PostgresSalesReports implements SalesReports {

  private static final Comparator<SalesRow> PRECEDENCE =
      Comparator.comparingLong(SalesRow::revision).thenComparingInt(row -> row.status().rank());

  static final Absorption ABSORPTION = new Absorption(PRECEDENCE);

  static final GuardedUpsert<SalesRow> UPSERT =
      new GuardedUpsert<>(
          "sales_reports",
          PRECEDENCE,
          key("report", "text", SalesRow::report),
          key("store_id", "text", row -> row.group().storeId()),
          key("product_id", "text", row -> row.group().productId()),
          key("customer_id", "text", row -> row.group().customerId()),
          key("currency", "text", row -> row.group().currency()),
          key("window_start", "timestamptz", row -> Column.timestamp(row.window().start())),
          key("window_seq", "bigint", row -> Column.number(row.windowSeq())),
          guard("revision", "bigint", row -> Column.number(row.revision())),
          guard("status_rank", "smallint", row -> Column.number(row.status().rank())),
          content("status", "text", row -> row.status().name()),
          content("window_end", "timestamptz", row -> Column.timestamp(row.window().end())),
          content("sales", "bigint", row -> Column.number(row.totals().sales())),
          content("returns", "bigint", row -> Column.number(row.totals().returns())),
          content("units", "numeric", row -> Column.decimal(row.totals().unitsDecimal())),
          content("gross", "numeric", row -> Column.decimal(row.totals().grossDecimal())),
          content("returned", "numeric", row -> Column.decimal(row.totals().returnedDecimal())),
          content("net", "numeric", row -> Column.decimal(row.totals().netDecimal())));

  private final PostgresWriter<SalesRow> writer;

  PostgresSalesReports(PostgresWriter<SalesRow> writer) {
    this.writer = writer;
  }

  @Override
  public void write(List<SalesRow> batch) {
    writer.write(batch);
  }

  @Override
  public void close() {
    writer.close();
  }
}

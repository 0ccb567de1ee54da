package io.aforo.adapters.jdbc;

import static io.aforo.adapters.jdbc.Upsert.content;
import static io.aforo.adapters.jdbc.Upsert.key;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.SalesRow;
import java.sql.Types;

/** The table {@code sales_reports}. */
final class JdbcSalesReports extends JdbcStore<SalesRow> implements SalesReports {

  static final String TABLE = "sales_reports";

  JdbcSalesReports(JdbcConnectionSettings settings, int generation) {
    super(upsert(generation), settings);
  }

  static Upsert<SalesRow> upsert(int generation) {
    return new Upsert<>(
        TABLE,
        key("report", Types.VARCHAR, SalesRow::report),
        key("store_id", Types.VARCHAR, row -> row.group().storeId()),
        key("product_id", Types.VARCHAR, row -> row.group().productId()),
        key("customer_id", Types.VARCHAR, row -> row.group().customerId()),
        key("currency", Types.VARCHAR, row -> row.group().currency()),
        key("window_start", Types.TIMESTAMP, row -> Times.utc(row.window().start())),
        key("window_seq", Types.BIGINT, SalesRow::windowSeq),
        content("window_end", Types.TIMESTAMP, row -> Times.utc(row.window().end())),
        content("sales", Types.BIGINT, row -> row.totals().sales()),
        content("returns", Types.BIGINT, row -> row.totals().returns()),
        content("units", Types.DECIMAL, row -> row.totals().unitsDecimal()),
        content("gross", Types.DECIMAL, row -> row.totals().grossDecimal()),
        content("returned", Types.DECIMAL, row -> row.totals().returnedDecimal()),
        content("net", Types.DECIMAL, row -> row.totals().netDecimal()),
        content("status", Types.VARCHAR, row -> row.status().name()),
        content("revision", Types.BIGINT, SalesRow::revision),
        content("generation", Types.INTEGER, row -> generation));
  }
}

package io.aforo.adapters.postgres;

import static io.aforo.adapters.postgres.Column.content;
import static io.aforo.adapters.postgres.Column.guard;
import static io.aforo.adapters.postgres.Column.key;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** The table {@code sales_reports}. */
final class PostgresSalesReports implements SalesReports {

  static final GuardedUpsert<SalesRow> UPSERT =
      new GuardedUpsert<>(
          "sales_reports",
          Comparator.comparingLong(SalesRow::revision).thenComparingInt(row -> row.status().rank()),
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
          content("units", "numeric(38,3)", row -> Column.decimal(row.totals().unitsDecimal())),
          content("gross", "numeric(38,4)", row -> Column.decimal(row.totals().grossDecimal())),
          content(
              "returned", "numeric(38,4)", row -> Column.decimal(row.totals().returnedDecimal())),
          content("net", "numeric(38,4)", row -> Column.decimal(row.totals().netDecimal())));

  static final Absorption<SalesRow> ABSORPTION =
      new Absorption<>(UPSERT, "window_end", new Sessions());

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

  private static final class Sessions implements Absorption.Sessions<SalesRow> {

    @Override
    public Object key(SalesRow row) {
      return row.key();
    }

    @Override
    public TimeWindow window(SalesRow row) {
      return row.window();
    }

    @Override
    public boolean isAbsorbing(SalesRow row) {
      return row.isAbsorbing() && row.status() != RowStatus.MERGED;
    }

    @Override
    public SalesRow merged(SalesRow row) {
      return row.merged();
    }

    @Override
    public SalesRow read(ResultSet row) throws SQLException {
      return new SalesRow(
          row.getString("report"),
          new GroupKey(
              row.getString("store_id"),
              row.getString("product_id"),
              row.getString("customer_id"),
              row.getString("currency")),
          new TimeWindow(Column.millis(row, "window_start"), Column.millis(row, "window_end")),
          row.getLong("window_seq"),
          new SalesTotals(
              row.getLong("sales"),
              row.getLong("returns"),
              // The columns have the scales of the sums' units.
              ExactSum.of(row.getBigDecimal("units")),
              ExactSum.of(row.getBigDecimal("gross")),
              ExactSum.of(row.getBigDecimal("returned"))),
          RowStatus.valueOf(row.getString("status")));
    }
  }
}

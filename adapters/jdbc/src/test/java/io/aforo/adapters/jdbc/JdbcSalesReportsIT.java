package io.aforo.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.Promise;
import io.aforo.application.contract.SalesReportsContract;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class JdbcSalesReportsIT implements SalesReportsContract {

  @RegisterExtension final Database database = new Database();

  private final List<SalesReports> opened = new ArrayList<>();

  @BeforeEach
  void createTables() throws SQLException {
    database.execute(JdbcStores.createTables());
  }

  @AfterEach
  void close() {
    opened.forEach(SalesReports::close);
  }

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.WHOLE_BATCHES);
  }

  @Override
  public SalesReports reports(int generation) {
    SalesReports reports = new JdbcStores(database.settings(), generation).salesReports();
    opened.add(reports);
    return reports;
  }

  @Override
  public List<SalesRow> stored() {
    return database.query("SELECT * FROM sales_reports", JdbcSalesReportsIT::row);
  }

  @Test
  void theViewLeavesOutTheSessionsThatAnotherTookThePlaceOf() {
    SalesRow within = session(10, 40, 1);
    SalesRow whole = session(0, 40, 2);
    SalesRow endsLater = session(20, 50, 3);
    SalesRow ofAnother = new SalesRow("visits", group("bob"), within.window(), 0, totals(1), FINAL);

    reports(1).write(List.of(within, whole, endsLater, ofAnother));

    assertThat(database.query("SELECT * FROM sales_reports_shown", JdbcSalesReportsIT::row))
        .containsExactlyInAnyOrder(whole, endsLater, ofAnother);
  }

  @Test
  void generationAndRevisionTellAReaderWhichStateARowIs() {
    reports(7).write(List.of(session(0, 30, 3)));

    assertThat(
            database.query(
                "SELECT generation, revision FROM sales_reports",
                row -> row.getLong(1) + " " + row.getLong(2)))
        .containsExactly("7 3");
  }

  private static final RowStatus FINAL = RowStatus.FINAL;

  private static SalesRow session(int start, int end, long lines) {
    return new SalesRow(
        "visits",
        group("ana"),
        new TimeWindow(MINUTE_0 + start * 60_000L, MINUTE_0 + end * 60_000L),
        0,
        totals(lines),
        FINAL);
  }

  private static GroupKey group(String customer) {
    return new GroupKey("", "", customer, "EUR");
  }

  private static SalesTotals totals(long lines) {
    return new SalesTotals(
        lines, 0, ExactSum.of(lines * 1_000), ExactSum.of(lines * 5_0000), ExactSum.ZERO);
  }

  private static SalesRow row(ResultSet row) throws SQLException {
    SalesTotals totals =
        new SalesTotals(
            row.getLong("sales"),
            row.getLong("returns"),
            ExactSum.of(row.getBigDecimal("units")),
            ExactSum.of(row.getBigDecimal("gross")),
            ExactSum.of(row.getBigDecimal("returned")));
    assertThat(row.getBigDecimal("net")).isEqualTo(totals.netDecimal());
    return new SalesRow(
        row.getString("report"),
        new GroupKey(
            row.getString("store_id"),
            row.getString("product_id"),
            row.getString("customer_id"),
            row.getString("currency")),
        new TimeWindow(Database.millis(row, "window_start"), Database.millis(row, "window_end")),
        row.getLong("window_seq"),
        totals,
        RowStatus.valueOf(row.getString("status")));
  }
}

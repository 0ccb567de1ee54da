package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.Promise;
import io.aforo.application.contract.SalesReportsContract;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.RowStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresSalesReportsIT implements SalesReportsContract {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private static final String CHANGES =
      "SELECT generation || ' ' || status || ' ' || (updated_at > '2020-01-01T00:00:00Z')"
          + " FROM sales_reports ORDER BY window_start";

  private final List<SalesReports> opened = new ArrayList<>();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public SalesReports reports(int generation) {
    SalesReports reports = new PostgresStores(POSTGRES.settings(), generation).salesReports();
    opened.add(reports);
    return reports;
  }

  @Override
  public List<SalesRow> stored() {
    return POSTGRES.salesRows();
  }

  @AfterEach
  void close() {
    opened.forEach(SalesReports::close);
  }

  @Test
  void theTimeOfTheChangeStaysWhereNothingChanges() throws SQLException {
    SalesReports reports = reports(1);
    reports.write(List.of(Rows.salesRow("bread", 3, RowStatus.FINAL)));
    POSTGRES.execute("UPDATE sales_reports SET updated_at = '2020-01-01T00:00:00Z'");

    reports.write(List.of(Rows.salesRow("bread", 3, RowStatus.FINAL)));
    reports.write(List.of(Rows.salesRow("bread", 2, RowStatus.FINAL)));
    reports(2).write(List.of(Rows.salesRow("bread", 3, RowStatus.FINAL)));

    assertThat(
            POSTGRES.column(
                "SELECT generation || ' ' || (updated_at = '2020-01-01T00:00:00Z')"
                    + " FROM sales_reports"))
        .containsExactly("2 true");
  }

  @Test
  void theTimeOfTheChangeMovesWithTheContent() throws SQLException {
    SalesReports reports = reports(1);
    reports.write(List.of(Rows.salesRow("bread", 3, RowStatus.FINAL)));
    POSTGRES.execute("UPDATE sales_reports SET updated_at = '2020-01-01T00:00:00Z'");

    reports.write(List.of(Rows.salesRow("bread", 4, RowStatus.CORRECTED)));

    assertThat(POSTGRES.column("SELECT updated_at > '2020-01-01T00:00:00Z' FROM sales_reports"))
        .containsExactly("t");
  }

  @Test
  void theTimeOfTheChangeMovesWithTheAbsorptionAndNotWithItsRepetition() throws SQLException {
    SalesRow session = Rows.session("visits", "ana", 0, 60, 3);
    SalesRow within = Rows.session("visits", "ana", 20, 40, 2);
    SalesReports reports = reports(1);
    reports.write(List.of(within));
    POSTGRES.execute("UPDATE sales_reports SET updated_at = '2020-01-01T00:00:00Z'");

    reports.write(List.of(session));
    List<String> afterAbsorption = POSTGRES.column(CHANGES);
    POSTGRES.execute("UPDATE sales_reports SET updated_at = '2020-01-01T00:00:00Z'");
    reports.write(List.of(session));
    reports.write(List.of(session, within));
    reports.write(List.of(within.merged(), session));
    reports.write(List.of(within));
    reports(2).write(List.of(session));

    assertThat(afterAbsorption).containsExactly("1 FINAL true", "1 MERGED true");
    assertThat(POSTGRES.column(CHANGES)).containsExactly("2 FINAL false", "2 MERGED false");
  }

  @Test
  void absorptionReachesMoreSessionsThanOneStatementHolds() throws SQLException {
    SalesReports reports = reports(1);
    List<SalesRow> before = new ArrayList<>();
    List<SalesRow> after = new ArrayList<>();
    for (int customer = 0; customer < 2_001; customer++) {
      before.add(Rows.session("visits", "c" + customer, 20, 40, 2));
      after.add(Rows.session("visits", "c" + customer, 0, 40, 3));
    }
    reports.write(before);

    reports.write(after);

    assertThat(
            POSTGRES.column("SELECT status || ' ' || count(*) FROM sales_reports GROUP BY status"))
        .containsExactlyInAnyOrder("FINAL 2001", "MERGED 2001");
  }

  @Test
  void theSpanishViewShowsTheHourlySalesByProductThatCount() throws SQLException {
    reports(1)
        .write(
            List.of(
                Rows.salesRow("bread", 3, RowStatus.FINAL),
                Rows.salesRow("milk", 3, RowStatus.MERGED),
                Rows.salesRow("hourly-sales", "", 9, RowStatus.FINAL)));

    assertThat(
            POSTGRES.query(
                "SELECT extract(epoch FROM ventana_inicio)::bigint, producto, total_ventas,"
                    + " monto_total, moneda FROM resumen_ventas",
                row ->
                    List.of(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getBigDecimal(4).toPlainString(),
                        row.getString(5))))
        .containsExactly(List.of(1_767_261_600L, "bread", 3L, "59.9700", "EUR"));
  }
}

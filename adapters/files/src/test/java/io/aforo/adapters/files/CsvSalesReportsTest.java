package io.aforo.adapters.files;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.aforo.application.contract.Promise;
import io.aforo.application.contract.SalesReportsContract;
import io.aforo.application.port.out.SalesReports;
import io.aforo.application.port.out.Store;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The guard is the reader's: what it needs is all in the log. */
final class CsvSalesReportsTest implements SalesReportsContract {

  @TempDir Path directory;

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.GUARD);
  }

  @Override
  public SalesReports reports(int generation) {
    return new Log(new CsvStores(directory.toString(), generation).salesReports());
  }

  @Override
  public List<SalesRow> stored() {
    return CsvLogs.newest(
            directory.resolve("sales_reports"),
            List.of(
                "report",
                "store_id",
                "product_id",
                "customer_id",
                "currency",
                "window_start",
                "window_seq"),
            "status",
            List.of("PROVISIONAL", "FINAL", "CORRECTED", "MERGED"))
        .stream()
        .map(CsvSalesReportsTest::row)
        .toList();
  }

  private static SalesRow row(NamedCsvRecord row) {
    return new SalesRow(
        row.getField("report"),
        new GroupKey(
            row.getField("store_id"),
            row.getField("product_id"),
            row.getField("customer_id"),
            row.getField("currency")),
        new TimeWindow(CsvLogs.start(row, "window_start"), CsvLogs.end(row, "window_end")),
        Long.parseLong(row.getField("window_seq")),
        new SalesTotals(
            Long.parseLong(row.getField("sales")),
            Long.parseLong(row.getField("returns")),
            sum(row, "units"),
            sum(row, "gross"),
            sum(row, "returned")),
        RowStatus.valueOf(row.getField("status")));
  }

  private static ExactSum sum(NamedCsvRecord row, String column) {
    return ExactSum.of(new BigDecimal(row.getField(column)));
  }

  private record Log(Store<SalesRow> log) implements SalesReports {

    @Override
    public void write(List<SalesRow> batch) {
      log.write(batch);
    }

    @Override
    public void close() {
      log.close();
    }
  }
}

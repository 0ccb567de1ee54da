package io.aforo.adapters.files;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.aforo.application.contract.AlertHistoryContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.AlertHistory;
import io.aforo.application.port.out.Store;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Severity;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

final class CsvAlertHistoryTest implements AlertHistoryContract {

  @TempDir Path directory;

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.FIRST_WINS);
  }

  @Override
  public AlertHistory history() {
    return new Log(new CsvStores(directory.toString(), 1).alertHistory());
  }

  @Override
  public List<Entry> stored() {
    return CsvLogs.first(directory.resolve("alert_history"), List.of("alert_id", "seq")).stream()
        .map(CsvAlertHistoryTest::entry)
        .toList();
  }

  private static Entry entry(NamedCsvRecord row) {
    return new Entry(
        row.getField("alert_id"),
        Long.parseLong(row.getField("seq")),
        AlertState.valueOf(row.getField("state")),
        Severity.valueOf(row.getField("severity")),
        CsvLogs.start(row, "at"),
        new BigDecimal(row.getField("peak")));
  }

  private record Log(Store<AlertChange> log) implements AlertHistory {

    @Override
    public void write(List<AlertChange> batch) {
      log.write(batch);
    }

    @Override
    public void close() {
      log.close();
    }
  }
}

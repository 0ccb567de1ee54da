package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.aforo.application.contract.Promise;
import io.aforo.application.contract.TemperatureAlertsContract;
import io.aforo.application.port.out.Store;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureUnit;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The guard is the reader's: what it needs is all in the log. */
final class CsvTemperatureAlertsTest implements TemperatureAlertsContract {

  @TempDir Path directory;

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.GUARD);
  }

  @Override
  public TemperatureAlerts alerts(int generation) {
    return new Log(new CsvStores(directory.toString(), generation).temperatureAlerts());
  }

  @Override
  public List<Alert> stored() {
    return CsvLogs.newest(
            directory.resolve("temperature_alerts"),
            List.of("alert_id"),
            "state",
            List.of("OPEN", "OPEN_NO_DATA", "CLOSED"))
        .stream()
        .map(CsvTemperatureAlertsTest::alert)
        .toList();
  }

  private static Alert alert(NamedCsvRecord row) {
    String reason = row.getField("close_reason");
    String closedAt = row.getField("closed_at");
    Alert alert =
        new Alert(
            row.getField("alert_id"),
            AlertKind.valueOf(row.getField("kind")),
            row.getField("sensor_id"),
            row.getField("rule_id"),
            Integer.parseInt(row.getField("rule_version")),
            Severity.valueOf(row.getField("severity")),
            AlertState.valueOf(row.getField("state")),
            reason.isEmpty() ? Optional.empty() : Optional.of(CloseReason.valueOf(reason)),
            CsvLogs.start(row, "opened_at"),
            closedAt.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(CsvLogs.start(row, "closed_at")),
            TemperatureDelta.of(
                new BigDecimal(row.getField("peak_delta")), TemperatureUnit.CELSIUS),
            new ReadingPair(
                temperature(row, "first_value"),
                CsvLogs.start(row, "first_at"),
                temperature(row, "second_value"),
                CsvLogs.start(row, "second_at")),
            row.getField("detail"),
            Long.parseLong(row.getField("revision")),
            Boolean.parseBoolean(row.getField("historical")));
    assertThat(row.getField("direction")).isEqualTo(alert.direction().map(Enum::name).orElse(""));
    return alert;
  }

  private static Temperature temperature(NamedCsvRecord row, String column) {
    return Temperature.of(Double.parseDouble(row.getField(column)), TemperatureUnit.CELSIUS);
  }

  private record Log(Store<Alert> log) implements TemperatureAlerts {

    @Override
    public void write(List<Alert> batch) {
      log.write(batch);
    }

    @Override
    public void close() {
      log.close();
    }
  }
}

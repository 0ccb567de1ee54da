package io.aforo.adapters.files;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.aforo.application.contract.LateEventsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.application.port.out.Store;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.TimeWindow;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

final class CsvLateEventsTest implements LateEventsContract {

  @TempDir Path directory;

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.FIRST_WINS);
  }

  @Override
  public LateEvents lateEvents() {
    return new Log(new CsvStores(directory.toString(), 1).lateEvents());
  }

  @Override
  public List<LateEvent> stored() {
    return CsvLogs.first(
            directory.resolve("late_events"), List.of("report", "source_id", "event_id"))
        .stream()
        .map(CsvLateEventsTest::event)
        .toList();
  }

  private static LateEvent event(NamedCsvRecord row) {
    return new LateEvent(
        row.getField("report"),
        row.getField("source_id"),
        row.getField("event_id"),
        CsvLogs.start(row, "event_time"),
        CsvLogs.end(row, "watermark"),
        Stream.of(row.getField("missed_windows").split(" "))
            .filter(window -> !window.isEmpty())
            .map(window -> window.split("/"))
            .map(
                bounds ->
                    new TimeWindow(
                        CsvLogs.time(bounds[0], EventTime.MIN),
                        CsvLogs.time(bounds[1], EventTime.MAX)))
            .toList());
  }

  private record Log(Store<LateEvent> log) implements LateEvents {

    @Override
    public void write(List<LateEvent> batch) {
      log.write(batch);
    }

    @Override
    public void close() {
      log.close();
    }
  }
}

package io.aforo.adapters.files;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.aforo.application.contract.ActivitySessionsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.Store;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The guard is the reader's: what it needs is all in the log. */
final class CsvActivitySessionsTest implements ActivitySessionsContract {

  @TempDir Path directory;

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.GUARD);
  }

  @Override
  public ActivitySessions sessions(int generation) {
    return new Log(new CsvStores(directory.toString(), generation).activitySessions());
  }

  @Override
  public List<ActivitySession> stored() {
    return CsvLogs.newest(
            directory.resolve("activity_sessions"),
            List.of("user_id", "session_start"),
            "status",
            List.of("PROVISIONAL", "FINAL", "CORRECTED", "MERGED"))
        .stream()
        .map(CsvActivitySessionsTest::session)
        .toList();
  }

  private static ActivitySession session(NamedCsvRecord row) {
    return new ActivitySession(
        row.getField("user_id"),
        new TimeWindow(CsvLogs.start(row, "session_start"), CsvLogs.end(row, "session_end")),
        CsvLogs.start(row, "last_activity"),
        Long.parseLong(row.getField("actions")),
        RowStatus.valueOf(row.getField("status")));
  }

  private record Log(Store<ActivitySession> log) implements ActivitySessions {

    @Override
    public void write(List<ActivitySession> batch) {
      log.write(batch);
    }

    @Override
    public void close() {
      log.close();
    }
  }
}

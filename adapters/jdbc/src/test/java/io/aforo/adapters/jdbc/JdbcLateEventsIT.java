package io.aforo.adapters.jdbc;

import io.aforo.application.contract.LateEventsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.domain.time.TimeWindow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

final class JdbcLateEventsIT implements LateEventsContract {

  @RegisterExtension final Database database = new Database();

  private final List<LateEvents> opened = new ArrayList<>();

  @BeforeEach
  void createTables() throws SQLException {
    database.execute(JdbcStores.createTables());
  }

  @AfterEach
  void close() {
    opened.forEach(LateEvents::close);
  }

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.WHOLE_BATCHES);
  }

  @Override
  public LateEvents lateEvents() {
    LateEvents lateEvents = new JdbcStores(database.settings(), 1).lateEvents();
    opened.add(lateEvents);
    return lateEvents;
  }

  @Override
  public List<LateEvent> stored() {
    return database.query("SELECT * FROM late_events", JdbcLateEventsIT::late);
  }

  private static LateEvent late(ResultSet row) throws SQLException {
    return new LateEvent(
        row.getString("report"),
        row.getString("source_id"),
        row.getString("event_id"),
        Database.millis(row, "event_time"),
        Database.millis(row, "watermark"),
        Arrays.stream(row.getString("missed_windows").split(" "))
            .filter(interval -> !interval.isEmpty())
            .map(JdbcLateEventsIT::window)
            .toList());
  }

  private static TimeWindow window(String interval) {
    String[] bounds = interval.split("/");
    return new TimeWindow(
        Instant.parse(bounds[0]).toEpochMilli(), Instant.parse(bounds[1]).toEpochMilli());
  }
}

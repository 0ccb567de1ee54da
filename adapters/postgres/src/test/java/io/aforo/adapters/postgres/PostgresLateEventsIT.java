package io.aforo.adapters.postgres;

import io.aforo.application.contract.LateEventsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.domain.time.TimeWindow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresLateEventsIT implements LateEventsContract {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private final List<LateEvents> opened = new ArrayList<>();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public LateEvents lateEvents() {
    LateEvents events = new PostgresStores(POSTGRES.settings(), 1).lateEvents();
    opened.add(events);
    return events;
  }

  @Override
  public List<LateEvent> stored() {
    try {
      return POSTGRES.query(
          "SELECT *, ARRAY(SELECT lower(w) FROM unnest(missed_windows) w) AS starts,"
              + " ARRAY(SELECT upper(w) FROM unnest(missed_windows) w) AS ends FROM late_events",
          PostgresLateEventsIT::late);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    opened.forEach(LateEvents::close);
  }

  private static LateEvent late(ResultSet row) throws SQLException {
    Timestamp[] starts = (Timestamp[]) row.getArray("starts").getArray();
    Timestamp[] ends = (Timestamp[]) row.getArray("ends").getArray();
    List<TimeWindow> missed = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      missed.add(new TimeWindow(starts[i].getTime(), ends[i].getTime()));
    }
    return new LateEvent(
        row.getString("report"),
        row.getString("source_id"),
        row.getString("event_id"),
        PostgresServer.millis(row, "event_time"),
        PostgresServer.millis(row, "watermark"),
        missed);
  }
}

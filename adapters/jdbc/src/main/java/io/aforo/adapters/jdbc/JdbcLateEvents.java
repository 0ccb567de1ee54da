package io.aforo.adapters.jdbc;

import static io.aforo.adapters.jdbc.Upsert.content;
import static io.aforo.adapters.jdbc.Upsert.key;
import static java.util.stream.Collectors.joining;

import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.domain.time.TimeWindow;
import java.sql.Types;
import java.time.Instant;
import java.util.List;

/** The table {@code late_events}. */
final class JdbcLateEvents extends JdbcStore<LateEvent> implements LateEvents {

  static final Upsert<LateEvent> UPSERT =
      new Upsert<>(
          "late_events",
          key("report", Types.VARCHAR, LateEvent::report),
          key("source_id", Types.VARCHAR, LateEvent::sourceId),
          key("event_id", Types.VARCHAR, LateEvent::eventId),
          content("event_time", Types.TIMESTAMP, late -> Times.utc(late.eventTime())),
          content("watermark", Types.TIMESTAMP, late -> Times.utc(late.watermark())),
          content("missed_windows", Types.VARCHAR, late -> intervals(late.missed())));

  JdbcLateEvents(JdbcConnectionSettings settings) {
    super(UPSERT, settings);
  }

  /** {@code start/end} in ISO 8601, with spaces in between: as in exports. */
  private static String intervals(List<TimeWindow> windows) {
    return windows.stream()
        .map(
            window ->
                Instant.ofEpochMilli(window.start()) + "/" + Instant.ofEpochMilli(window.end()))
        .collect(joining(" "));
  }
}

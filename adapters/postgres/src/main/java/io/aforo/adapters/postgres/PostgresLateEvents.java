package io.aforo.adapters.postgres;

import static io.aforo.adapters.postgres.Column.content;
import static io.aforo.adapters.postgres.Column.key;
import static java.util.stream.Collectors.joining;

import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.domain.time.TimeWindow;
import java.util.Comparator;
import java.util.List;

/** The table {@code late_events}. */
final class PostgresLateEvents implements LateEvents {

  static final GuardedUpsert<LateEvent> UPSERT =
      new GuardedUpsert<>(
          "late_events",
          firstStays(),
          key("report", "text", LateEvent::report),
          key("source_id", "text", LateEvent::sourceId),
          key("event_id", "text", LateEvent::eventId),
          content("event_time", "timestamptz", late -> Column.timestamp(late.eventTime())),
          content("watermark", "timestamptz", late -> Column.nearestTimestamp(late.watermark())),
          content("missed_windows", "tstzrange[]", late -> ranges(late.missed())));

  private final PostgresWriter<LateEvent> writer;

  PostgresLateEvents(PostgresWriter<LateEvent> writer) {
    this.writer = writer;
  }

  @Override
  public void write(List<LateEvent> batch) {
    writer.write(batch);
  }

  @Override
  public void close() {
    writer.close();
  }

  private static Comparator<LateEvent> firstStays() {
    return (a, b) -> 0;
  }

  /** An array of half-open ranges, as Postgres writes it. */
  private static String ranges(List<TimeWindow> windows) {
    return windows.stream()
        .map(
            window ->
                "\"["
                    + Column.timestamp(window.start())
                    + ","
                    + Column.timestamp(window.end())
                    + ")\"")
        .collect(joining(",", "{", "}"));
  }
}

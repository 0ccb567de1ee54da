package io.aforo.adapters.postgres;

import static io.aforo.adapters.postgres.Column.content;
import static io.aforo.adapters.postgres.Column.key;

import io.aforo.application.port.out.AlertHistory;
import io.aforo.domain.temperature.AlertChange;
import java.util.Comparator;
import java.util.List;

/** The table {@code alert_history}. */
final class PostgresAlertHistory implements AlertHistory {

  static final GuardedUpsert<AlertChange> UPSERT =
      new GuardedUpsert<>(
          "alert_history",
          firstStays(),
          key("alert_id", "text", change -> change.alert().alertId()),
          key("seq", "bigint", change -> Column.number(change.seq())),
          content("state", "text", change -> change.alert().state().name()),
          content("severity", "text", change -> change.alert().severity().name()),
          content("at", "timestamptz", change -> Column.timestamp(change.at())),
          content(
              "peak",
              "numeric(16,3)",
              change -> Column.decimal(change.alert().peak().toCelsius())));

  private final PostgresWriter<AlertChange> writer;

  PostgresAlertHistory(PostgresWriter<AlertChange> writer) {
    this.writer = writer;
  }

  @Override
  public void write(List<AlertChange> batch) {
    writer.write(batch);
  }

  @Override
  public void close() {
    writer.close();
  }

  private static Comparator<AlertChange> firstStays() {
    return (a, b) -> 0;
  }
}

package io.aforo.adapters.jdbc;

import static io.aforo.adapters.jdbc.Upsert.content;
import static io.aforo.adapters.jdbc.Upsert.key;

import io.aforo.application.port.out.AlertHistory;
import io.aforo.domain.temperature.AlertChange;
import java.sql.Types;

/** The table {@code alert_history}. */
final class JdbcAlertHistory extends JdbcStore<AlertChange> implements AlertHistory {

  static final Upsert<AlertChange> UPSERT =
      new Upsert<>(
          "alert_history",
          key("alert_id", Types.VARCHAR, change -> change.alert().alertId()),
          key("seq", Types.BIGINT, AlertChange::seq),
          content("state", Types.VARCHAR, change -> change.alert().state().name()),
          content("severity", Types.VARCHAR, change -> change.alert().severity().name()),
          content("changed_at", Types.TIMESTAMP, change -> Times.utc(change.at())),
          content("peak", Types.DECIMAL, change -> change.alert().peak().toCelsius()));

  JdbcAlertHistory(JdbcConnectionSettings settings) {
    super(UPSERT, settings);
  }
}

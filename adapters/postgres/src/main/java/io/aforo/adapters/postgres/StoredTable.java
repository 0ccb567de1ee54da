package io.aforo.adapters.postgres;

import java.util.List;

/** The tables that can be read, with the columns of their exports. */
public enum StoredTable {
  /** Ordered by its key; rows of status MERGED are left out. */
  SALES_REPORTS(
      "sales_reports",
      "status <> 'MERGED'",
      "report, store_id, product_id, customer_id, currency, window_start, window_seq",
      "report",
      "store_id",
      "product_id",
      "customer_id",
      "currency",
      "window_start",
      "window_end",
      "window_seq",
      "sales",
      "returns",
      "units",
      "gross",
      "returned",
      "net",
      "status",
      "revision"),
  /**
   * Ordered by its key; rows of status MERGED are left out. The active seconds are those from the
   * first activity to the last.
   */
  ACTIVITY_SESSIONS(
      "activity_sessions",
      "status <> 'MERGED'",
      "user_id, session_start",
      "user_id",
      "session_start",
      "last_activity",
      "session_end",
      "actions",
      "active_seconds"),
  /** Ordered by sensor, rule and opening. */
  TEMPERATURE_ALERTS(
      "temperature_alerts",
      "TRUE",
      "sensor_id, rule_id, opened_at, alert_id",
      "alert_id",
      "kind",
      "sensor_id",
      "rule_id",
      "severity",
      "state",
      "close_reason",
      "direction",
      "opened_at",
      "closed_at",
      "peak_delta",
      "first_value",
      "first_at",
      "second_value",
      "second_at",
      "detail"),
  /** Ordered by its key. */
  ALERT_HISTORY(
      "alert_history",
      "TRUE",
      "alert_id, seq",
      "alert_id",
      "seq",
      "state",
      "severity",
      "at",
      "peak"),
  /** Ordered by its key; the original bytes are in Base64. */
  DEAD_LETTERS(
      "dead_letters",
      "TRUE",
      "topic, partition, \"offset\"",
      "topic",
      "partition",
      "offset",
      "reason",
      "record_time",
      "error_class",
      "detail",
      "key",
      "value"),
  /** Ordered by its key; missed windows are written {@code start/end}, with spaces in between. */
  LATE_EVENTS(
      "late_events",
      "TRUE",
      "report, source_id, event_id",
      "report",
      "source_id",
      "event_id",
      "event_time",
      "watermark",
      "missed_windows");

  private final String tableName;
  private final String shown;
  private final String order;
  private final List<String> columns;

  /**
   * @param shown the rows that readers get, as a condition
   * @param order the order of the export; the columns of text in it are of collation "C"
   */
  StoredTable(String tableName, String shown, String order, String... columns) {
    this.tableName = tableName;
    this.shown = shown;
    this.order = order;
    this.columns = List.of(columns);
  }

  /** The name of the table, and of its export without the ending. */
  public String tableName() {
    return tableName;
  }

  /** The columns of each row that is read, in their order: the header of the export. */
  public List<String> columns() {
    return columns;
  }

  /** How it is written. */
  GuardedUpsert<?> upsert() {
    return switch (this) {
      case SALES_REPORTS -> PostgresSalesReports.UPSERT;
      case ACTIVITY_SESSIONS -> PostgresActivitySessions.UPSERT;
      case TEMPERATURE_ALERTS -> PostgresTemperatureAlerts.UPSERT;
      case ALERT_HISTORY -> PostgresAlertHistory.UPSERT;
      case DEAD_LETTERS -> PostgresDeadLetters.UPSERT;
      case LATE_EVENTS -> PostgresLateEvents.UPSERT;
    };
  }

  /** What a job must be allowed to do to it. */
  List<String> privileges() {
    return upsert().isGuarded()
        ? List.of("SELECT", "INSERT", "UPDATE")
        : List.of("SELECT", "INSERT");
  }

  String shown() {
    return shown;
  }

  String order() {
    return order;
  }
}

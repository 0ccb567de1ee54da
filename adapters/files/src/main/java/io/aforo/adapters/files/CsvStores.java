package io.aforo.adapters.files;

import static java.util.stream.Collectors.joining;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.Store;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.time.EventTime;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Results as CSV files on the machine where they are computed, or on a disk that it mounts: a
 * folder for each table, in it one part for each writer and each of its starts. The folders, the
 * columns and the form of the values are those of the exports, and what tells the states of a row
 * apart comes behind them. Can travel to where the stores are used.
 *
 * <p>Each is a log of states, only ever appended to, and promises what a log can: every record is
 * there, at least once, and safe on disk when {@code write} returns. Nothing is replaced. The
 * newest state of a row is the highest by (generation, revision, rank of the status), and of equal
 * ones the one that was written last. In DuckDB:
 *
 * <pre>{@code
 * FROM read_csv('out/sales_reports/*.csv', filename = true) QUALIFY row_number() OVER (PARTITION BY report, store_id, product_id, customer_id, currency, window_start, window_seq ORDER BY generation DESC, revision DESC, list_position(['PROVISIONAL', 'FINAL', 'CORRECTED', 'MERGED'], status) DESC, filename DESC) = 1
 * }</pre>
 *
 * <p>A session's key is {@code user_id, session_start}; an alert's is {@code alert_id}, and the
 * order of its states OPEN, OPEN_NO_DATA, CLOSED. Entries of the history of alerts, late events and
 * dead letters have one state each, by {@code alert_id, seq}, {@code report, source_id, event_id}
 * and {@code topic, partition, offset}; the first one counts.
 *
 * <p>What a database does and a log does not: a reader can see a part of a batch, the last row cut
 * off. And where sessions grew together, the rows that they had before stay as they are, never
 * MERGED: of the newest rows, leave out each that starts after another one of its report and group
 * (or user), and ends no later.
 *
 * <p>Each store makes its folder when it is opened, and its part with its first batch. It is for
 * one thread, and throws {@link UncheckedIOException}, with the path, if the folder cannot be made,
 * or the part cannot be written because the disk is full or for any other reason.
 *
 * @param directory where the folders of the tables are made
 * @param generation of the deployment; raised only to recompute on purpose, 1 or more
 */
public record CsvStores(String directory, int generation) implements Serializable {

  private static final int MILLIS_SCALE = 3;

  /**
   * @throws IllegalArgumentException if the directory is blank, or the generation is below 1
   */
  public CsvStores {
    if (directory.isBlank()) {
      throw new IllegalArgumentException("directory must not be blank");
    }
    if (generation < 1) {
      throw new IllegalArgumentException("generation must be 1 or more, was " + generation);
    }
  }

  /** Opens the log {@code sales_reports}. */
  public Store<SalesRow> salesReports() {
    return log(
        "sales_reports",
        column("report", SalesRow::report),
        column("store_id", row -> row.group().storeId()),
        column("product_id", row -> row.group().productId()),
        column("customer_id", row -> row.group().customerId()),
        column("currency", row -> row.group().currency()),
        column("window_start", row -> instant(row.window().start())),
        column("window_end", row -> instant(row.window().end())),
        column("window_seq", row -> Long.toString(row.windowSeq())),
        column("sales", row -> Long.toString(row.totals().sales())),
        column("returns", row -> Long.toString(row.totals().returns())),
        column("units", row -> decimal(row.totals().unitsDecimal())),
        column("gross", row -> decimal(row.totals().grossDecimal())),
        column("returned", row -> decimal(row.totals().returnedDecimal())),
        column("net", row -> decimal(row.totals().netDecimal())),
        column("status", row -> row.status().name()),
        column("revision", row -> Long.toString(row.revision())),
        generationColumn());
  }

  /** Opens the log {@code temperature_alerts}. */
  public Store<Alert> temperatureAlerts() {
    return log(alerts());
  }

  private Table<Alert> alerts() {
    return table(
        "temperature_alerts",
        column("alert_id", Alert::alertId),
        column("kind", alert -> alert.kind().name()),
        column("sensor_id", Alert::sensorId),
        column("rule_id", Alert::ruleId),
        column("severity", alert -> alert.severity().name()),
        column("state", alert -> alert.state().name()),
        column("close_reason", alert -> alert.closeReason().map(Enum::name).orElse("")),
        column("direction", alert -> alert.direction().map(Enum::name).orElse("")),
        column("opened_at", alert -> instant(alert.openedAt())),
        column(
            "closed_at",
            alert -> alert.closedAt().isPresent() ? instant(alert.closedAt().getAsLong()) : ""),
        column("peak_delta", alert -> decimal(alert.peak().toCelsius())),
        column("first_value", alert -> decimal(alert.evidence().first().toCelsius())),
        column("first_at", alert -> instant(alert.evidence().firstAt())),
        column("second_value", alert -> decimal(alert.evidence().second().toCelsius())),
        column("second_at", alert -> instant(alert.evidence().secondAt())),
        column("detail", Alert::detail),
        column("rule_version", alert -> Integer.toString(alert.ruleVersion())),
        column("historical", alert -> Boolean.toString(alert.historical())),
        column("revision", alert -> Long.toString(alert.revision())),
        generationColumn());
  }

  /** Opens the log {@code alert_history}. */
  public Store<AlertChange> alertHistory() {
    return log(history());
  }

  private Table<AlertChange> history() {
    return table(
        "alert_history",
        column("alert_id", change -> change.alert().alertId()),
        column("seq", change -> Long.toString(change.seq())),
        column("state", change -> change.alert().state().name()),
        column("severity", change -> change.alert().severity().name()),
        column("at", change -> instant(change.at())),
        column("peak", change -> decimal(change.alert().peak().toCelsius())));
  }

  /** Opens the log {@code activity_sessions}. */
  public Store<ActivitySession> activitySessions() {
    return log(
        "activity_sessions",
        column("user_id", ActivitySession::userId),
        column("session_start", session -> instant(session.window().start())),
        column("last_activity", session -> instant(session.lastActivity())),
        column("session_end", session -> instant(session.window().end())),
        column("actions", session -> Long.toString(session.actions())),
        column(
            "active_seconds",
            session -> decimal(BigDecimal.valueOf(session.activeMillis(), MILLIS_SCALE))),
        column("status", session -> session.status().name()),
        column("revision", session -> Long.toString(session.revision())),
        generationColumn());
  }

  /** Opens the log {@code late_events}. */
  public Store<LateEvent> lateEvents() {
    return log(late());
  }

  private Table<LateEvent> late() {
    return table(
        "late_events",
        column("report", LateEvent::report),
        column("source_id", LateEvent::sourceId),
        column("event_id", LateEvent::eventId),
        column("event_time", late -> instant(late.eventTime())),
        column("watermark", late -> instant(late.watermark())),
        column(
            "missed_windows",
            late ->
                late.missed().stream()
                    .map(window -> instant(window.start()) + "/" + instant(window.end()))
                    .collect(joining(" "))));
  }

  /** Opens the log {@code dead_letters}; the original bytes are in Base64. */
  public Store<DeadLetter> deadLetters() {
    return log(letters());
  }

  private Table<DeadLetter> letters() {
    return table(
        "dead_letters",
        column("topic", letter -> letter.record().topic()),
        column("partition", letter -> Integer.toString(letter.record().partition())),
        column("offset", letter -> Long.toString(letter.record().offset())),
        column("reason", letter -> letter.reason().name()),
        column(
            "record_time",
            letter -> letter.record().timestamp() < 0 ? "" : instant(letter.record().timestamp())),
        column("error_class", letter -> text(letter.errorClass())),
        column("detail", letter -> text(letter.detail())),
        column("key", letter -> Base64.getEncoder().encodeToString(letter.record().key())),
        column("value", letter -> Base64.getEncoder().encodeToString(letter.record().value())));
  }

  /**
   * Begins the export of {@code temperature_alerts}, as a file in the directory, which has to
   * exist.
   *
   * @param columns those that the export has, in its order
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if there is no such column
   */
  public CsvExport<Alert> exportTemperatureAlerts(List<String> columns) throws IOException {
    return export(alerts(), columns);
  }

  /** Begins the export of {@code alert_history}, as {@link #exportTemperatureAlerts} does. */
  public CsvExport<AlertChange> exportAlertHistory(List<String> columns) throws IOException {
    return export(history(), columns);
  }

  /** Begins the export of {@code late_events}, as {@link #exportTemperatureAlerts} does. */
  public CsvExport<LateEvent> exportLateEvents(List<String> columns) throws IOException {
    return export(late(), columns);
  }

  /** Begins the export of {@code dead_letters}, as {@link #exportTemperatureAlerts} does. */
  public CsvExport<DeadLetter> exportDeadLetters(List<String> columns) throws IOException {
    return export(letters(), columns);
  }

  private record Table<T>(String name, List<Column<T>> columns) {

    List<String> header() {
      return columns.stream().map(Column::name).toList();
    }

    List<String> row(T element) {
      return columns.stream().map(column -> column.value().apply(element)).toList();
    }

    Table<T> of(List<String> names) {
      return new Table<>(name, names.stream().map(this::column).toList());
    }

    private Column<T> column(String wanted) {
      return columns.stream()
          .filter(column -> column.name().equals(wanted))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "no column " + wanted + " in " + name + ", there are " + header()));
    }
  }

  private record Column<T>(String name, Function<T, String> value) {}

  private static <T> Column<T> column(String name, Function<T, String> value) {
    return new Column<>(name, value);
  }

  private <T> Column<T> generationColumn() {
    return column("generation", row -> Integer.toString(generation));
  }

  @SafeVarargs
  private <T> Store<T> log(String table, Column<T>... columns) {
    return log(table(table, columns));
  }

  private <T> Store<T> log(Table<T> table) {
    return new CsvLog<>(Path.of(directory, table.name()), table.header(), table::row);
  }

  @SafeVarargs
  private static <T> Table<T> table(String name, Column<T>... columns) {
    return new Table<>(name, List.of(columns));
  }

  private <T> CsvExport<T> export(Table<T> table, List<String> columns) throws IOException {
    Table<T> exported = table.of(columns);
    return new CsvExport<>(
        Path.of(directory, exported.name() + ".csv"), exported.header(), exported::row);
  }

  /** ISO 8601; empty for what has no time. */
  private static String instant(long epochMillis) {
    return epochMillis == EventTime.MIN || epochMillis == EventTime.MAX
        ? ""
        : Instant.ofEpochMilli(epochMillis).toString();
  }

  private static String decimal(BigDecimal value) {
    return value.toPlainString();
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}

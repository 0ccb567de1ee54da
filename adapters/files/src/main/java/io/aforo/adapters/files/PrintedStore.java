package io.aforo.adapters.files;

import static java.util.stream.Collectors.joining;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.Store;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.time.TimeWindow;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Prints each record on a line of standard output: to look at on a laptop. It keeps nothing, so a
 * record that comes again is printed again.
 *
 * @param <T> the records
 */
public final class PrintedStore<T> implements Store<T> {

  private final PrintStream out;
  private final Function<T, String> line;

  PrintedStore(PrintStream out, Function<T, String> line) {
    this.out = Objects.requireNonNull(out, "out");
    this.line = Objects.requireNonNull(line, "line");
  }

  /** Prints rows of the reports. */
  public static PrintedStore<SalesRow> salesRows() {
    return new PrintedStore<>(System.out, PrintedStore::lineOf);
  }

  /** Prints temperature alerts. */
  public static PrintedStore<Alert> alerts() {
    return new PrintedStore<>(System.out, PrintedStore::lineOf);
  }

  /** Prints what is told of alerts. */
  public static PrintedStore<AlertChange> alertHistory() {
    return new PrintedStore<>(System.out, PrintedStore::lineOf);
  }

  /** Prints activity sessions. */
  public static PrintedStore<ActivitySession> activitySessions() {
    return new PrintedStore<>(System.out, PrintedStore::lineOf);
  }

  /** Prints late events. */
  public static PrintedStore<LateEvent> lateEvents() {
    return new PrintedStore<>(System.out, PrintedStore::lineOf);
  }

  /** Prints why and where records were refused, not their bytes. */
  public static PrintedStore<DeadLetter> deadLetters() {
    return new PrintedStore<>(System.out, PrintedStore::lineOf);
  }

  static String lineOf(SalesRow row) {
    return "sales  %s  %s  %s  %d sold, %d returned, net %s %s  %s, revision %d"
        .formatted(
            row.report(),
            windowOf(row),
            groupOf(row.group()),
            row.totals().sales(),
            row.totals().returns(),
            row.totals().netDecimal().toPlainString(),
            row.group().currency(),
            row.status(),
            row.revision());
  }

  private static String windowOf(SalesRow row) {
    if (row.windowSeq() > 0) {
      return "#" + row.windowSeq();
    }
    return row.window().equals(TimeWindow.ALWAYS) ? "running" : row.window().toString();
  }

  private static String groupOf(GroupKey group) {
    String values =
        Stream.of(
                labelled("store ", group.storeId()),
                labelled("product ", group.productId()),
                labelled("customer ", group.customerId()))
            .filter(value -> !value.isEmpty())
            .collect(joining(" "));
    return values.isEmpty() ? "all" : values;
  }

  private static String labelled(String label, String value) {
    return value.isEmpty() ? "" : label + value;
  }

  static String lineOf(Alert alert) {
    String direction = alert.direction().map(way -> way + " ").orElse("");
    String detail = alert.detail().isEmpty() ? "" : "  " + printable(alert.detail());
    return "alert  %s  %s  %s %s  %s%s  from %s at %s to %s at %s%s"
        .formatted(
            alert.sensorId(),
            alert.state(),
            alert.severity(),
            alert.kind(),
            direction,
            alert.peak(),
            alert.evidence().first(),
            Instant.ofEpochMilli(alert.evidence().firstAt()),
            alert.evidence().second(),
            Instant.ofEpochMilli(alert.evidence().secondAt()),
            detail);
  }

  static String lineOf(AlertChange change) {
    Alert alert = change.alert();
    return "told   %s  %s  %s %s  %s at %s, number %d of %s"
        .formatted(
            alert.sensorId(),
            alert.state(),
            alert.severity(),
            alert.kind(),
            alert.peak(),
            Instant.ofEpochMilli(change.at()),
            change.seq(),
            alert.alertId());
  }

  static String lineOf(ActivitySession session) {
    return "session  %s  %s  %d actions in %s s  %s"
        .formatted(
            session.userId(),
            session.window(),
            session.actions(),
            BigDecimal.valueOf(session.activeMillis(), 3).toPlainString(),
            session.status());
  }

  static String lineOf(LateEvent event) {
    return "late   %s  %s of %s at %s, missed %s"
        .formatted(
            event.report(),
            event.eventId(),
            event.sourceId(),
            Instant.ofEpochMilli(event.eventTime()),
            event.missed());
  }

  static String lineOf(DeadLetter letter) {
    return "refused  %s  %s  %s"
        .formatted(letter.record(), letter.reason(), printable(letter.detail()));
  }

  /** What is wrong may quote the record, and that could hold anything. */
  private static String printable(String detail) {
    return detail.replaceAll("\\p{Cntrl}", "?");
  }

  @Override
  public void write(List<T> batch) {
    // One call a batch, so that lines of parallel writers do not mix.
    StringBuilder lines = new StringBuilder();
    for (T record : batch) {
      lines.append(line.apply(record)).append('\n');
    }
    out.print(lines);
    out.flush();
  }

  @Override
  public void close() {}
}

package io.aforo.adapters.files;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.Store;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

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

  /** Prints late events. */
  public static PrintedStore<LateEvent> lateEvents() {
    return new PrintedStore<>(System.out, PrintedStore::lineOf);
  }

  /** Prints why and where records were refused, not what they held. */
  public static PrintedStore<DeadLetter> deadLetters() {
    return new PrintedStore<>(System.out, PrintedStore::lineOf);
  }

  static String lineOf(SalesRow row) {
    return "sales  %s  %s  %s%s%s%s  %d sold, %d returned, net %s %s  %s, revision %d"
        .formatted(
            row.report(),
            row.window(),
            labelled("store ", row.group().storeId()),
            labelled("product ", row.group().productId()),
            labelled("customer ", row.group().customerId()),
            row.group().storeId().isEmpty()
                    && row.group().productId().isEmpty()
                    && row.group().customerId().isEmpty()
                ? "all"
                : "",
            row.totals().sales(),
            row.totals().returns(),
            row.totals().netDecimal().toPlainString(),
            row.group().currency(),
            row.status(),
            row.revision());
  }

  static String lineOf(Alert alert) {
    return "alert  %s  %s  %s %s  from %s at %s to %s at %s"
        .formatted(
            alert.sensorId(),
            alert.state(),
            alert.peak().direction(),
            alert.peak().delta(),
            alert.peak().first(),
            Instant.ofEpochMilli(alert.peak().firstAt()),
            alert.peak().second(),
            Instant.ofEpochMilli(alert.peak().secondAt()));
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
    return "refused  %s  %s".formatted(letter.record(), letter.reason());
  }

  private static String labelled(String label, String value) {
    return value.isEmpty() ? "" : label + value + " ";
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

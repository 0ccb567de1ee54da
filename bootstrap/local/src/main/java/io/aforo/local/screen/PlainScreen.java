package io.aforo.local.screen;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines of text without escape codes, for pipes and logs. Alerts are told when they open and
 * whenever their state changes; sales rows and counts every few seconds, the newest few rows of
 * many.
 */
final class PlainScreen implements Screen {

  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int ROWS = 8;

  /** Far more than a view holds: a row that is forgotten would be told again. */
  private static final int REMEMBERED = 10_000;

  private final PrintStream out;
  private final Map<List<Object>, Object> told = new Memory();
  private final Deque<View.SalesLine> rows = new ArrayDeque<>();
  private long rowsLeftOut;
  private Instant lastTelling;
  private View last;
  private boolean closed;

  /**
   * @param out flushed, never closed
   */
  PlainScreen(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void show(View view) {
    if (closed) {
      return;
    }
    if (last == null) {
      line("web UI", view.places().webUi());
      line("database", view.places().database());
      line("topics", String.join(", ", view.places().topics()));
    }
    last = view;
    backwards(view.newestAlerts()).forEach(this::alert);
    backwards(view.newestSales()).forEach(this::remember);
    if (lastTelling == null || !view.wallTime().isBefore(lastTelling.plus(PAUSE))) {
      lastTelling = view.wallTime();
      tell();
    }
    out.flush();
  }

  @Override
  public synchronized void close() {
    if (!closed && last != null) {
      tell();
      out.flush();
    }
    closed = true;
  }

  private void alert(View.AlertLine alert) {
    Object before = told.put(List.of("alert", alert.alertId()), alert.state());
    if (alert.state().equals(before)) {
      return;
    }
    line(
        "alert",
        String.join(
            " ",
            Texts.dayAndTime(alert.openedAt()),
            Texts.name(alert.state()),
            alert.sensorId(),
            Texts.name(alert.direction()),
            Texts.peak(alert),
            "(" + Texts.degrees(alert.first()) + " -> " + Texts.degrees(alert.second()) + ")"));
  }

  private void remember(View.SalesLine row) {
    List<Object> key =
        List.of(row.report(), row.group(), row.currency(), row.window().start(), row.windowSeq());
    List<Object> state = List.of(row.revision(), row.status());
    if (state.equals(told.put(key, state))) {
      return;
    }
    rows.addLast(row);
    if (rows.size() > ROWS) {
      rows.removeFirst();
      rowsLeftOut++;
    }
  }

  private void tell() {
    if (rowsLeftOut > 0) {
      line("row", "(" + Texts.count(rowsLeftOut) + " more)");
      rowsLeftOut = 0;
    }
    for (View.SalesLine row : rows) {
      line(
          "row",
          String.join(
              " ",
              row.report(),
              Texts.group(row),
              Texts.window(row),
              Texts.count(row.sales()) + " sales,",
              Texts.units(row.units()) + " units,",
              "gross " + Texts.money(row.gross()) + ",",
              "net " + Texts.money(row.net()),
              row.currency(),
              Texts.name(row.status())));
    }
    rows.clear();
    line("time", Texts.dayAndTime(last.eventTime()) + ", " + Texts.speed(last));
    counts("sales", last.sales());
    counts("readings", last.readings());
  }

  private void counts(String name, View.Counts counts) {
    List<Object> key = List.of("counts", name);
    if (counts.equals(told.put(key, counts))) {
      return;
    }
    line(
        name,
        Texts.count(counts.in())
            + " in, "
            + Texts.count(counts.accepted())
            + " accepted, "
            + Texts.count(counts.rejected())
            + " rejected, "
            + Texts.count(counts.late())
            + " late, "
            + Texts.count(counts.duplicates())
            + " duplicates");
  }

  private void line(String what, String text) {
    out.println(String.format(Locale.ROOT, "%-9s", what) + Texts.printable(text));
  }

  private static <T> List<T> backwards(List<T> newestFirst) {
    Deque<T> oldestFirst = new ArrayDeque<>();
    newestFirst.forEach(oldestFirst::addFirst);
    return List.copyOf(oldestFirst);
  }

  /** The newest keys told. */
  private static final class Memory extends LinkedHashMap<List<Object>, Object> {
    private static final long serialVersionUID = 1L;

    Memory() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<List<Object>, Object> eldest) {
      return size() > REMEMBERED;
    }
  }
}

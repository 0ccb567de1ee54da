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
 * whenever their state changes; sales rows, sessions and counts every few seconds, the newest few
 * of many.
 */
final class PlainScreen implements Screen {

  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int ROWS = 8;
  private static final int SESSIONS = 4;

  /** Far more than a view holds: a row that is forgotten would be told again. */
  private static final int REMEMBERED = 10_000;

  private final PrintStream out;
  private final Map<List<Object>, Object> told = new Memory();
  private final News rows = new News("row", ROWS);
  private final News sessions = new News("session", SESSIONS);
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
    if (!view.job().equals(told.put(List.of("job"), view.job()))) {
      line("job", view.job());
    }
    view.readings().ifPresent(input -> backwards(input.newest()).forEach(this::alert));
    view.sales().ifPresent(input -> backwards(input.newest()).forEach(this::row));
    view.activity().ifPresent(input -> backwards(input.newest()).forEach(this::session));
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
    List<String> parts =
        List.of(
            Texts.dayAndTime(alert.openedAt()),
            Texts.name(alert.state()),
            alert.sensorId(),
            Texts.what(alert),
            Texts.peak(alert),
            "(" + Texts.evidence(alert, "->") + ")");
    line("alert", String.join(" ", parts.stream().filter(part -> !part.isEmpty()).toList()));
  }

  private void row(View.SalesLine row) {
    rows.add(
        List.of(row.report(), row.group(), row.currency(), row.window().start(), row.windowSeq()),
        List.of(row.revision(), row.status()),
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

  private void session(View.SessionLine session) {
    sessions.add(
        List.of(session.userId(), session.start()),
        List.of(session.actions(), session.status()),
        String.join(
            " ",
            Texts.dayAndTime(session.start()),
            Texts.name(session.status()),
            session.userId(),
            "to " + Texts.timeWithSeconds(session.lastActivity()) + ",",
            Texts.count(session.actions()) + " " + Texts.actions(session)));
  }

  private void tell() {
    rows.tell();
    sessions.tell();
    if (last.speed() != View.UNKNOWN_SPEED) {
      line("time", Texts.dayAndTime(last.eventTime()) + ", " + Texts.speed(last));
    }
    last.sales().ifPresent(input -> counts("sales", input.counts()));
    last.readings().ifPresent(input -> counts("readings", input.counts()));
    last.activity().ifPresent(input -> counts("activity", input.counts()));
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

  /** What waits to be told: the newest few lines, and how many there were before them. */
  private final class News {

    private final String what;
    private final int most;
    private final Map<List<Object>, String> lines = new LinkedHashMap<>();
    private long leftOut;

    News(String what, int most) {
      this.what = what;
      this.most = most;
    }

    /** Adds a line, unless what it says of the key is known. */
    void add(List<Object> key, List<Object> state, String line) {
      if (state.equals(told.put(List.of(what, key), state))) {
        return;
      }
      // The newest come last, and what nobody was told of yet is only told as it is now.
      lines.remove(key);
      lines.put(key, line);
      if (lines.size() > most) {
        lines.remove(lines.keySet().iterator().next());
        leftOut++;
      }
    }

    void tell() {
      if (leftOut > 0) {
        line(what, "(" + Texts.count(leftOut) + " more)");
        leftOut = 0;
      }
      lines.values().forEach(line -> line(what, line));
      lines.clear();
    }
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

package io.aforo.local.screen;

import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.time.RowStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * A view, drawn as lines for a terminal of a given size. No line is wider and there are no more of
 * them; what there is no room for is left out, the oldest rows first.
 */
final class Frame {

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle BOLD = PLAIN.bold();
  private static final AttributedStyle FAINT = PLAIN.faint();
  private static final AttributedStyle GREEN = PLAIN.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle YELLOW = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle RED = BOLD.foreground(AttributedStyle.RED);

  /** From this width on there is room for every column. */
  private static final int WIDE = 118;

  /** Of a terminal that nobody has made larger; there every line is needed for rows. */
  private static final int USUAL_HEIGHT = 24;

  private static final int DEGREES_PER_BAR = 5;
  private static final int LONGEST_BAR = 10;

  /** As wide as {@code not evaluable}. */
  private static final int WHAT = 13;

  private final View view;
  private final int width;
  private final int height;
  private final Glyphs glyphs;
  private final boolean wide;
  private final List<AttributedString> lines = new ArrayList<>();

  private Frame(View view, int width, int height, Glyphs glyphs) {
    this.view = view;
    this.width = width;
    this.height = height;
    this.glyphs = glyphs;
    this.wide = width >= WIDE;
  }

  /**
   * @param width in columns
   * @param height in lines
   */
  static List<AttributedString> draw(View view, int width, int height, Glyphs glyphs) {
    return new Frame(view, width, height, glyphs).draw();
  }

  private List<AttributedString> draw() {
    places();
    counts();
    sections(height - lines.size() - 1);
    while (lines.size() < height - 1) {
      lines.add(AttributedString.EMPTY);
    }
    line().cell("Ctrl-C stops everything.", width, FAINT).end();
    return List.copyOf(lines.subList(0, Math.min(height, lines.size())));
  }

  /**
   * Draws the newest rows of every input. Where a line of each has no room, the last inputs are
   * left out; else the sales, with all their reports, get more than the others.
   */
  private void sections(int room) {
    List<Section> sections = new ArrayList<>();
    view.sales().ifPresent(input -> sections.add(new Section(2, rows -> sales(input, rows))));
    view.readings().ifPresent(input -> sections.add(new Section(1, rows -> alerts(input, rows))));
    view.activity().ifPresent(input -> sections.add(new Section(1, rows -> sessions(input, rows))));
    while (sections.size() > 1 && rows(room, sections) < sections.size()) {
      sections.remove(sections.size() - 1);
    }
    if (sections.isEmpty()) {
      return;
    }
    int count = sections.size();
    int rows = Math.max(0, rows(room, sections));
    int parts = view.sales().isPresent() ? count + 1 : count;
    int each = Math.max(Math.min(3, rows / count), rows / parts);
    for (Section section : sections) {
      section.draw().accept(section == sections.get(0) ? rows - each * (count - 1) : each);
    }
  }

  /** How many rows there is room for. */
  private static int rows(int room, List<Section> sections) {
    return room - sections.stream().mapToInt(Section::head).sum();
  }

  private void places() {
    String clock =
        view.speed() == View.UNKNOWN_SPEED
            ? Texts.dayAndTime(view.wallTime())
            : "event time " + Texts.dayAndTime(view.eventTime()) + ", " + Texts.speed(view);
    int left = Math.max(0, width - clock.length() - 1);
    line().cell("Aforo", left, BOLD).cell(clock, clock.length(), PLAIN).end();
    if (!view.job().equals(View.RUNNING)) {
      line()
          .cell("job", 12, FAINT)
          .cell(view.job(), width - 13, view.job().contains("failed") ? YELLOW : PLAIN)
          .end();
    }
    place("web UI", view.places().webUi());
    place("database", view.places().database());
    place("topics", String.join(", ", view.places().topics()));
    if (height > USUAL_HEIGHT) {
      view.places().deadLetters().ifPresent(command -> place("refused", command));
    }
    lines.add(AttributedString.EMPTY);
  }

  private void place(String name, String value) {
    line().cell(name, 12, FAINT).cell(value, width - 13, PLAIN).end();
  }

  private void counts() {
    Line head = line().cell("", 12, FAINT);
    for (String name : List.of("in", "accepted", "rejected", "late", "duplicates")) {
      head.right(name, 12, FAINT);
    }
    head.end();
    view.sales().ifPresent(input -> counts("sales", input.counts()));
    view.readings().ifPresent(input -> counts("readings", input.counts()));
    view.activity().ifPresent(input -> counts("activity", input.counts()));
  }

  private void counts(String name, View.Counts counts) {
    line()
        .cell(name, 12, FAINT)
        .right(Texts.count(counts.in()), 12, PLAIN)
        .right(Texts.count(counts.accepted()), 12, PLAIN)
        .right(Texts.count(counts.rejected()), 12, counts.rejected() > 0 ? YELLOW : PLAIN)
        .right(Texts.count(counts.late()), 12, counts.late() > 0 ? YELLOW : PLAIN)
        .right(Texts.count(counts.duplicates()), 12, PLAIN)
        .end();
  }

  private void sales(View.Input<View.SalesLine> input, int rows) {
    heading("newest sales rows");
    // What the other columns and the spaces between them leave for the group.
    int group = width - (wide ? 23 + 17 + 7 + 10 + 13 + 17 + 11 + 7 : 23 + 7 + 6 + 16 + 9 + 5);
    Line head = line().cell("report", 23, FAINT).cell("group", group, FAINT);
    head.cell(wide ? "window (UTC)" : "from", wide ? 17 : 7, FAINT);
    head.right("sales", wide ? 7 : 6, FAINT);
    if (wide) {
      head.right("units", 10, FAINT).right("gross", 13, FAINT);
    }
    head.right("net", wide ? 17 : 16, FAINT).cell("status", wide ? 11 : 9, FAINT).end();
    rows(input.newest(), rows, row -> salesRow(row, group));
  }

  private void salesRow(View.SalesLine row, int group) {
    Line line = line().cell(row.report(), 23, PLAIN).cell(Texts.group(row), group, PLAIN);
    line.cell(wide ? Texts.window(row) : Texts.windowStart(row), wide ? 17 : 7, PLAIN);
    line.right(Texts.count(row.sales()), wide ? 7 : 6, PLAIN);
    if (wide) {
      line.right(Texts.units(row.units()), 10, PLAIN).right(Texts.money(row.gross()), 13, PLAIN);
    }
    line.right(Texts.money(row.net()) + " " + row.currency(), wide ? 17 : 16, BOLD)
        .cell(Texts.name(row.status()), wide ? 11 : 9, style(row.status()))
        .end();
  }

  private void alerts(View.Input<View.AlertLine> input, int rows) {
    heading("temperature alerts");
    rows(input.newest(), rows, this::alert);
  }

  private void alert(View.AlertLine alert) {
    int sensor =
        wide ? width - 8 - 12 - WHAT - 9 - 15 - LONGEST_BAR - 6 : width - 8 - 12 - 9 - 15 - 4;
    Line line =
        line()
            .cell(Texts.timeWithSeconds(alert.openedAt()), 8, PLAIN)
            .cell(Texts.name(alert.state()), 12, style(alert.state()))
            .cell(alert.sensorId(), sensor, PLAIN);
    if (wide) {
      line.cell(Texts.what(alert), WHAT, PLAIN);
    }
    // Of a jump the sign of the peak says enough where there is no room for both.
    boolean isTold = wide || alert.kind() == AlertKind.JUMP;
    line.right(Texts.peak(alert), 9, BOLD)
        .cell(isTold ? Texts.evidence(alert, glyphs.arrow) : Texts.what(alert), 15, PLAIN);
    if (wide) {
      line.cell(bar(alert), LONGEST_BAR, style(alert.state()));
    }
    line.end();
  }

  private void sessions(View.Input<View.SessionLine> input, int rows) {
    heading("newest activity sessions");
    rows(input.newest(), rows, this::session);
  }

  /** The columns of the alerts, with the last activity in that of what it is about. */
  private void session(View.SessionLine session) {
    int afterwards = wide ? 15 + LONGEST_BAR + 1 : 15;
    // On a narrow terminal the end of the line is cut off, not who it is about.
    int what = wide ? WHAT : 12;
    int user = Math.max(8, width - 8 - 12 - what - 9 - afterwards - 5);
    line()
        .cell(Texts.timeWithSeconds(session.start()), 8, PLAIN)
        .cell(Texts.name(session.status()), 12, style(session.status()))
        .cell(session.userId(), user, PLAIN)
        .cell("to " + Texts.timeWithSeconds(session.lastActivity()), what, PLAIN)
        .right(Texts.count(session.actions()), 9, BOLD)
        .cell(Texts.actions(session), afterwards, PLAIN)
        .end();
  }

  private String bar(View.AlertLine alert) {
    int length = Math.min(LONGEST_BAR, alert.peak().intValue() / DEGREES_PER_BAR);
    return glyphs.bar.repeat(Math.max(0, length));
  }

  private void heading(String title) {
    String line = glyphs.rule.repeat(2) + " " + title + " ";
    line().cell(line + glyphs.rule.repeat(Math.max(0, width - line.length())), width, BOLD).end();
  }

  private <R> void rows(List<R> newest, int rows, Consumer<R> draw) {
    int end = lines.size() + rows;
    if (newest.isEmpty() && rows > 0) {
      line().cell("none yet", width, FAINT).end();
    }
    newest.stream().limit(rows).forEach(draw);
    while (lines.size() < end) {
      lines.add(AttributedString.EMPTY);
    }
  }

  private static AttributedStyle style(RowStatus status) {
    return switch (status) {
      case FINAL -> GREEN;
      case CORRECTED -> YELLOW;
      case PROVISIONAL, MERGED -> FAINT;
    };
  }

  private static AttributedStyle style(AlertState state) {
    return switch (state) {
      case OPEN -> RED;
      case OPEN_NO_DATA -> YELLOW;
      case CLOSED -> FAINT;
    };
  }

  /**
   * The part of the frame that shows an input.
   *
   * @param head how many lines stand above its rows
   * @param draw draws it with so many rows
   */
  private record Section(int head, IntConsumer draw) {}

  private Line line() {
    return new Line();
  }

  /** A line of cells, one space apart. */
  private final class Line {

    private final AttributedStringBuilder text = new AttributedStringBuilder();
    private boolean first = true;

    Line cell(String value, int columns, AttributedStyle style) {
      AttributedString fitted = fitted(value, columns, style);
      gap();
      text.append(fitted);
      spaces(columns - fitted.columnLength());
      return this;
    }

    Line right(String value, int columns, AttributedStyle style) {
      AttributedString fitted = fitted(value, columns, style);
      gap();
      spaces(columns - fitted.columnLength());
      text.append(fitted);
      return this;
    }

    void end() {
      lines.add(text.toAttributedString().columnSubSequence(0, width));
    }

    private void gap() {
      spaces(first ? 0 : 1);
      first = false;
    }

    private void spaces(int count) {
      text.append(" ".repeat(Math.max(0, count)), PLAIN);
    }

    private AttributedString fitted(String value, int columns, AttributedStyle style) {
      AttributedString whole = new AttributedString(Texts.printable(value), style);
      if (whole.columnLength() <= columns) {
        return whole;
      }
      return new AttributedString(
          whole.columnSubSequence(0, Math.max(0, columns - 1))
              + (columns > 0 ? glyphs.ellipsis : ""),
          style);
    }
  }
}

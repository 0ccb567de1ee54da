package io.aforo.local.screen;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Severity;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Alerts as a table of a fixed width: a line each, and below it what is wrong, where that is said.
 */
public final class AlertTable {

  /** In columns of a terminal. */
  private static final int WIDTH = 100;

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle FAINT = PLAIN.faint();
  private static final AttributedStyle YELLOW = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle RED = PLAIN.bold().foreground(AttributedStyle.RED);

  private static final List<String> HEAD =
      List.of(
          "sensor", "kind", "severity", "state", "opened (UTC)", "closed", "peak", "from -> to");

  private static final int STATE = 3;
  private static final int SEVERITY = 2;
  private static final int PEAK = 6;

  private AlertTable() {}

  /**
   * Draws it.
   *
   * @param isColored whether a terminal shows it; otherwise the lines are plain
   */
  public static List<String> lines(List<Alert> alerts, boolean isColored) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    alerts.forEach(alert -> rows.add(cells(alert)));
    int[] widths = widths(rows);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Alert alert = i == 0 ? null : alerts.get(i - 1);
      lines.add(shown(row(rows.get(i), widths, alert), isColored));
      if (alert != null && !alert.detail().isEmpty()) {
        String detail = fitted("  " + Texts.printable(alert.detail()), WIDTH);
        lines.add(shown(new AttributedString(detail, FAINT), isColored));
      }
    }
    return lines;
  }

  private static List<String> cells(Alert alert) {
    return List.of(
        Texts.printable(alert.sensorId()),
        alert.kind() == AlertKind.RULE_NOT_EVALUABLE ? "not evaluable" : Texts.name(alert.kind()),
        Texts.name(alert.severity()),
        alert.state() == AlertState.OPEN_NO_DATA ? "no data" : Texts.name(alert.state()),
        opened(alert),
        closed(alert),
        peak(alert),
        Texts.degrees(alert.evidence().first().toCelsius())
            + " -> "
            + Texts.degrees(alert.evidence().second().toCelsius()));
  }

  private static String opened(Alert alert) {
    return Texts.dayAndTime(Instant.ofEpochMilli(alert.openedAt())).replace("Z", "");
  }

  /** The time alone, and how many days later it is. */
  private static String closed(Alert alert) {
    if (alert.closedAt().isEmpty()) {
      return "";
    }
    Instant closedAt = Instant.ofEpochMilli(alert.closedAt().getAsLong());
    long days =
        LocalDate.ofInstant(closedAt, ZoneOffset.UTC).toEpochDay()
            - LocalDate.ofInstant(Instant.ofEpochMilli(alert.openedAt()), ZoneOffset.UTC)
                .toEpochDay();
    return Texts.timeWithSeconds(closedAt) + (days == 0 ? "" : "+" + days + "d");
  }

  private static String peak(Alert alert) {
    String sign =
        alert
            .direction()
            .map(
                direction ->
                    switch (direction) {
                      case RISING -> "+";
                      case FALLING -> "-";
                      case SIMULTANEOUS -> "";
                    })
            .orElse("");
    // Towards zero: 19.999 is no 20.
    return sign + alert.peak().toCelsius().setScale(2, RoundingMode.DOWN) + " C";
  }

  /** As wide as what is in them, but for the sensor, which has what is left. */
  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], columns(row.get(i)));
      }
    }
    int others = 0;
    for (int i = 1; i < widths.length; i++) {
      others += widths[i] + 1;
    }
    widths[0] = Math.min(widths[0], Math.max(8, WIDTH - others));
    return widths;
  }

  private static AttributedString row(List<String> cells, int[] widths, Alert alert) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = fitted(cells.get(i), widths[i]);
      String spaces = " ".repeat(widths[i] - columns(cell));
      boolean isLast = i == widths.length - 1;
      line.append(i == 0 ? "" : " ").append(i == PEAK ? spaces : "");
      line.append(cell, alert == null ? FAINT : style(i, alert));
      line.append(i == PEAK || isLast ? "" : spaces);
    }
    return line.toAttributedString().columnSubSequence(0, WIDTH);
  }

  private static AttributedStyle style(int column, Alert alert) {
    if (column == SEVERITY && alert.severity() != Severity.INFO) {
      return alert.severity() == Severity.CRITICAL ? RED : YELLOW;
    }
    if (column == STATE) {
      return switch (alert.state()) {
        case OPEN -> RED;
        case OPEN_NO_DATA -> YELLOW;
        case CLOSED -> FAINT;
      };
    }
    return PLAIN;
  }

  private static String fitted(String text, int width) {
    AttributedString whole = new AttributedString(text);
    return whole.columnLength() <= width
        ? text
        : whole.columnSubSequence(0, width - 1) + Glyphs.ASCII.ellipsis;
  }

  private static int columns(String text) {
    return new AttributedString(text).columnLength();
  }

  private static String shown(AttributedString line, boolean isColored) {
    return isColored ? line.toAnsi() : line.toString();
  }
}

package io.aforo.local.screen;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * What lines are printed on.
 *
 * @param columns how wide it is
 * @param isColored whether a terminal shows it; otherwise the lines are plain
 * @param isUnicode whether lines can hold more than ASCII
 */
public record Paper(int columns, boolean isColored, boolean isUnicode) {

  /** Where the lines go to a file or another program. */
  private static final int COLUMNS_ELSEWHERE = 100;

  private static final int LEAST = 40;

  /** Before Java 19 nobody says what standard output has; it is the default. */
  private static final Charset ENCODING =
      Charset.forName(System.getProperty("stdout.encoding", Charset.defaultCharset().name()));

  public Paper {
    columns = Math.max(LEAST, columns);
  }

  /**
   * Standard output.
   *
   * @param environment of the process; {@code NO_COLOR} (not empty) switches colours off, {@code
   *     COLUMNS} says how wide lines may be where there is no terminal
   */
  public static Paper standard(Map<String, String> environment) {
    boolean isUnicode = Glyphs.in(ENCODING) == Glyphs.UNICODE;
    boolean wantsColours = environment.getOrDefault("NO_COLOR", "").isEmpty();
    if (System.console() != null) {
      try (Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(TerminalBuilder.SystemOutput.SysOut)
              .dumb(false)
              .nativeSignals(false)
              .graphemeCluster(false)
              .build()) {
        // A terminal that does not know its size says 0.
        int columns = terminal.getSize().getColumns();
        return new Paper(columns > 0 ? columns : 80, wantsColours, isUnicode);
      } catch (IOException | IllegalStateException notATerminal) {
        // As elsewhere.
      }
    }
    String columns = environment.getOrDefault("COLUMNS", "");
    return new Paper(
        columns.matches("[0-9]{1,4}") ? Integer.parseInt(columns) : COLUMNS_ELSEWHERE,
        false,
        isUnicode);
  }

  Glyphs glyphs() {
    return isUnicode ? Glyphs.UNICODE : Glyphs.ASCII;
  }

  String faint(String text) {
    return shown(new AttributedString(text, AttributedStyle.DEFAULT.faint()));
  }

  String bold(String text) {
    return shown(new AttributedString(text, AttributedStyle.DEFAULT.bold()));
  }

  private String shown(AttributedString line) {
    return isColored ? line.toAnsi() : line.toString();
  }

  /** Cut at the end. */
  String fitted(String text, int width) {
    AttributedString whole = new AttributedString(text);
    return whole.columnLength() <= width
        ? text
        : whole.columnSubSequence(0, width - 1) + glyphs().ellipsis;
  }

  /** Cut at the beginning. */
  String endOf(String text, int width) {
    AttributedString whole = new AttributedString(text);
    int columns = whole.columnLength();
    return columns <= width
        ? text
        : glyphs().ellipsis + whole.columnSubSequence(columns - width + 1, columns);
  }

  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - new AttributedString(text).columnLength()));
  }

  /** Lines no wider than {@code width}, broken between words where that is possible. */
  public static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    AttributedStringBuilder line = new AttributedStringBuilder();
    for (String word : text.split(" ", -1)) {
      AttributedString rest = new AttributedString(word);
      if (line.length() > 0 && line.columnLength() + 1 + rest.columnLength() > width) {
        lines.add(line.toString());
        line.setLength(0);
      } else if (line.length() > 0) {
        line.append(' ');
      }
      while (rest.columnLength() > width) {
        lines.add(rest.columnSubSequence(0, width).toString());
        rest = rest.columnSubSequence(width, rest.columnLength());
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }
}

package io.aforo.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The figures of a run as a table, for the screen and for docs/reliability.md: one row a fault, the
 * counts of differing rows over all tables.
 */
final class FiguresTable {

  private static final int WIDTH = 120;

  /**
   * @param head for the document
   * @param shortHead for the screen, whose columns are narrow
   */
  private record Column(
      String head, String shortHead, boolean isNumber, Function<Figures, String> value) {}

  /** The second is as wide as the others leave room for. */
  private static final List<Column> COLUMNS =
      List.of(
          number("Nr.", "Nr", Figures::number),
          new Column("Fault", "Fault", false, Figures::fault),
          number("Events in", "In", each -> each.verdict().in()),
          number("Accepted", "Accepted", each -> each.verdict().accepted()),
          number("Rejected", "Rej.", each -> each.verdict().rejected()),
          number("Late", "Late", each -> each.verdict().late()),
          number("Duplicates", "Dupl.", each -> each.verdict().duplicates()),
          number("Missing rows", "Miss.", each -> sum(each, Verdict.Difference::missing)),
          number("Extra rows", "Extra", each -> sum(each, Verdict.Difference::extra)),
          number("Wrong rows", "Wrong", each -> sum(each, Verdict.Difference::wrong)),
          number("Torn reads", "Torn", each -> each.seen().tornReads()),
          number("Revision regressions", "Back", each -> each.seen().regressions()),
          number("Restarts", "Rest.", Figures::restarts),
          new Column("Recovery", "Recov.", true, each -> seconds(each.recovery())),
          new Column("Passed", "Passed", false, each -> each.passed() ? "yes" : "NO"));

  private FiguresTable() {}

  /** Aligned columns, at most {@value #WIDTH} wide; a fault's name is cut where it is longer. */
  static String text(List<Figures> figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(COLUMNS.stream().map(Column::shortHead).toList());
    figures.forEach(each -> rows.add(values(each)));
    int[] widths =
        IntStream.range(0, COLUMNS.size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    int tooWide = IntStream.of(widths).sum() + 2 * (widths.length - 1) - WIDTH;
    widths[1] = Math.max(5, widths[1] - Math.max(0, tooWide));
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n", "", "\n"));
  }

  /** A table in Markdown. */
  static String markdown(List<Figures> figures) {
    List<String> lines = new ArrayList<>();
    lines.add(markdownLine(COLUMNS.stream().map(Column::head).toList()));
    lines.add(
        markdownLine(COLUMNS.stream().map(each -> each.isNumber() ? "---:" : "---").toList()));
    figures.forEach(each -> lines.add(markdownLine(values(each))));
    return String.join("\n", lines) + "\n";
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String value = row.get(i);
      if (value.length() > widths[i]) {
        value = value.substring(0, widths[i] - 1) + "…";
      }
      String padding = " ".repeat(widths[i] - value.length());
      line.append(i == 0 ? "" : "  ");
      line.append(COLUMNS.get(i).isNumber() ? padding + value : value + padding);
    }
    return line.toString().stripTrailing();
  }

  private static String markdownLine(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static List<String> values(Figures figures) {
    return COLUMNS.stream().map(column -> column.value().apply(figures)).toList();
  }

  private static Column number(
      String head, String shortHead, Function<Figures, ? extends Number> value) {
    return new Column(
        head,
        shortHead,
        true,
        figures -> String.format(Locale.ROOT, "%,d", value.apply(figures).longValue()));
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
  }

  private static long sum(Figures figures, Function<Verdict.Difference, Long> rows) {
    return figures.verdict().differences().values().stream().mapToLong(rows::apply).sum();
  }
}

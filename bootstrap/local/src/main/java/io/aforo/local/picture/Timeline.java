package io.aforo.local.picture;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A picture of one sensor over a stretch of time, as SVG: its readings, each alert from its opening
 * to its close, and the readings that are its evidence.
 */
public final class Timeline {

  /** The size of the picture. */
  public static final int WIDTH = 1_100;

  /** The size of the picture. */
  public static final int HEIGHT = 430;

  private static final double LEFT = 68;
  private static final double RIGHT = LEFT + ReadingLine.COLUMNS;
  private static final double TOP = 72;
  private static final double BOTTOM = 352;
  private static final double LEGEND = 411;

  private static final double WIDTH_OF_LETTER = 6.6;
  private static final double HEIGHT_OF_LINE = 15;

  /** Where there are more, the line is clear enough without its points. */
  private static final int MOST_POINTS = 150;

  /** Where there are more alerts, what they say of themselves is left to their tooltips. */
  private static final int MOST_LABELS = 8;

  private static final String STYLE =
      """
      svg{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:12px}
      .paper{fill:#fff}text{fill:#1f2937}.title{font-size:17px;font-weight:600}.faint{fill:#5b6472}
      .grid{stroke:#e5e7eb}.axis{stroke:#9ca3af}
      .line{fill:none;stroke:#2563eb;stroke-width:1.4;stroke-linejoin:round;stroke-linecap:round}
      .points{fill:none;stroke:#2563eb;stroke-width:4;stroke-linecap:round}
      .INFO{fill:#0ea5e9}.WARNING{fill:#f59e0b}.CRITICAL{fill:#dc2626}
      .span{fill-opacity:.15}.edge{fill-opacity:.9}.silent{fill:#fff;fill-opacity:.55}.hatch{stroke:#6b7280;stroke-opacity:.55}
      .pair{stroke:#111827;stroke-width:1.4;stroke-dasharray:3 2}.mark{fill:#fff;stroke:#111827;stroke-width:2}
      .limit{stroke:#7c3aed;stroke-width:1.4;stroke-dasharray:7 4}.limits{fill:#7c3aed}
      .label{font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
      @media(prefers-color-scheme:dark){
      .paper{fill:#111827}text{fill:#e5e7eb}.faint{fill:#9ca3af}.grid{stroke:#2b3544}.axis{stroke:#6b7280}
      .line,.points{stroke:#60a5fa}.span{fill-opacity:.26}.silent{fill:#111827}.hatch{stroke:#9ca3af}
      .pair{stroke:#f9fafb}.mark{fill:#111827;stroke:#f9fafb}.limit{stroke:#c4b5fd}.limits{fill:#c4b5fd}.label{stroke:#111827}}
      """;

  private final String sensorId;
  private final ReadingLine line;
  private final Span span;
  private final List<Story> stories;
  private final List<Limit> limits;
  private final double low;
  private final double high;
  private final Markup svg = new Markup();
  private final List<Box> labels = new ArrayList<>();

  /**
   * A limit that a sensor was held to.
   *
   * @param isUpper whether it must not be warmer, rather than colder
   */
  public record Limit(Temperature temperature, boolean isUpper) {}

  /** What a label takes up. */
  private record Box(double x, double y, double width) {
    boolean touches(Box other) {
      return Math.abs(y - other.y) < HEIGHT_OF_LINE
          && x < other.x + other.width
          && other.x < x + width;
    }
  }

  private Timeline(String sensorId, ReadingLine line, List<Story> stories, List<Limit> limits) {
    this.sensorId = sensorId;
    this.line = line;
    this.span = line.span();
    this.stories = stories;
    this.limits = limits;
    List<Temperature> shown = new ArrayList<>();
    limits.forEach(limit -> shown.add(limit.temperature()));
    for (Story story : stories) {
      ReadingPair pair = story.alert().evidence();
      if (span.holds(pair.firstAt()) && span.holds(pair.secondAt())) {
        shown.add(pair.first());
        shown.add(pair.second());
      }
    }
    double lowest = line.low();
    double highest = line.high();
    for (Temperature temperature : shown) {
      lowest = Math.min(lowest, temperature.ninthsOfMilliCelsius());
      highest = Math.max(highest, temperature.ninthsOfMilliCelsius());
    }
    if (lowest > highest) {
      lowest = 0;
      highest = 0;
    }
    // A degree at least, so that a steady sensor looks steady; room above for labels.
    double height = Math.max(9_000, highest - lowest);
    double middle = (lowest + highest) / 2;
    this.low = middle - height * 0.58;
    this.high = middle + height * 0.62;
  }

  /**
   * Draws it.
   *
   * @param line the readings, all of them added
   * @param stories alerts; what of them lies outside of the time of the line is left out
   * @param limits drawn as far as they are of the times
   * @return a whole document
   */
  public static String svg(
      String sensorId, ReadingLine line, List<Story> stories, List<Limit> limits) {
    return new Timeline(sensorId, line, stories, limits).draw();
  }

  private String draw() {
    svg.begin(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "width",
        WIDTH,
        "height",
        HEIGHT,
        "role",
        "img");
    svg.element("title", "Sensor " + sensorId + ", " + Words.times(span) + " UTC");
    svg.raw("<style>").raw(STYLE).raw("</style>\n");
    defineParts();
    svg.empty("rect", "class", "paper", "width", WIDTH, "height", HEIGHT);
    heading();
    axes();
    svg.begin("g", "clip-path", "url(#plot)");
    stories.forEach(this::episode);
    limits.forEach(this::limit);
    readings();
    stories.forEach(this::evidence);
    svg.end();
    frame();
    // The worst first: it has the best place.
    stories.stream()
        .filter(story -> stories.size() <= MOST_LABELS && !Words.peak(story.alert()).isEmpty())
        .sorted(Comparator.comparing(story -> story.alert().peak(), Comparator.reverseOrder()))
        .forEach(this::label);
    legend();
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg.end();
  }

  private void defineParts() {
    svg.begin("defs");
    svg.begin("clipPath", "id", "plot");
    svg.empty("rect", "x", LEFT, "y", TOP, "width", RIGHT - LEFT, "height", BOTTOM - TOP);
    svg.end();
    svg.begin(
        "pattern",
        "id",
        "hatch",
        "width",
        7,
        "height",
        7,
        "patternUnits",
        "userSpaceOnUse",
        "patternTransform",
        "rotate(45)");
    svg.empty("path", "class", "hatch", "d", "M0 0V7");
    svg.end().end();
  }

  private void heading() {
    svg.element("text", Words.cut(sensorId), "class", "title", "x", 16, "y", 28);
    svg.element("text", summary(), "class", "faint", "x", 16, "y", 49);
    svg.element(
        "text", "\u00B0C", "class", "faint", "x", LEFT - 8, "y", TOP - 8, "text-anchor", "end");
  }

  private String summary() {
    String times = Words.times(span) + " UTC";
    String readings = Words.count(line.readings(), "reading");
    if (stories.size() == 1) {
      Alert alert = stories.get(0).alert();
      String peak = Words.peak(alert);
      return String.join(
          "  \u00B7  ",
          Words.kind(alert) + (peak.isEmpty() ? "" : ", " + peak),
          Words.life(alert),
          readings);
    }
    List<String> parts = new ArrayList<>();
    parts.add(Words.count(stories.size(), "alert"));
    for (Severity severity : List.of(Severity.CRITICAL, Severity.WARNING, Severity.INFO)) {
      for (AlertKind kind : AlertKind.values()) {
        long count =
            stories.stream()
                .map(Story::alert)
                .filter(alert -> alert.kind() == kind && alert.severity() == severity)
                .count();
        if (count > 0) {
          parts.add(count + " " + Words.name(kind) + " " + Words.name(severity));
        }
      }
    }
    return parts.get(0)
        + ": "
        + String.join(", ", parts.subList(1, parts.size()))
        + "  \u00B7  "
        + times
        + "  \u00B7  "
        + readings;
  }

  private void axes() {
    for (Axis.Mark mark : Axis.temperatures(low, high, 6)) {
      double y = y(mark.at());
      svg.empty("path", "class", "grid", "d", "M" + p(LEFT, y) + "H" + n(RIGHT));
      svg.element(
          "text", mark.label(), "class", "faint", "x", LEFT - 8, "y", y + 4, "text-anchor", "end");
    }
    for (Axis.Mark mark : Axis.times(span, 10)) {
      double x = x(mark.at());
      svg.empty("path", "class", "grid", "d", "M" + p(x, TOP) + "V" + n(BOTTOM + 5));
      svg.element(
          "text",
          mark.label(),
          "class",
          "faint",
          "x",
          x,
          "y",
          BOTTOM + 19,
          "text-anchor",
          "middle");
      if (!mark.more().isEmpty()) {
        svg.element(
            "text",
            mark.more(),
            "class",
            "faint",
            "x",
            x,
            "y",
            BOTTOM + 34,
            "text-anchor",
            "middle");
      }
    }
  }

  private void frame() {
    svg.empty(
        "path",
        "class",
        "axis",
        "fill",
        "none",
        "d",
        "M" + p(LEFT, TOP) + "V" + n(BOTTOM) + "H" + n(RIGHT));
  }

  private void episode(Story story) {
    Alert alert = story.alert();
    Span life = lifeOf(alert).within(span);
    if (life.millis() < 0) {
      return;
    }
    svg.begin("g", "class", alert.severity());
    svg.element("title", tooltip(alert));
    // Two pixels at least, so that it can be seen and pointed at.
    double width = Math.max(2, x(life.end()) - x(life.start()));
    band("span", life.start(), width);
    boolean isSilent = alert.kind() == AlertKind.SILENT;
    (isSilent ? List.of(lifeOf(alert)) : story.silences())
        .stream()
            .map(silence -> silence.within(life))
            .filter(silence -> silence.millis() > 0)
            .forEach(
                silence -> {
                  double silent = x(silence.end()) - x(silence.start());
                  band("silent", silence.start(), silent);
                  svg.empty(
                      "rect",
                      "fill",
                      "url(#hatch)",
                      "x",
                      x(silence.start()),
                      "y",
                      TOP,
                      "width",
                      silent,
                      "height",
                      BOTTOM - TOP);
                });
    svg.empty("rect", "class", "edge", "x", x(life.start()), "y", TOP, "width", width, "height", 4);
    svg.end();
  }

  private void band(String style, long start, double width) {
    svg.empty(
        "rect", "class", style, "x", x(start), "y", TOP, "width", width, "height", BOTTOM - TOP);
  }

  /** Until the end of the picture, while it is open. */
  private static Span lifeOf(Alert alert) {
    return new Span(alert.openedAt(), alert.closedAt().orElse(Long.MAX_VALUE));
  }

  private void limit(Limit limit) {
    double y = y(limit.temperature().ninthsOfMilliCelsius());
    svg.begin("g");
    svg.element("title", labelOf(limit));
    svg.empty("path", "class", "limit", "d", "M" + p(LEFT, y) + "H" + n(RIGHT));
    svg.element(
        "text",
        labelOf(limit),
        "class",
        "limits label",
        "x",
        LEFT + 6,
        "y",
        limit.isUpper() ? y - 5 : y + 14);
    svg.end();
  }

  private static String labelOf(Limit limit) {
    return (limit.isUpper() ? "too warm above " : "too cold below ")
        + Words.degrees(limit.temperature());
  }

  private void readings() {
    StringBuilder path = new StringBuilder();
    StringBuilder points = new StringBuilder();
    boolean[] wasAlone = {false};
    line.draw(
        (at, value, isJoined) -> {
          String point = p(x(at), y(value));
          if (isJoined) {
            path.append('L').append(point);
          } else {
            // A point that is joined to none is drawn as a dot.
            path.append(wasAlone[0] ? "h.1" : "").append('M').append(point);
          }
          wasAlone[0] = !isJoined;
          points.append('M').append(point).append("h.1");
        });
    path.append(wasAlone[0] ? "h.1" : "");
    svg.empty("path", "class", "line", "d", path);
    if (line.readings() <= MOST_POINTS) {
      svg.empty("path", "class", "points", "d", points);
    }
  }

  private void evidence(Story story) {
    Alert alert = story.alert();
    ReadingPair pair = alert.evidence();
    if (pair.secondAt() < span.start() || pair.firstAt() > span.end()) {
      return;
    }
    svg.begin("g");
    svg.element("title", tooltip(alert));
    double x1 = x(pair.firstAt());
    double y1 = y(pair.first().ninthsOfMilliCelsius());
    double x2 = x(pair.secondAt());
    double y2 = y(pair.second().ninthsOfMilliCelsius());
    if (Words.isPair(alert)) {
      svg.empty("path", "class", "pair", "d", "M" + p(x1, y1) + "L" + p(x2, y2));
    }
    mark(pair.first(), pair.firstAt(), x1, y1);
    if (pair.secondAt() != pair.firstAt() || !pair.second().equals(pair.first())) {
      mark(pair.second(), pair.secondAt(), x2, y2);
    }
    svg.end();
  }

  private void mark(Temperature temperature, long at, double x, double y) {
    svg.begin("circle", "class", "mark", "cx", x, "cy", y, "r", 4);
    svg.element("title", Words.degrees(temperature) + " at " + Words.time(at) + " UTC");
    svg.end();
  }

  /** Beside the later reading, where no other label is. */
  private void label(Story story) {
    ReadingPair pair = story.alert().evidence();
    if (!span.holds(pair.secondAt())) {
      return;
    }
    String text = Words.peak(story.alert());
    double width = text.length() * WIDTH_OF_LETTER;
    double right = x(pair.secondAt()) + 9;
    double x = right + width <= RIGHT ? right : x(pair.firstAt()) - 9 - width;
    // On the side that the line does not come from.
    boolean isUpwards = pair.second().compareTo(pair.first()) >= 0;
    double y = y(pair.second().ninthsOfMilliCelsius()) + (isUpwards ? -6 : 16);
    Optional<Box> free = freeBox(Math.max(LEFT + 2, x), y, width);
    free.ifPresent(
        box -> {
          labels.add(box);
          svg.element("text", text, "class", "label", "x", box.x(), "y", box.y());
        });
  }

  private Optional<Box> freeBox(double x, double wanted, double width) {
    double inside = Math.min(BOTTOM - 5, Math.max(TOP + 17, wanted));
    for (int step = 0; step < 20; step++) {
      // 0, 1 up, 1 down, 2 up ...
      double y = inside + HEIGHT_OF_LINE * ((step + 1) / 2) * (step % 2 == 0 ? 1 : -1);
      Box box = new Box(x, Math.min(BOTTOM - 5, Math.max(TOP + 17, y)), width);
      if (labels.stream().noneMatch(box::touches)) {
        return Optional.of(box);
      }
    }
    return Optional.empty();
  }

  private static String tooltip(Alert alert) {
    List<String> lines = new ArrayList<>();
    String peak = Words.peak(alert);
    lines.add(Words.kind(alert) + (peak.isEmpty() ? "" : ", " + peak));
    lines.add(Words.life(alert));
    ReadingPair pair = alert.evidence();
    lines.add(
        Words.degrees(pair.first())
            + " at "
            + Words.time(pair.firstAt())
            + ", "
            + Words.degrees(pair.second())
            + " at "
            + Words.time(pair.secondAt()));
    if (!alert.detail().isEmpty()) {
      lines.add(alert.detail());
    }
    return String.join(";\u0020", lines);
  }

  private void legend() {
    svg.element(
        "text", "times are UTC", "class", "faint", "x", RIGHT, "y", LEGEND, "text-anchor", "end");
    double x = 16;
    svg.empty("path", "class", "line", "d", "M" + p(x, LEGEND - 4) + "h24");
    x = legendText(x + 30, "readings");
    for (Severity severity : Severity.values()) {
      if (stories.stream().anyMatch(story -> story.alert().severity() == severity)) {
        swatch(x, "span " + severity);
        svg.empty(
            "rect",
            "class",
            "edge " + severity,
            "x",
            x,
            "y",
            LEGEND - 12,
            "width",
            24,
            "height",
            3);
        x = legendText(x + 30, Words.name(severity));
      }
    }
    if (stories.stream()
        .anyMatch(
            story -> !story.silences().isEmpty() || story.alert().kind() == AlertKind.SILENT)) {
      svg.empty("rect", "fill", "url(#hatch)", "x", x, "y", LEGEND - 12, "width", 24, "height", 14);
      x = legendText(x + 30, "no data");
    }
    svg.empty("path", "class", "pair", "d", "M" + p(x + 4, LEGEND) + "L" + p(x + 20, LEGEND - 9));
    svg.empty("circle", "class", "mark", "cx", x + 4, "cy", LEGEND, "r", 3.5);
    svg.empty("circle", "class", "mark", "cx", x + 20, "cy", LEGEND - 9, "r", 3.5);
    x = legendText(x + 30, "evidence");
    if (!limits.isEmpty()) {
      svg.empty("path", "class", "limit", "d", "M" + p(x, LEGEND - 4) + "h24");
      legendText(x + 30, "limit");
    }
  }

  private void swatch(double x, String style) {
    svg.empty("rect", "class", style, "x", x, "y", LEGEND - 12, "width", 24, "height", 14);
  }

  private double legendText(double x, String text) {
    svg.element("text", text, "class", "faint", "x", x, "y", LEGEND);
    return x + text.length() * WIDTH_OF_LETTER + 18;
  }

  private double x(long at) {
    return LEFT + (RIGHT - LEFT) * (at - span.start()) / span.millis();
  }

  private double y(double ninths) {
    return BOTTOM - (BOTTOM - TOP) * (ninths - low) / (high - low);
  }

  private static String p(double x, double y) {
    return n(x) + " " + n(y);
  }

  private static String n(double value) {
    return Markup.number(value);
  }
}

package io.aforo.local.picture;

import io.aforo.domain.temperature.Alert;
import java.util.List;

/**
 * A page in HTML that shows all pictures and alerts; it needs no scripts, and nothing from afar.
 */
public final class IndexPage {

  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:14px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;max-width:1130px;margin:24px auto;padding:0 16px}
      h1{font-size:22px}h2{font-size:18px;margin:40px 0 8px;overflow-wrap:anywhere}
      table{border-collapse:collapse;margin:8px 0;width:100%}th,td{text-align:left;padding:3px 12px 3px 0;vertical-align:top}
      th{font-weight:600;border-bottom:1px solid #9ca3af}td{font-variant-numeric:tabular-nums}
      img{display:block;max-width:100%;height:auto;margin:12px 0;border:1px solid #9ca3af55;border-radius:6px}
      .CRITICAL{color:#dc2626;font-weight:600}.WARNING{color:#b45309;font-weight:600}
      @media(prefers-color-scheme:dark){.CRITICAL{color:#f87171}.WARNING{color:#fbbf24}}
      """;

  private final Markup page = new Markup();

  private IndexPage() {}

  /**
   * A part of the page.
   *
   * @param stories its alerts
   * @param pictures the paths of its pictures, seen from the page
   */
  public record Section(String sensorId, List<Story> stories, List<String> pictures) {}

  /**
   * Writes it.
   *
   * @param title what was simulated
   * @param notes a paragraph each
   */
  public static String html(String title, List<String> notes, List<Section> sections) {
    return new IndexPage().write(title, notes, sections);
  }

  private String write(String title, List<String> notes, List<Section> sections) {
    page.begin("html", "lang", "en");
    page.begin("head");
    page.empty("meta", "charset", "UTF-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.element("title", title);
    page.raw("<style>").raw(STYLE).raw("</style>\n");
    page.end();
    page.begin("body");
    page.element("h1", title);
    notes.forEach(note -> page.element("p", note));
    sections.forEach(this::section);
    page.end();
    return "<!DOCTYPE html>\n" + page.end();
  }

  private void section(Section section) {
    page.element("h2", section.sensorId());
    page.begin("table");
    page.begin("tr");
    List.of("kind", "severity", "state", "when (UTC)", "peak", "evidence", "detail")
        .forEach(name -> page.element("th", name));
    page.end();
    section.stories().forEach(story -> row(story.alert()));
    page.end();
    for (String picture : section.pictures()) {
      page.begin("a", "href", picture);
      page.empty(
          "img",
          "loading",
          "lazy",
          "src",
          picture,
          "width",
          Timeline.WIDTH,
          "height",
          Timeline.HEIGHT,
          "alt",
          "Readings and alerts of sensor " + section.sensorId());
      page.end();
    }
  }

  private void row(Alert alert) {
    page.begin("tr");
    page.element("td", Words.name(alert.kind()));
    page.element("td", Words.name(alert.severity()), "class", alert.severity());
    page.element("td", Words.name(alert.state()));
    page.element("td", Words.when(alert));
    page.element("td", Words.peak(alert));
    page.element(
        "td",
        Words.degrees(alert.evidence().first())
            + " \u2192 "
            + Words.degrees(alert.evidence().second()));
    page.element("td", alert.detail());
    page.end();
  }
}

package io.aforo.local.picture;

import static io.aforo.domain.temperature.TemperatureUnit.CELSIUS;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TimelineTest {

  private static final long START = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final Span HOUR = new Span(START, START + 60 * MINUTE);

  @Test
  void anEpisodeIsShadedFromItsOpeningToItsClose() throws Exception {
    Document picture =
        draw(List.of(new Story(jump(15, OptionalLong.of(START + 45 * MINUTE)), List.of())));

    // A column for each of the 1,000 pixels, from 68 on.
    assertThat(spans(picture)).containsExactly("318 to 818");
  }

  @Test
  void anOpenEpisodeIsShadedToTheEndAndHatchedWhereThereIsNoData() throws Exception {
    Story story =
        new Story(
            jump(15, OptionalLong.empty()),
            List.of(
                new Span(START + 30 * MINUTE, START + 36 * MINUTE),
                new Span(START + 54 * MINUTE, Long.MAX_VALUE)));

    Document picture = draw(List.of(story));

    assertThat(spans(picture)).containsExactly("318 to 1068");
    assertThat(rectangles(picture, "fill", "url(#hatch)").subList(0, 2))
        .containsExactly("568 to 668", "968 to 1068");
    assertThat(texts(picture)).contains("no data");
  }

  @Test
  void theLimitOfAnExcursionIsNamed() throws Exception {
    Document picture =
        document(
            Timeline.svg(
                "f",
                line(),
                List.of(new Story(alert(AlertKind.TOO_WARM, 15, OptionalLong.empty()), List.of())),
                List.of(new Timeline.Limit(celsius(8), true))));

    assertThat(texts(picture)).contains("too warm above 8.0 °C", "20.0 °C too warm", "limit");
  }

  @ParameterizedTest
  @EnumSource(AlertKind.class)
  void everyKindOfAlertCanBeDrawn(AlertKind kind) throws Exception {
    Document picture = draw(List.of(new Story(alert(kind, 15, OptionalLong.empty()), List.of())));

    String name = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    assertThat(texts(picture).get(1)).startsWith(name + ", warning");
  }

  @Test
  void alertsBeyondWhatIsShownAreLeftOut() throws Exception {
    Document picture = draw(List.of(new Story(jump(61, OptionalLong.empty()), List.of())));

    assertThat(spans(picture)).isEmpty();
    assertThat(picture.getElementsByTagName("circle").getLength()).isEqualTo(2);
  }

  @Test
  void labelsDoNotLieOverOneAnother() throws Exception {
    List<Story> stories = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      stories.add(new Story(jump(15, OptionalLong.empty()), List.of()));
    }

    Document picture = draw(stories);

    List<Integer> heights = new ArrayList<>();
    for (Element text : elements(picture, "text")) {
      if (text.getAttribute("class").equals("label")) {
        heights.add((int) Double.parseDouble(text.getAttribute("y")));
      }
    }
    assertThat(heights).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void aMillionReadingsMakeASmallPicture() throws Exception {
    ReadingLine line = new ReadingLine(HOUR, 5 * MINUTE);
    for (int i = 0; i < 1_000_000; i++) {
      line.add(START + i * 3_600_000L / 1_000_000, (i * 7_919L) % 100_000);
    }

    String svg = Timeline.svg("s", line, List.of(), List.of());

    document(svg);
    assertThat(svg.length()).isLessThan(60_000);
  }

  private static Document draw(List<Story> stories) throws Exception {
    return document(Timeline.svg("s", line(), stories, List.of()));
  }

  private static ReadingLine line() {
    ReadingLine line = new ReadingLine(HOUR, 5 * MINUTE);
    for (int minute = 0; minute <= 60; minute++) {
      line.add(START + minute * MINUTE, celsius(minute % 7).ninthsOfMilliCelsius());
    }
    return line;
  }

  private static Alert jump(int minute, OptionalLong closedAt) {
    return alert(AlertKind.JUMP, minute, closedAt);
  }

  private static Alert alert(AlertKind kind, int minute, OptionalLong closedAt) {
    long openedAt = START + minute * MINUTE;
    return new Alert(
        Alert.idOf(kind, "s", "r", openedAt),
        kind,
        "s",
        "r",
        1,
        Severity.WARNING,
        closedAt.isPresent() ? AlertState.CLOSED : AlertState.OPEN,
        closedAt.isPresent() ? Optional.of(CloseReason.QUIET) : Optional.empty(),
        openedAt,
        closedAt,
        TemperatureDelta.ofCelsius(20),
        new ReadingPair(celsius(0), openedAt - MINUTE / 2, celsius(20), openedAt),
        "what <is> wrong",
        3,
        false);
  }

  private static Temperature celsius(int degrees) {
    return Temperature.of(degrees, CELSIUS);
  }

  private static List<String> spans(Document picture) {
    return rectangles(picture, "class", "span");
  }

  private static List<String> rectangles(Document picture, String attribute, String value) {
    return elements(picture, "rect").stream()
        .filter(rectangle -> rectangle.getAttribute(attribute).equals(value))
        .map(
            rectangle -> {
              double x = Double.parseDouble(rectangle.getAttribute("x"));
              double width = Double.parseDouble(rectangle.getAttribute("width"));
              return Math.round(x) + " to " + Math.round(x + width);
            })
        .toList();
  }

  private static List<String> texts(Document picture) {
    return elements(picture, "text").stream().map(Element::getTextContent).toList();
  }

  private static List<Element> elements(Document picture, String name) {
    NodeList found = picture.getElementsByTagName(name);
    Element[] elements = new Element[found.getLength()];
    Arrays.setAll(elements, i -> (Element) found.item(i));
    return List.of(elements);
  }

  private static Document document(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}

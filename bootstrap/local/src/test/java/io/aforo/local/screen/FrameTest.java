package io.aforo.local.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.time.RowStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class FrameTest {

  @Test
  void ordinaryTerminalShowsTheMainColumns() {
    assertThat(text(Views.busy(), 80, 24, Glyphs.UNICODE))
        .isEqualTo(Views.golden("frame-80x24.txt"));
  }

  @Test
  void largeTerminalShowsEveryColumn() {
    assertThat(text(Views.busy(), 120, 40, Glyphs.UNICODE))
        .isEqualTo(Views.golden("frame-120x40.txt"));
  }

  @Test
  void withoutUtf8ItIsDrawnInAscii() {
    String drawn = text(Views.busy(), 120, 24, Glyphs.in(StandardCharsets.ISO_8859_1));

    assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(drawn)).isTrue();
    assertThat(drawn)
        .contains("-- newest sales rows ---", "-- newest activity sessions ---")
        .contains("-19.8 -> 11.5")
        .contains("######\n");
  }

  @Test
  void beforeTheFirstResultsItSaysSo() {
    assertThat(text(Views.empty(), 80, 16, Glyphs.ASCII))
        .isEqualTo(Views.golden("frame-empty-80x16-ascii.txt"));
  }

  @Test
  void theCommandForRefusedRecordsIsShownWhereNoRowIsLostForIt() {
    View view = Views.busy();
    String command = "./aforo dead-letters list --config .aforo/demo/demo.yaml";
    View demo =
        new View(
            new View.Places(
                view.places().webUi(),
                view.places().database(),
                Optional.of(command),
                view.places().topics()),
            view.job(),
            view.wallTime(),
            view.eventTime(),
            view.speed(),
            view.live(),
            view.sales(),
            view.readings(),
            view.activity());

    assertThat(text(demo, 80, 25, Glyphs.UNICODE)).contains("\nrefused      " + command + "\n");
    assertThat(text(demo, 80, 24, Glyphs.UNICODE)).isEqualTo(Views.golden("frame-80x24.txt"));
  }

  @Test
  void whatHappenedToTheJobIsSaid() {
    View view = Views.busy();
    String job = "restored from checkpoint 7, restart 2, failed at 2026-01-07T14:00:00Z";
    View restarted =
        new View(
            view.places(),
            job,
            view.wallTime(),
            view.eventTime(),
            view.speed(),
            view.live(),
            view.sales(),
            view.readings(),
            view.activity());

    assertThat(text(restarted, 120, 40, Glyphs.UNICODE).lines().toList().get(1))
        .isEqualTo("job          " + job);
    assertThat(text(view, 120, 40, Glyphs.UNICODE)).doesNotContain("\njob ");
  }

  @Test
  void newestRowsAreShownAndTheRestLeftOut() {
    String drawn = text(full(), 80, 24, Glyphs.ASCII);

    assertThat(drawn.lines()).hasSize(24);
    assertThat(drawn).contains(" g1 ", " g4 ", " s1 ", " s3 ", " u1 ", " u3 ");
    assertThat(drawn).doesNotContain(" g5 ", " s4 ", " u4 ");
  }

  @Test
  void inputsThatTheJobDoesNotHaveAreNotShownAndLeaveTheirRoomToTheOthers() {
    String sales = text(Views.of(full(), true, false, false), 80, 24, Glyphs.ASCII);
    String alerts = text(Views.of(full(), false, true, false), 80, 24, Glyphs.ASCII);
    String sessions = text(Views.of(full(), false, false, true), 80, 24, Glyphs.ASCII);
    String both = text(Views.of(full(), false, true, true), 80, 24, Glyphs.ASCII);

    assertThat(List.of(sales, alerts, sessions, both))
        .allSatisfy(drawn -> assertThat(drawn.lines()).hasSize(24));
    assertThat(sales)
        .contains("\nsales  ", " g14 ")
        .doesNotContain("\nreadings  ", "\nactivity  ", "alerts", "sessions", " g15 ");
    assertThat(alerts)
        .contains("\nreadings  ", " s15 ")
        .doesNotContain("\nsales  ", "\nactivity  ", "sales rows", "sessions", " s16 ");
    assertThat(sessions)
        .contains("\nactivity  ", " u15 ")
        .doesNotContain("\nsales  ", "\nreadings  ", "sales rows", "alerts", " u16 ");
    assertThat(both)
        .contains("\nreadings  ", "\nactivity  ", " s7 ", " u6 ")
        .doesNotContain("\nsales  ", "sales rows", " s8 ", " u7 ");
  }

  @Test
  void whereThereIsNoRoomForALineOfEachInputTheLastAreLeftOut() {
    String enough = text(full(), 80, 17, Glyphs.ASCII);
    String two = text(full(), 80, 16, Glyphs.ASCII);
    String one = text(full(), 80, 14, Glyphs.ASCII);

    assertThat(enough).contains(" g1 ", " s1 ", " u1 ").doesNotContain(" g2 ", " s2 ", " u2 ");
    assertThat(two).contains(" g1 ", " s1 ").doesNotContain("sessions");
    assertThat(one).contains(" g2 ").doesNotContain("alerts", "sessions");
  }

  @Test
  void everyKindOfAlertIsShownInItsOwnWords() {
    View view =
        Views.of(
            Views.with(Views.busy(), Views.NOON, List.of(), Views.alertOfEachKind()),
            false,
            true,
            false);

    assertThat(alerts(text(view, 80, 24, Glyphs.ASCII)))
        .isEqualTo(
            """
            13:20:30 open         jumpy                               20.0 C -19.8 -> 0.3
            13:20:30 open         s1                                   3.3 C too warm
            13:20:30 open         s2                                  12.5 C too cold
            13:20:30 open         s3                                         silent
            13:20:30 open         s4                                         flat
            13:20:30 open         s5                                         not evaluable
            """);
    assertThat(alerts(text(view, 118, 24, Glyphs.ASCII)))
        .isEqualTo(
            """
            13:20:30 open         jumpy                                         simultaneous     20.0 C -19.8 -> 0.3    ####
            13:20:30 open         s1                                            too warm          3.3 C 8.0 -> 11.3
            13:20:30 open         s2                                            too cold         12.5 C 2.0 -> -10.5    ##
            13:20:30 open         s3                                            silent                  4.5
            13:20:30 open         s4                                            flat                    4.1 -> 4.2
            13:20:30 open         s5                                            not evaluable           4.0 -> 5.0
            """);
  }

  private static String alerts(String drawn) {
    return drawn
        .lines()
        .filter(line -> line.startsWith("13:20:30 "))
        .map(line -> line.stripTrailing() + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void narrowTerminalStillShowsWhoseSessionItIs() {
    assertThat(text(Views.busy(), 46, 24, Glyphs.ASCII).lines())
        .contains(
            "13:51:07 provisional  c-00042  to 13:59:58",
            "12:30:00 final        c-03999  to 13:29:59");
  }

  @Test
  void rowsWithoutTimesShowWhatTheyAreInPlaceOfThem() {
    View view =
        Views.with(
            Views.busy(),
            Views.NOON,
            List.of(Views.rowWithoutTimes("total", 0, 7), Views.rowWithoutTimes("tens", 12, 10)),
            List.of());

    assertThat(text(view, 80, 24, Glyphs.ASCII).lines())
        .contains(
            "total                   (all)          running      7         5.00 EUR provisio~",
            "tens                    (all)          #12         10         5.00 EUR provisio~");
    assertThat(text(view, 120, 24, Glyphs.ASCII))
        .contains(" running                 7 ", " #12                    10 ");
  }

  @Test
  void charactersThatATerminalObeysAreNotPassedOn() {
    View view =
        Views.with(
            Views.busy(),
            Views.NOON,
            List.of(Views.row("r\u001b[2J", "a\nb\u009bc", 13, "EUR", "1", RowStatus.FINAL, 1)),
            List.of(Views.alert("1", "s\u0007\u202e", AlertState.OPEN, Direction.RISING, 20)),
            List.of(Views.session("u\r\u001b[A", "13:00:00", "13:00:01", 2, RowStatus.FINAL)));

    String drawn = text(view, 80, 24, Glyphs.ASCII);

    assertThat(drawn).contains("r?[2J", "a?b?c", "s??", "u??[A");
    assertThat(drawn.replace("\n", "").chars()).noneMatch(Character::isISOControl);
  }

  @Property(tries = 300)
  void frameNeverExceedsTheTerminal(
      @ForAll @IntRange(min = 1, max = 200) int width,
      @ForAll @IntRange(min = 1, max = 60) int height) {
    View wideCharacters =
        Views.with(
            Views.busy(),
            Views.NOON,
            List.of(
                Views.row(
                    "報告報告報告報告報告報告",
                    "店店店店店店店店店店店店店店店店店店店店店店店店店",
                    1,
                    "EUR",
                    "1",
                    RowStatus.FINAL,
                    1)),
            Views.busy().readings().orElseThrow().newest(),
            List.of(
                Views.session(
                    "店店店店店店店店店店店店店店店店店店店店店店店店店",
                    "13:00:00",
                    "13:59:59",
                    Long.MAX_VALUE,
                    RowStatus.PROVISIONAL)));

    for (View view :
        List.of(
            Views.busy(),
            Views.empty(),
            wideCharacters,
            Views.of(wideCharacters, true, false, false),
            Views.of(wideCharacters, false, true, true),
            Views.of(wideCharacters, false, false, false))) {
      List<AttributedString> frame = Frame.draw(view, width, height, Glyphs.UNICODE);

      assertThat(frame).hasSizeLessThanOrEqualTo(height);
      assertThat(frame).allMatch(line -> line.columnLength() <= width);
    }
  }

  /**
   * With fifty rows of everything: sales of g1 to g50, alerts of s1 to s50, sessions of u1 to u50.
   */
  private static View full() {
    return Views.with(
        Views.busy(),
        Views.NOON,
        fifty(i -> Views.row("r", "g" + i, 13, "EUR", "1", RowStatus.FINAL, i)),
        fifty(i -> Views.alert("" + i, "s" + i, AlertState.OPEN, Direction.RISING, 20 + i)),
        fifty(i -> Views.session("u" + i, "13:00:00", "13:30:00", i, RowStatus.FINAL)));
  }

  private static <R> List<R> fifty(IntFunction<R> row) {
    return IntStream.rangeClosed(1, 50).mapToObj(row).toList();
  }

  /** The frame as plain text, without the spaces at the ends of lines. */
  private static String text(View view, int width, int height, Glyphs glyphs) {
    return Frame.draw(view, width, height, glyphs).stream()
        .map(line -> line.toString().stripTrailing() + "\n")
        .collect(Collectors.joining());
  }
}

package io.aforo.local.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.time.RowStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        .contains("-- newest sales rows ---")
        .contains("-19.8 -> 11.5")
        .contains("######\n");
  }

  @Test
  void beforeTheFirstResultsItSaysSo() {
    assertThat(text(Views.empty(), 80, 16, Glyphs.ASCII))
        .isEqualTo(Views.golden("frame-empty-80x16-ascii.txt"));
  }

  @Test
  void newestRowsAreShownAndTheRestLeftOut() {
    List<View.SalesLine> rows =
        IntStream.rangeClosed(1, 50)
            .mapToObj(i -> Views.row("r", "g" + i, 13, "EUR", "1", RowStatus.FINAL, i))
            .toList();
    List<View.AlertLine> alerts =
        IntStream.rangeClosed(1, 50)
            .mapToObj(i -> Views.alert("" + i, "s" + i, AlertState.OPEN, Direction.RISING, 20 + i))
            .toList();

    String drawn = text(Views.with(Views.busy(), Views.NOON, rows, alerts), 80, 24, Glyphs.ASCII);

    assertThat(drawn.lines()).hasSize(24);
    assertThat(drawn).contains(" g1 ", " g8 ", " s1 ", " s4 ");
    assertThat(drawn).doesNotContain(" g9 ", " s5 ");
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
            List.of(Views.alert("1", "s\u0007\u202e", AlertState.OPEN, Direction.RISING, 20)));

    String drawn = text(view, 80, 24, Glyphs.ASCII);

    assertThat(drawn).contains("r?[2J", "a?b?c", "s??");
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
            Views.busy().newestAlerts());

    for (View view : List.of(Views.busy(), Views.empty(), wideCharacters)) {
      List<AttributedString> frame = Frame.draw(view, width, height, Glyphs.UNICODE);

      assertThat(frame).hasSizeLessThanOrEqualTo(height);
      assertThat(frame).allMatch(line -> line.columnLength() <= width);
    }
  }

  /** The frame as plain text, without the spaces at the ends of lines. */
  private static String text(View view, int width, int height, Glyphs glyphs) {
    return Frame.draw(view, width, height, glyphs).stream()
        .map(line -> line.toString().stripTrailing() + "\n")
        .collect(Collectors.joining());
  }
}

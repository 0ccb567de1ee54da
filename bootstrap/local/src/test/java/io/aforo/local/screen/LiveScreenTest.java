package io.aforo.local.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Test;

class LiveScreenTest {

  private static final String SECOND_PAGE = "\u001b[?1049h";
  private static final String FIRST_PAGE = "\u001b[?1049l";
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String RED = "31";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Attributes newestAttributes;

  @Test
  void drawsTheFrameAndThenOnlyWhatChanges() throws IOException {
    ScreenTerminal seen = new ScreenTerminal(80, 24);
    try (LiveScreen screen = new LiveScreen(terminal(80, 24, StandardCharsets.UTF_8), true)) {
      screen.show(Views.empty());
      int first = written(seen);
      screen.show(Views.busy());
      written(seen);
      assertThat(shown(seen, 24)).isEqualTo(frame(Views.busy(), 80, 24));

      screen.show(Views.busy());

      assertThat(first).isGreaterThan(500);
      assertThat(written(seen)).isLessThan(50);
    }
  }

  @Test
  void followsTheSizeOfTheTerminal() throws IOException {
    ExternalTerminal terminal = terminal(80, 24, StandardCharsets.UTF_8);
    try (LiveScreen screen = new LiveScreen(terminal, true)) {
      screen.show(Views.busy());
      bytes.reset();

      terminal.setSize(new Size(120, 40));
      screen.show(Views.busy());

      ScreenTerminal seen = new ScreenTerminal(120, 40);
      written(seen);
      assertThat(shown(seen, 40)).isEqualTo(frame(Views.busy(), 120, 40));
    }
  }

  @Test
  void leavesTheTerminalAsItWas() throws IOException {
    ExternalTerminal terminal = terminal(80, 24, StandardCharsets.UTF_8);
    Attributes before = terminal.getAttributes();
    LiveScreen screen = new LiveScreen(terminal, true);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains(SECOND_PAGE, HIDE_CURSOR);
    assertThat(terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ECHO)).isFalse();
    assertThat(before.getLocalFlag(Attributes.LocalFlag.ISIG)).isTrue();
    assertThat(terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ISIG)).isTrue();
    bytes.reset();

    screen.close();

    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains(FIRST_PAGE, "\u001b[?25h");
    assertThat(newestAttributes.toString()).isEqualTo(before.toString());
    bytes.reset();
    screen.close();
    screen.show(Views.busy());
    assertThat(bytes.size()).isZero();
  }

  @Test
  void usesColoursOnlyWhereTheyAreWanted() throws IOException {
    try (LiveScreen screen = new LiveScreen(terminal(80, 24, StandardCharsets.UTF_8), true)) {
      screen.show(Views.busy());
    }
    String coloured = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    try (LiveScreen screen = new LiveScreen(terminal(80, 24, StandardCharsets.UTF_8), false)) {
      screen.show(Views.busy());
    }
    String plain = bytes.toString(StandardCharsets.UTF_8);

    assertThat(coloured).containsPattern("\u001b\\[[0-9;]*" + RED + "[0-9;]*m");
    assertThat(plain).doesNotContainPattern("\u001b\\[[0-9;]*[1-9][0-9]*m");
  }

  @Test
  void drawsInAsciiWhereTheTerminalIsNotUtf8() throws IOException {
    try (LiveScreen screen = new LiveScreen(terminal(80, 24, StandardCharsets.US_ASCII), true)) {
      screen.show(Views.busy());
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("-- newest sales rows --");
  }

  private ExternalTerminal terminal(int columns, int rows, Charset encoding) throws IOException {
    ExternalTerminal terminal =
        new ExternalTerminal(
            "test", "xterm-256color", new ByteArrayInputStream(new byte[0]), bytes, encoding) {
          @Override
          public void setAttributes(Attributes attributes) {
            super.setAttributes(attributes);
            newestAttributes = new Attributes(attributes);
          }
        };
    terminal.setSize(new Size(columns, rows));
    return terminal;
  }

  private int written(ScreenTerminal seen) {
    int count = bytes.size();
    seen.write(bytes.toString(StandardCharsets.UTF_8));
    bytes.reset();
    return count;
  }

  private static List<String> shown(ScreenTerminal seen, int rows) {
    return seen.toString().lines().map(String::stripTrailing).limit(rows).toList();
  }

  private static List<String> frame(View view, int columns, int rows) {
    return Frame.draw(view, columns, rows, Glyphs.UNICODE).stream()
        .map(line -> line.toString().stripTrailing())
        .toList();
  }
}

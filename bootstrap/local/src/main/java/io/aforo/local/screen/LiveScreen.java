package io.aforo.local.screen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.ShutdownHooks;

/**
 * A screen that redraws itself in place, on the terminal's second page, in the size that the
 * terminal has at the time.
 */
final class LiveScreen implements Screen {

  private final Terminal terminal;
  private final boolean colours;
  private final Glyphs glyphs;
  private final Attributes before;
  private final Display display;
  private Size size = new Size();
  private boolean restored;

  /**
   * Takes the terminal that standard output is.
   *
   * @throws IOException or IllegalStateException if it is none
   */
  static LiveScreen open(boolean colours) throws IOException {
    AtomicReference<LiveScreen> opened = new AtomicReference<>();
    // These tasks run in the order in which they were added, and building a terminal adds one that
    // closes it: this one must come first.
    ShutdownHooks.Task atExit =
        ShutdownHooks.add(
            () -> {
              LiveScreen screen = opened.get();
              if (screen != null) {
                screen.restore();
              }
            });
    Terminal terminal;
    try {
      terminal =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(TerminalBuilder.SystemOutput.SysOut)
              .dumb(false)
              // Ctrl-C stays with whoever runs the JVM.
              .nativeSignals(false)
              // Asking the terminal what it can do would leave answers in its input.
              .graphemeCluster(false)
              .build();
    } catch (IOException | RuntimeException notATerminal) {
      ShutdownHooks.remove(atExit);
      throw notATerminal;
    }
    LiveScreen screen = new LiveScreen(terminal, colours);
    opened.set(screen);
    return screen;
  }

  /**
   * @param terminal closed with the screen
   * @param colours whether it may use any
   */
  LiveScreen(Terminal terminal, boolean colours) {
    this.terminal = terminal;
    this.colours = colours;
    this.glyphs = Glyphs.in(terminal.encoding());
    this.before = terminal.getAttributes();
    // Not the raw mode, which would take Ctrl-C away from the JVM.
    Attributes silent = new Attributes(before);
    silent.setLocalFlag(Attributes.LocalFlag.ECHO, false);
    terminal.setAttributes(silent);
    this.display = new Display(terminal, true);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  @Override
  public synchronized void show(View view) {
    if (restored) {
      return;
    }
    Size now = terminal.getSize();
    // A terminal that does not know its size says 0.
    int columns = now.getColumns() > 0 ? now.getColumns() : 80;
    int rows = now.getRows() > 0 ? now.getRows() : 24;
    if (!now.equals(size)) {
      size = now;
      display.clear();
      display.resize(rows, columns);
    }
    List<AttributedString> frame = Frame.draw(view, columns, rows, glyphs);
    if (!colours) {
      frame = frame.stream().map(line -> new AttributedString(line.toString())).toList();
    }
    display.update(frame, 0);
    terminal.flush();
  }

  @Override
  public void close() {
    restore();
    try {
      // Not under this object's lock: it takes the one of the tasks above, which take this one.
      terminal.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private synchronized void restore() {
    if (restored) {
      return;
    }
    restored = true;
    terminal.puts(Capability.cursor_normal);
    terminal.puts(Capability.exit_ca_mode);
    terminal.setAttributes(before);
    terminal.flush();
  }
}

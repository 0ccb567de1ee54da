package io.aforo.local.screen;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/** Shows a running job to a person. Safe for use by several threads. */
public interface Screen extends AutoCloseable {

  /** Shows how things are now, instead of what was shown before. */
  void show(View view);

  /**
   * Leaves the terminal as it was found, which the end of the JVM does too. Later calls of {@link
   * #show} do nothing.
   */
  @Override
  void close();

  /**
   * A screen that redraws itself where standard output is a terminal that can do so; plain lines
   * elsewhere.
   *
   * @param out where plain lines go
   * @param environment of the process; {@code NO_COLOR} (not empty) switches colours off, {@code
   *     CI} (not empty) and {@code TERM=dumb} ask for plain lines
   */
  static Screen open(PrintStream out, Map<String, String> environment) {
    boolean wantsPlain =
        !environment.getOrDefault("CI", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    if (wantsPlain) {
      return new PlainScreen(out);
    }
    try {
      return LiveScreen.open(environment.getOrDefault("NO_COLOR", "").isEmpty());
    } catch (IOException | IllegalStateException notATerminal) {
      return new PlainScreen(out);
    }
  }
}

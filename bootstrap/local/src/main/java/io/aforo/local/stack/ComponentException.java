package io.aforo.local.stack;

import java.nio.file.Path;

/** A component of the stack did not come up; the message ends with the last lines of its log. */
public final class ComponentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String component;
  private final transient Path logFile;

  ComponentException(String component, String problem, Path logFile, String lastLines) {
    this(component, problem, logFile, lastLines, null);
  }

  ComponentException(
      String component, String problem, Path logFile, String lastLines, Throwable cause) {
    super(
        "the %s %s; its log, %s, ends with%n%s".formatted(component, problem, logFile, lastLines),
        cause);
    this.component = component;
    this.logFile = logFile;
  }

  /** {@code broker}, {@code registry} or {@code database}. */
  public String component() {
    return component;
  }

  /** Where the whole log is. */
  public Path logFile() {
    return logFile;
  }
}

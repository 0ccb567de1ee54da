package io.aforo.job.config;

/**
 * Which place a value came from.
 *
 * @param line its line in the file, from 1; {@link #NO_LINE} for other places
 * @param text for people
 * @param isEnvironment whether it is an environment variable
 */
record Origin(int line, String text, boolean isEnvironment) {

  static final int NO_LINE = Integer.MAX_VALUE;

  /** What is missing from a group that no file speaks of. */
  static final Origin NOWHERE = new Origin(NO_LINE, "not set anywhere", false);

  /** What is missing from the file as a whole. */
  static final Origin TOP_LEVEL = new Origin(0, "top level", false);

  static Origin line(int line) {
    return new Origin(line, "line " + line, false);
  }

  static Origin environment(String variable) {
    return new Origin(NO_LINE, "environment variable " + variable, true);
  }

  static Origin argument(String argument) {
    return new Origin(NO_LINE, "argument " + argument, false);
  }
}

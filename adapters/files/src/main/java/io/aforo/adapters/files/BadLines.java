package io.aforo.adapters.files;

import java.nio.file.Path;
import java.util.List;

/**
 * Thrown where lines of a file that must be right as a whole are wrong. The message names the file
 * and every bad line: what was found in it, and what is allowed.
 */
public final class BadLines extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param faults one for each bad line, with its number; at least one
   */
  BadLines(Path file, List<String> faults) {
    super(file + ": " + String.join("\n" + file + ": ", faults));
  }
}

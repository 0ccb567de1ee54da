package io.aforo.local;

import java.nio.file.Path;

/** The folder that commands leave things in: logs, and the data of the demo. */
final class Workplace {

  private Workplace() {}

  /** The system property {@code aforo.dir}, or {@code .aforo} in the current folder. */
  static Path directory() {
    return Path.of(System.getProperty("aforo.dir", ".aforo")).toAbsolutePath().normalize();
  }
}

package io.aforo.local.stack;

import java.nio.file.Path;

/** Another running stack has its data in the directory. */
public final class DirectoryInUse extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DirectoryInUse(Path directory) {
    super("another running stack has its data in " + directory + "; stop that one first");
  }
}

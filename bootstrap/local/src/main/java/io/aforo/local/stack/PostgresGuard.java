package io.aforo.local.stack;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The main class of a small process that stops a Postgres server when standard input ends, which it
 * does when the parent dies: Postgres detaches itself and would stay.
 */
public final class PostgresGuard {

  private PostgresGuard() {}

  /** Waits for the end of standard input, then stops the server on {@code args[0]}. */
  public static void main(String[] args) {
    ParentWatch.awaitEndOfInput(System.in);
    Postmaster.of(Path.of(args[0])).ifPresent(server -> server.stop(Duration.ofSeconds(10)));
  }
}

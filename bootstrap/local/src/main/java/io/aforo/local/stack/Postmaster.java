package io.aforo.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server process of a Postgres data directory, found by its {@code postmaster.pid}.
 *
 * <p>Only the JDK is used: {@link PostgresGuard} is a process with nothing else on its class path.
 */
final class Postmaster {

  private final ProcessHandle process;

  private Postmaster(ProcessHandle process) {
    this.process = process;
  }

  /** The server that runs on a data directory; empty if there is none, or the file is stale. */
  static Optional<Postmaster> of(Path dataDirectory) {
    List<String> lines;
    try {
      lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (lines.size() < 3) {
      return Optional.empty();
    }
    // First line the pid, third line the start in epoch seconds.
    long pid = Long.parseLong(lines.get(0).trim());
    Instant start = Instant.ofEpochSecond(Long.parseLong(lines.get(2).trim()));
    return Processes.running(pid, start).map(Postmaster::new);
  }

  ProcessHandle process() {
    return process;
  }

  /** Ends the server: at once for its clients (SIGINT, "fast"), by force when that takes long. */
  void stop(Duration grace) {
    if (Processes.interrupt(process)) {
      awaitEndOrKill(grace);
    } else {
      kill();
    }
  }

  /** Waits for a server that was told to stop, and ends it by force when that takes long. */
  void awaitEndOrKill(Duration grace) {
    if (!Processes.awaitEnd(process, grace)) {
      kill();
    }
  }

  /** Ends the server and its children as a crash would (SIGKILL), and waits until they are gone. */
  void kill() {
    // The children hold the shared memory that the next server refuses to start beside.
    List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> Processes.awaitEnd(each, Duration.ofSeconds(5)));
  }
}

package io.aforo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {

  private final ProcessHandle self = ProcessHandle.current();
  private final Instant start = self.info().startInstant().orElseThrow();

  @TempDir Path directory;

  @Test
  void aProcessIsFoundByItsPidAndItsStart() {
    assertThat(Processes.running(self.pid(), start)).contains(self);
    assertThat(Processes.running(self.pid(), start.minusSeconds(1))).contains(self);
  }

  @Test
  void aPidThatBelongsToALaterProcessIsNotTakenForTheEarlierOne() {
    assertThat(Processes.running(self.pid(), start.minus(Duration.ofMinutes(1)))).isEmpty();
  }

  @Test
  void aPidFileOfARecycledPidEndsNothing() throws Exception {
    Process bystander = bystander();
    long earlier = bystander.info().startInstant().orElseThrow().minusSeconds(60).toEpochMilli();
    Files.writeString(directory.resolve("broker.pid"), bystander.pid() + " " + earlier);

    try {
      ChildProcess.endLeftover(directory, "broker");

      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void aPidFileOfALeftoverEndsIt() throws Exception {
    Process leftover = bystander();
    long its = leftover.info().startInstant().orElseThrow().toEpochMilli();
    Files.writeString(directory.resolve("broker.pid"), leftover.pid() + " " + its);

    ChildProcess.endLeftover(directory, "broker");

    assertThat(leftover.isAlive()).isFalse();
  }

  @Test
  void aStalePostmasterFileNamesNoServer() throws Exception {
    Files.writeString(
        directory.resolve("postmaster.pid"),
        "%d%n%s%n%d%n".formatted(self.pid(), directory, start.minusSeconds(60).getEpochSecond()));

    assertThat(Postmaster.of(directory)).isEmpty();
  }

  /** Waits for its standard input to end. */
  private Process bystander() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PostgresGuard.class.getName(),
            directory.toString())
        .start();
  }
}

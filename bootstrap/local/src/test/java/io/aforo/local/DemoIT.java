package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a person starts it: a process of its own, watched through what it prints. */
class DemoIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path directory;

  private Process demo;
  private Path output;

  @AfterEach
  void endWhatIsLeft() throws InterruptedException {
    if (demo != null && demo.isAlive()) {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly().waitFor();
    }
  }

  @Test
  void rowsAndAlertsAreShownUntilCtrlC() throws Exception {
    start("demo", "--rate", "50");

    await().atMost(PATIENCE).until(() -> told("row      hourly-sales"));
    await().atMost(PATIENCE).until(() -> told("alert    "));
    List<ProcessHandle> started = demo.descendants().toList();
    assertThat(started).hasSizeGreaterThanOrEqualTo(3);
    interrupt(demo);

    assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).isEqualTo(130);
    await().atMost(PATIENCE).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(Files.readString(output))
        .contains("web UI   http://127.0.0.1:")
        .contains("psql -h 127.0.0.1");
  }

  @Test
  void theDemoEndsByItselfWhenItsTimeIsOver() throws Exception {
    start("demo", "--for", "3s");

    assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    assertThat(demo.exitValue()).isZero();
    assertThat(Files.readString(output)).endsWith("Stopping ...\n");
  }

  private void start(String... args) throws IOException {
    output = directory.resolve("output.txt");
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    Arrays.stream(System.getProperty("aforo.test.opens").split(" ")).forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx768m",
            "-Daforo.dir=" + directory.resolve("work"),
            "-cp",
            Path.of("target/dist/lib").toAbsolutePath() + "/*",
            "io.aforo.local.Main"));
    command.addAll(List.of(args));
    demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  private boolean told(String text) throws IOException {
    if (!demo.isAlive()) {
      throw new IllegalStateException("the demo ended early:\n" + Files.readString(output));
    }
    return Files.readString(output).contains(text);
  }

  private static void interrupt(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
  }
}

package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path directory;

  @Test
  void rowsAndAlertsAreShownUntilCtrlC() throws Exception {
    try (AforoProcess demo = AforoProcess.start(directory, "demo", "--rate", "50")) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                demo.requireRunning();
                return demo.output().contains("row      hourly-sales")
                    && demo.output().contains("alert    ");
              });
      List<ProcessHandle> started = demo.children();
      assertThat(started).hasSizeGreaterThanOrEqualTo(3);

      demo.interrupt();

      assertThat(demo.awaitExit()).isEqualTo(130);
      await().atMost(PATIENCE).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(demo.output())
          .contains("web UI   http://127.0.0.1:")
          .containsPattern("psql postgresql://aforo:[0-9a-f]+@127.0.0.1:[0-9]+/aforo");
    }
  }

  @Test
  void theDemoEndsByItselfWhenItsTimeIsOver() throws Exception {
    try (AforoProcess demo = AforoProcess.start(directory, "demo", "--for", "3s")) {
      assertThat(demo.awaitExit()).isZero();

      assertThat(demo.output()).endsWith("Stopping ...\n");
    }
  }
}

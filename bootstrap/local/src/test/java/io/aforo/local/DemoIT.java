package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final Pattern PSQL =
      Pattern.compile("psql postgresql://aforo:([0-9a-f]+)@(127.0.0.1:[0-9]+/aforo)\n");

  @TempDir private Path directory;

  @Test
  void rowsAlertsAndSessionsAreShownUntilCtrlC() throws Exception {
    try (AforoProcess demo = AforoProcess.start(directory, "demo", "--rate", "50")) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                demo.requireRunning();
                return demo.output().contains("row      hourly-sales")
                    && demo.output().contains("alert    ")
                    && demo.output().contains("session  ")
                    && sessionsIn(demo) > 0;
              });
      List<ProcessHandle> started = demo.children();
      assertThat(started).hasSizeGreaterThanOrEqualTo(3);

      demo.interrupt();

      assertThat(demo.awaitExit()).isEqualTo(130);
      await().atMost(PATIENCE).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(demo.output())
          .contains("web UI   http://127.0.0.1:")
          .containsPattern(PSQL)
          .containsPattern("session  .*Z [a-z]+ c-[0-9]{5} to .*, [0-9]+ actions?\n")
          .containsPattern("activity [0-9,]+ in, [0-9,]+ accepted, 0 rejected, ");
    }
  }

  @Test
  void theDemoEndsByItselfWhenItsTimeIsOver() throws Exception {
    try (AforoProcess demo = AforoProcess.start(directory, "demo", "--for", "3s")) {
      assertThat(demo.awaitExit()).isZero();

      assertThat(demo.output()).endsWith("Stopping ...\n");
    }
  }

  /** How many sessions are complete, by the database that the demo names. */
  private static long sessionsIn(AforoProcess demo) throws Exception {
    Matcher psql = PSQL.matcher(demo.output());
    assertThat(psql.find()).isTrue();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + psql.group(2), "aforo", psql.group(1));
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(*) FROM activity_sessions WHERE status = 'FINAL'")) {
      count.next();
      return count.getLong(1);
    }
  }
}

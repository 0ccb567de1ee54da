package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aforo.local.stack.ListeningSockets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final Pattern PSQL =
      Pattern.compile("psql postgresql://aforo:([0-9a-f]+)@(127.0.0.1:[0-9]+/aforo)\n");

  private static final Pattern CONFIG =
      Pattern.compile("Refused records: ./aforo dead-letters list --config (/.*/demo\\.yaml)\n");

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
                    && sessionsIn(demo) > 0
                    && refused(configOf(demo)).size() >= 3;
              });
      assertThat(refused(configOf(demo)))
          .containsExactlyInAnyOrder(
              "sales INVALID_AMOUNT", "sales BAD_FRAME", "temperature-readings SENSOR_FAULT");
      assertThat(run("check", "--config", configOf(demo)))
          .contains(configOf(demo) + " is valid.\n")
          .contains("ok           sales from kafka-avro\n")
          .doesNotContain("  wrong ", "  not reached ");
      List<ProcessHandle> started = demo.children();
      assertThat(started).hasSizeGreaterThanOrEqualTo(3);
      if (ListeningSockets.canBeRead()) {
        assertThat(ListeningSockets.addressesOf(demo.processes()))
            .isNotEmpty()
            .allMatch(InetAddress::isLoopbackAddress);
        assertThat(ListeningSockets.addressesOf(List.of(demo.processes().get(0))))
            .as("the web UI, which the command itself serves")
            .isNotEmpty();
      }

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

  /** The file that the demo names. */
  private static String configOf(AforoProcess demo) throws IOException {
    Matcher config = CONFIG.matcher(demo.output());
    assertThat(config.find()).isTrue();
    return config.group(1);
  }

  /** Topics and reasons, by the command that the demo names. */
  private Set<String> refused(String config) {
    return run("dead-letters", "list", "--format", "csv", "--limit", "1000", "--config", config)
        .lines()
        .skip(1)
        .map(line -> line.split(","))
        .map(cells -> cells[0] + " " + cells[3])
        .collect(Collectors.toSet());
  }

  /** What a command says; it must end well. */
  private String run(String... args) {
    System.setProperty("aforo.dir", directory.resolve("other").toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int exit = Main.run(args, new PrintStream(out, true), new PrintStream(err, true));

    assertThat(exit).as("%s%s", out, err).isZero();
    return out.toString(StandardCharsets.UTF_8);
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

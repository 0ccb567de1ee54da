package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aforo.adapters.kafka.EventPublisher;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.postgres.PasswordSource;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresTables;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.domain.sales.SaleBuilder;
import io.aforo.local.stack.LocalStack;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on one's own Kafka, registry and Postgres, by the steps of the README. */
class RunIT {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path directory;

  @Test
  void tablesAreMadeTopicsAreAskedForAndTheJobRuns() throws Exception {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    try (LocalStack stack = LocalStack.startTemporary(started -> {})) {
      Path config = Files.writeString(directory.resolve("my.yaml"), configFor(stack));

      assertThat(run("run", "--config", config.toString(), "--for", "5s")).isEqualTo(2);
      assertThat(errors())
          .contains("has no topic sales\n")
          .contains("has no topic sales.dlq\n")
          .contains("aforo migrate --config")
          .contains("kafka-topics.sh --bootstrap-server " + stack.bootstrapServers());

      KafkaSettings kafka =
          new KafkaSettings(stack.bootstrapServers(), stack.schemaRegistryUrl(), "test");
      KafkaTopics.ensure(
          kafka,
          List.of(new NewTopic("sales", 1, (short) 1), new NewTopic("sales.dlq", 1, (short) 1)),
          Duration.ofSeconds(30));
      assertThat(run("run", "--config", config.toString(), "--for", "5s")).isEqualTo(2);
      assertThat(errors()).contains("aforo migrate --config").doesNotContain("has no topic");

      assertThat(run("migrate", "--config", config.toString())).isZero();
      assertThat(told()).contains("applied V1 create tables").contains("is now at version 3");
      assertThat(run("migrate", "--config", config.toString())).isZero();
      assertThat(told()).contains("is up to date, at version 3");

      publish(kafka, "10:00", "11:30");
      try (AforoProcess job = start(config)) {
        awaitRows(stack, "2026-03-02T10:00:00Z 1 10.0000");
        stop(job);
      }

      // Without its state, it would have to begin again, over rows that are there already.
      Path state = directory.resolve("work/run");
      Files.move(state, directory.resolve("work/elsewhere"));
      assertThat(run("run", "--config", config.toString())).isEqualTo(2);
      assertThat(errors())
          .contains("The job would start without its state")
          .contains("holds rows of generation 1 already, in sales_reports")
          .contains("raise `generation` (now 1)")
          .contains("--allow-fresh-start");
      // If it is told to, it must not go on from the offsets it had reached: of the hour it has
      // begun it would know only the rest.
      publish(kafka, "11:45", "12:30");
      try (AforoProcess job = start(config, "--allow-fresh-start")) {
        awaitRows(stack, "2026-03-02T10:00:00Z 1 10.0000", "2026-03-02T11:00:00Z 2 20.0000");
        stop(job);
        assertThat(job.output()).doesNotContain("Going on from");
      }
      try (AforoProcess job = start(config)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(job.output())
                        .contains("Going on from checkpoint ")
                        .containsPattern("\njob +restored from checkpoint [0-9]+, running"));

        // Neither the job nor its screen minds a database that goes and comes again.
        stack.database().restart();
        publish(kafka, "13:30");
        awaitRows(
            stack,
            "2026-03-02T10:00:00Z 1 10.0000",
            "2026-03-02T11:00:00Z 2 20.0000",
            "2026-03-02T12:00:00Z 1 10.0000");
        stop(job);
        assertThat(job.output())
            .contains("\nStopped; the next run goes on from here.")
            .containsPattern("\nsales +[0-9]+ in, ")
            .doesNotContain("\nreadings ", "\nactivity ");
      }

      // A higher generation computes all anew, and not only what still changes.
      try (AforoProcess job = start(config, "--generation", "2");
          PostgresTables tables = new PostgresTables(databaseOf(stack))) {
        await()
            .atMost(Duration.ofSeconds(120))
            .untilAsserted(
                () ->
                    assertThat(
                            tables.holding(
                                1, Set.of(StoredTable.SALES_REPORTS), Set.of("hourly-sales")))
                        .isEmpty());
        stop(job);
        assertThat(job.output()).contains("Starting without state");
      }
    }
  }

  @Test
  void anAlertmanagerThatCannotBeReachedIsAWarningAndTheJobRuns() throws Exception {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    Path readings = Files.createDirectories(directory.resolve("readings"));
    Files.writeString(
        readings.resolve("1.csv"),
        "reading_id,sensor_id,value,unit,read_at\n1,s1,4,CELSIUS,2026-03-02T10:00:00Z\n");
    Path config =
        Files.writeString(
            directory.resolve("alertmanager.yaml"),
            """
            environment: test
            temperatures: { source: csv, csv: { directory: '%s' } }
            sinks: { results: [csv], deadLetters: [csv], lateEvents: [csv] }
            csv: { directory: '%s' }
            alertmanager: { urls: ["http://127.0.0.1:1"] }
            """
                .formatted(readings, Files.createDirectories(directory.resolve("results"))));

    int exit = run("run", "--config", config.toString(), "--for", "20s");

    assertThat(errors()).startsWith("aforo: warning: alertmanager.urls: http://127.0.0.1:1: ");
    assertThat(exit).isZero();
  }

  private AforoProcess start(Path config, String... more) throws Exception {
    return AforoProcess.start(
        directory,
        Stream.concat(
                Stream.of("run", "--config", config.toString(), "--sales.idleness", "1s"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static void awaitRows(LocalStack stack, String... rows) {
    await()
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(rows(stack)).containsExactlyInAnyOrder(rows));
  }

  private static void stop(AforoProcess job) throws Exception {
    job.interrupt();
    assertThat(job.awaitExit()).isEqualTo(130);
  }

  private static void publish(KafkaSettings kafka, String... times) {
    try (EventPublisher publisher = new EventPublisher(kafka)) {
      for (String time : times) {
        publisher.publish(
            "sales", SaleBuilder.aSale().id(time).at(time).build(), SaleBuilder.time(time));
      }
    }
  }

  /** Window, revision and net of each row. */
  private static List<String> rows(LocalStack stack) {
    List<String> columns = StoredTable.SALES_REPORTS.columns();
    try (PostgresTables tables = new PostgresTables(databaseOf(stack))) {
      return tables.newestSalesRows(10).stream()
          .map(
              row ->
                  row.get(columns.indexOf("window_start"))
                      + " "
                      + row.get(columns.indexOf("revision"))
                      + " "
                      + row.get(columns.indexOf("net")))
          .toList();
    }
  }

  private static String configFor(LocalStack stack) {
    return """
        environment: test
        kafka: { bootstrapServers: '%s', schemaRegistryUrl: '%s' }
        postgres:
          host: %s
          port: %d
          database: %s
          user: %s
          password: { file: '%s' }
        sales: {}
        reports: [{ name: hourly-sales, window: tumbling 1h, by: [] }]
        """
        .formatted(
            stack.bootstrapServers(),
            stack.schemaRegistryUrl(),
            stack.database().host(),
            stack.database().port(),
            stack.database().database(),
            stack.database().user(),
            stack.database().passwordFile());
  }

  private static PostgresSettings databaseOf(LocalStack stack) {
    return PostgresSettings.of(
            stack.database().host(),
            stack.database().port(),
            stack.database().database(),
            stack.database().user())
        .withPassword(PasswordSource.file(stack.database().passwordFile().toString()));
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return Main.run(args, new PrintStream(out, true), new PrintStream(err, true));
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

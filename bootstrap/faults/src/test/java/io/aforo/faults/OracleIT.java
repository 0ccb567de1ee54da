package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.postgres.PasswordSource;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.local.stack.EmbeddedDatabase;
import io.aforo.local.stack.FlinkCluster;
import io.aforo.local.stack.LocalStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The job and the oracle agree when nothing breaks: the measure of everything else. */
@Timeout(600)
// A build that runs the faults judges without any between them, too.
@EnabledIfSystemProperty(named = "faults", matches = "all")
class OracleIT {

  @TempDir private Path directory;

  @Test
  void withoutFaultsTheTablesEqualTheOracle() throws Exception {
    try (LocalStack stack = LocalStack.startTemporary(started -> {});
        FlinkCluster cluster =
            FlinkCluster.start(
                directory.resolve("cluster"),
                2,
                1,
                Map.of(
                    "execution.checkpointing.dir",
                    directory.resolve("checkpoints").toUri().toString()))) {
      EmbeddedDatabase database = stack.database();
      Path config = directory.resolve("faults.yaml");
      Files.writeString(
          config,
          Scenario.yaml(
              stack.bootstrapServers(),
              stack.schemaRegistryUrl(),
              database.host(),
              database.port(),
              database.database(),
              database.user(),
              database.passwordFile()));
      PostgresSchema.migrate(
          PostgresSettings.of(
                  database.host(), database.port(), database.database(), database.user())
              .withPassword(PasswordSource.file(database.passwordFile().toString())));
      KafkaTopics.ensure(
          new KafkaSettings(stack.bootstrapServers(), stack.schemaRegistryUrl(), "faults"),
          Stream.of(Scenario.SALES, Scenario.READINGS)
              .map(topic -> new NewTopic(topic, Scenario.PARTITIONS, (short) 1))
              .toList(),
          Duration.ofSeconds(20));
      Addresses addresses =
          new Addresses(
              stack.bootstrapServers(),
              stack.schemaRegistryUrl(),
              database.jdbcUrl(),
              database.user(),
              database.password());
      Oracle oracle = Oracle.of(addresses);
      try (Load load = Load.start(addresses, 1);
          Poller poller = Poller.start(addresses)) {
        FlinkCluster.Submission submission =
            cluster.submit(List.of("-p", "2"), jar(), "--config", config.toString());
        assertThat(submission.exitCode()).as(submission.output()).isZero();

        // In the middle of the load.
        await().atMost(Duration.ofSeconds(60)).until(() -> poller.seen().polls() > 200);
        load.pause();
        awaitRight(oracle);
        load.resume();
        await().atMost(Duration.ofSeconds(60)).until(() -> poller.seen().polls() > 350);
        load.finish();
        awaitRight(oracle);

        Verdict verdict = oracle.judge();
        assertThat(verdict.accepted()).isGreaterThan(5_000);
        assertThat(verdict.late()).isPositive();
        assertThat(verdict.rejected()).isPositive();
        assertThat(verdict.duplicates()).isPositive();
        assertThat(poller.seen())
            .as(poller.example())
            .returns(0L, Poller.Seen::tornReads)
            .returns(0L, Poller.Seen::regressions);
      }
    }
  }

  private static void awaitRight(Oracle oracle) {
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              Verdict verdict = oracle.judge();
              assertThat(verdict.isRight()).as("%s", verdict).isTrue();
            });
  }

  private static Path jar() {
    Path jar =
        Path.of(System.getProperty("basedir", ""), "../job/target/aforo-job.jar")
            .toAbsolutePath()
            .normalize();
    assertThat(jar).as("what bootstrap/job packages").isRegularFile();
    return jar;
  }
}

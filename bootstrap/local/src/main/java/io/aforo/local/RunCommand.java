package io.aforo.local;

import io.aforo.adapters.kafka.KafkaDeadLetters;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.job.AforoJob;
import io.aforo.job.config.JobConfig;
import io.aforo.job.config.SinksConfig;
import io.aforo.local.screen.View;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the main job in this process, against one's own Kafka and Postgres. */
@Command(
    name = "run",
    description = {
      "Runs the job on this machine against your own Kafka, registry and Postgres.",
      "Any key of the configuration can be overridden: --kafka.bootstrapServers host:9092"
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @CommandLine.Mixin private ConfigOption configuration;

  @CommandLine.Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "Subtasks for each operator (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @CommandLine.Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Stop after this time, such as 10m (default: at Ctrl-C).")
  private Duration duration;

  /** Told now, in words, instead of by a job that restarts again and again. */
  private static void requireTopics(JobConfig config, List<String> inputs) {
    List<String> topics = new ArrayList<>(inputs);
    if (config.sinks().deadLetters().contains(SinksConfig.Sink.KAFKA)) {
      inputs.forEach(topic -> topics.add(KafkaDeadLetters.topicFor(topic)));
    }
    List<String> missing = KafkaTopics.missing(AforoJob.kafkaSettings(config), topics, TIMEOUT);
    if (!missing.isEmpty()) {
      throw new UsageException(
          ("Kafka at %s has no topic %s; create it, for example:%n"
                  + "  kafka-topics.sh --bootstrap-server %s --create --topic %s")
              .formatted(
                  config.kafka().orElseThrow().bootstrapServers(),
                  String.join(", ", missing),
                  config.kafka().orElseThrow().bootstrapServers(),
                  missing.get(0)));
    }
  }

  @Override
  public Integer call() throws Exception {
    JobConfig config = configuration.load();
    List<String> topics = new ArrayList<>();
    config.sales().ifPresent(sales -> topics.add(sales.topic()));
    config.temperatures().ifPresent(temperatures -> topics.add(temperatures.topic()));
    requireTopics(config, topics);
    if (config.postgres().isEmpty()) {
      throw new UsageException(
          "aforo run shows what the sink 'postgres' holds; "
              + configuration.file()
              + " does not name it in sinks.results");
    }
    PostgresSchema.check(AforoJob.postgresSettings(config));
    try (Stop stop = new Stop();
        LocalFlink flink =
            LocalFlink.run(AforoJob.of(config), parallelism, Workplace.directory().resolve("run"));
        Dashboard dashboard =
            new Dashboard(
                flink,
                config,
                AforoJob.postgresSettings(config),
                new View.Places(flink.webUi().toString(), LiveLoop.psql(config), topics))) {
      return LiveLoop.show(flink, stop, duration, () -> dashboard.look(Instant.now(), 1, true));
    }
  }
}

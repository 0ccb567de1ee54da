package io.aforo.local;

import io.aforo.adapters.kafka.KafkaDeadLetters;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.job.AforoJob;
import io.aforo.job.config.JobConfig;
import io.aforo.job.config.SinksConfig;
import io.aforo.local.screen.Screen;
import io.aforo.local.screen.View;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  // Picocli does not look for these in a mixin.
  @CommandLine.Unmatched private List<String> overrides = new ArrayList<>();

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
      String brokers = config.kafka().orElseThrow().bootstrapServers();
      throw new UsageException(
          "Kafka at %s has no topic %s; create what is missing, for example with Kafka's own tool:"
                  .formatted(brokers, String.join(", ", missing))
              + missing.stream()
                  .map(
                      topic ->
                          "%n  kafka-topics.sh --bootstrap-server %s --create --topic %s"
                              .formatted(brokers, topic))
                  .collect(Collectors.joining()));
    }
  }

  @Override
  public Integer call() throws Exception {
    if (parallelism < 1) {
      throw new UsageException("--parallelism must be at least 1, was " + parallelism);
    }
    JobConfig config = configuration.load(overrides);
    List<String> topics = new ArrayList<>();
    config.sales().ifPresent(sales -> topics.add(sales.topic()));
    config.temperatures().ifPresent(temperatures -> topics.add(temperatures.topic()));
    requireTopics(config, topics);
    config.postgres().ifPresent(any -> PostgresSchema.check(AforoJob.postgresSettings(config)));
    try (Stop stop = new Stop();
        LocalFlink flink =
            LocalFlink.run(
                AforoJob.of(config), parallelism, Workplace.directory().resolve("run"))) {
      View.Places places = new View.Places(flink.webUi().toString(), LiveLoop.psql(config), topics);
      return isForTheScreen(config.sinks())
          ? show(flink, stop, config, places)
          : print(flink, stop, places);
    }
  }

  /** The screen shows what is in Postgres; lines that a sink prints would write over it. */
  private static boolean isForTheScreen(SinksConfig sinks) {
    return sinks.results().contains(SinksConfig.Sink.POSTGRES)
        && Stream.of(sinks.results(), sinks.deadLetters(), sinks.lateEvents())
            .noneMatch(names -> names.contains(SinksConfig.Sink.PRINT));
  }

  private int show(LocalFlink flink, Stop stop, JobConfig config, View.Places places)
      throws Exception {
    try (Dashboard dashboard =
            new Dashboard(flink, config, AforoJob.postgresSettings(config), places);
        Screen screen = Screen.open(System.out, System.getenv())) {
      return LiveLoop.run(
          flink, stop, duration, () -> screen.show(dashboard.look(Instant.now(), 1, true)));
    }
  }

  private int print(LocalFlink flink, Stop stop, View.Places places) throws Exception {
    System.out.println("web UI   " + places.webUi());
    System.out.println("database " + places.database());
    System.out.println("topics   " + String.join(", ", places.topics()));
    return LiveLoop.run(flink, stop, duration, () -> {});
  }
}

package io.aforo.local;

import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.job.AforoJob;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.config.JobConfig;
import io.aforo.local.stack.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;

/** The configuration of a job against the embedded stack, and what must be there before it runs. */
final class LocalJob {

  static final String SALES_TOPIC = "sales";
  static final String READINGS_TOPIC = "temperature-readings";
  static final String ACTIVITY_TOPIC = "activity";

  private static final Map<String, String> TOPICS =
      Map.of("sales", SALES_TOPIC, "temperatures", READINGS_TOPIC, "activity", ACTIVITY_TOPIC);

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private LocalJob() {}

  /**
   * A configuration whose addresses are the stack's; results go to its Postgres.
   *
   * @param file what to compute; the default where there is none
   * @param inputs those that are read; others that the file has are left out
   * @param more further {@code --key value} arguments
   * @throws io.aforo.job.config.ConfigurationException with all that is wrong at once
   */
  static JobConfig configFor(
      LocalStack stack, Optional<Path> file, Set<String> inputs, List<String> more) {
    List<String> arguments = new ArrayList<>();
    set(arguments, "kafka.bootstrapServers", stack.bootstrapServers());
    set(arguments, "kafka.schemaRegistryUrl", stack.schemaRegistryUrl());
    set(arguments, "postgres.host", stack.database().host());
    set(arguments, "postgres.port", String.valueOf(stack.database().port()));
    set(arguments, "postgres.database", stack.database().database());
    set(arguments, "postgres.user", stack.database().user());
    set(arguments, "postgres.password", "{file: '" + stack.database().passwordFile() + "'}");
    arguments.addAll(more);
    return load(file, inputs, arguments);
  }

  /**
   * Judges a configuration before there is a stack that it could be for.
   *
   * @throws io.aforo.job.config.ConfigurationException with all that is wrong at once
   */
  static void requireValid(Optional<Path> file, Set<String> inputs) {
    List<String> arguments = new ArrayList<>();
    set(arguments, "kafka.bootstrapServers", "127.0.0.1:1");
    set(arguments, "kafka.schemaRegistryUrl", "http://127.0.0.1:1");
    set(arguments, "postgres.host", "127.0.0.1");
    set(arguments, "postgres.database", "none");
    set(arguments, "postgres.user", "none");
    load(file, inputs, arguments);
  }

  static JobConfig load(Optional<Path> file, Set<String> inputs, List<String> addresses) {
    List<String> arguments = new ArrayList<>(addresses);
    set(arguments, "environment", "local");
    TOPICS.forEach(
        (input, topic) -> {
          if (inputs.contains(input)) {
            set(arguments, input + ".source", "kafka-avro");
            set(arguments, input + ".topic", topic);
            set(arguments, input + ".mapping", "{}");
          }
        });
    set(arguments, "sinks.results", "[postgres]");
    set(arguments, "sinks.deadLetters", "[postgres]");
    set(arguments, "sinks.lateEvents", "[postgres]");
    // Not this process's environment: it may point to another Kafka or Postgres.
    JobConfig config = JobConfig.load(file, arguments, Map.of());
    return new JobConfig(
        // What is long over, or made up, is nothing to wake people for.
        config.deployment().without(Adapters.notifiers()),
        config.sales().filter(any -> inputs.contains("sales")),
        config.temperatures().filter(any -> inputs.contains("temperatures")),
        config.activity().filter(any -> inputs.contains("activity")),
        config.reports(),
        config.sinks(),
        config.breaker(),
        config.flush(),
        config.checkpointInterval(),
        config.maxParallelism());
  }

  /** Makes the tables and the topics. */
  static void prepare(JobConfig config, int partitions) {
    PostgresSchema.migrate(Adapters.postgresSettings(config.deployment()));
    KafkaTopics.ensure(
        Adapters.kafkaSettings(config.deployment()),
        AforoJob.topics(config).stream()
            .map(topic -> new NewTopic(topic, partitions, (short) 1))
            .toList(),
        TIMEOUT);
  }

  private static void set(List<String> arguments, String key, String value) {
    arguments.add("--" + key);
    arguments.add(value);
  }
}

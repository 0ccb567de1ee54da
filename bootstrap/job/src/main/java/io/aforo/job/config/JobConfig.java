package io.aforo.job.config;

import io.aforo.domain.sales.SalesReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The configuration of a deployment, validated as a whole. It stays on the client; its parts are
 * serializable, and none of them holds a secret.
 *
 * @param environment a label for people, never tested by code
 * @param generation raised only to recompute on purpose; at least 1
 * @param kafka present where an input or a sink names Kafka
 * @param postgres present where a sink is named postgres
 * @param sales present where sales are read
 * @param temperatures present where readings are read
 * @param reports what is computed from sales, by unique names; not empty
 * @param sinks where everything goes
 * @param flush how writers batch between checkpoints
 * @param checkpointInterval holds where Flink's own configuration does not say
 * @param maxParallelism the most subtasks that the state can be spread over, 1 to 32768
 */
public record JobConfig(
    String environment,
    int generation,
    Optional<KafkaConfig> kafka,
    Optional<PostgresConfig> postgres,
    Optional<SalesConfig> sales,
    Optional<TemperaturesConfig> temperatures,
    List<SalesReport> reports,
    SinksConfig sinks,
    FlushConfig flush,
    Duration checkpointInterval,
    int maxParallelism) {

  public JobConfig {
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(kafka, "kafka");
    Objects.requireNonNull(postgres, "postgres");
    Objects.requireNonNull(sales, "sales");
    Objects.requireNonNull(temperatures, "temperatures");
    reports = List.copyOf(reports);
    Objects.requireNonNull(sinks, "sinks");
    Objects.requireNonNull(flush, "flush");
    Objects.requireNonNull(checkpointInterval, "checkpointInterval");
  }

  /**
   * Reads what a main method was given: {@code --config FILE}, optional, and {@code --key value}
   * for every key to override.
   *
   * @param environment the process's environment variables
   * @throws ConfigurationException with all that is wrong at once
   */
  public static JobConfig load(String[] arguments, Map<String, String> environment) {
    return ConfigurationLoader.load(List.of(arguments), environment);
  }

  /**
   * Reads a configuration. What is set in several places is taken from the first of: arguments,
   * environment, file, defaults.
   *
   * @param file YAML; without one, all comes from the other places
   * @param arguments {@code --key value} or {@code --key=value}, with dotted keys and {@code
   *     reports.0.window} or {@code reports[0].window} for entries of lists
   * @param environment the process's environment variables
   * @throws ConfigurationException with all that is wrong at once
   */
  public static JobConfig load(
      Optional<Path> file, List<String> arguments, Map<String, String> environment) {
    return ConfigurationLoader.load(file, arguments, environment);
  }

  /**
   * The consumer group of a job of this deployment.
   *
   * @param job the job's name, lower-case words joined by dashes
   */
  public String consumerGroup(String job) {
    return "aforo-" + job + "-" + environment;
  }
}

package io.aforo.job.config;

import io.aforo.domain.intake.CircuitBreaker;
import io.aforo.domain.sales.SalesReport;
import io.aforo.job.adapter.Deployment;
import io.aforo.job.adapter.KafkaConfig;
import io.aforo.job.adapter.PostgresConfig;
import io.aforo.job.adapter.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The configuration of a deployment, validated as a whole. It stays on the client, and holds no
 * secret.
 *
 * @param deployment what all adapters share, and the groups of keys that they own
 * @param sales present where sales are read
 * @param temperatures present where readings are read
 * @param activity present where activities are read
 * @param reports what is computed from sales, by unique names; not empty
 * @param sinks where everything goes
 * @param breaker when too many refused records of an input end the job; empty for never
 * @param flush how writers batch between checkpoints
 * @param checkpointInterval holds where Flink's own configuration does not say
 * @param maxParallelism the most subtasks that the state can be spread over, 1 to 32768
 */
public record JobConfig(
    Deployment deployment,
    Optional<SalesConfig> sales,
    Optional<TemperaturesConfig> temperatures,
    Optional<ActivityConfig> activity,
    List<SalesReport> reports,
    SinksConfig sinks,
    Optional<CircuitBreaker.Rule> breaker,
    FlushConfig flush,
    Duration checkpointInterval,
    int maxParallelism) {

  public JobConfig {
    Objects.requireNonNull(deployment, "deployment");
    Objects.requireNonNull(sales, "sales");
    Objects.requireNonNull(temperatures, "temperatures");
    Objects.requireNonNull(activity, "activity");
    reports = List.copyOf(reports);
    Objects.requireNonNull(sinks, "sinks");
    Objects.requireNonNull(breaker, "breaker");
    Objects.requireNonNull(flush, "flush");
    Objects.requireNonNull(checkpointInterval, "checkpointInterval");
  }

  /** The Kafka cluster and its registry; present where an input or a sink names Kafka. */
  public Optional<KafkaConfig> kafka() {
    return deployment.section(Section.KAFKA);
  }

  /** The database; present where a sink is named postgres. */
  public Optional<PostgresConfig> postgres() {
    return deployment.section(Section.POSTGRES);
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
}

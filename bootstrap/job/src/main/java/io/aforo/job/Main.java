package io.aforo.job;

import io.aforo.job.adapter.Finding;
import io.aforo.job.config.ConfigurationException;
import io.aforo.job.config.JobConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a cluster runs: {@code flink run -d aforo-job.jar --config production.yaml [--key value]}.
 */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private Main() {}

  /**
   * Submits the job.
   *
   * @param args {@code --config FILE}, and {@code --key value} for every key to override
   * @throws ConfigurationException with all that is wrong at once
   */
  public static void main(String[] args) throws Exception {
    JobConfig config = JobConfig.load(args, System.getenv());
    requireFit(config);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    AforoJob.of(config).defineIn(env);
    env.execute(AforoJob.NAME);
  }

  /**
   * A mapping that does not fit the registered schema would make a dead letter of every record.
   * Where the inputs cannot be reached from here, the workers will see.
   */
  private static void requireFit(JobConfig config) {
    List<Finding> findings =
        Preflight.ofInputs(config, LIMIT).stream()
            .flatMap(look -> look.findings().stream())
            .toList();
    findings.stream()
        .filter(finding -> finding.kind() != Finding.Kind.WRONG)
        .forEach(finding -> LOG.warn("Before the start, {}: {}", finding.kind(), finding));
    String wrong =
        findings.stream()
            .filter(finding -> finding.kind() == Finding.Kind.WRONG)
            .map(Finding::toString)
            .collect(Collectors.joining("\n"));
    if (!wrong.isEmpty()) {
      throw new ConfigurationException("The configuration does not fit the inputs:\n" + wrong);
    }
  }
}

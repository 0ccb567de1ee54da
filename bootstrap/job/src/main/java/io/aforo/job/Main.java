package io.aforo.job;

import io.aforo.job.adapter.Finding;
import io.aforo.job.config.ConfigurationException;
import io.aforo.job.config.JobConfig;
import java.time.Duration;
import java.util.ArrayList;
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
   * @param args {@code --config FILE}, {@code --key value} for every key to override, and {@code
   *     --allow-fresh-start} to start without state over the rows of an earlier start
   * @throws ConfigurationException with all that is wrong at once
   */
  public static void main(String[] args) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(args));
    boolean allowsFreshStart = arguments.removeAll(List.of(FreshStart.ALLOW));
    JobConfig config = JobConfig.load(arguments.toArray(String[]::new), System.getenv());
    requireFit(config);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    if (!allowsFreshStart && FreshStart.isToBeJudged(env.getConfiguration())) {
      FreshStart.requireNoRows(config, FreshStart.ON_A_CLUSTER);
    }
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

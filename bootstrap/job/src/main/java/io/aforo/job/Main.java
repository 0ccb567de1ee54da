package io.aforo.job;

import io.aforo.job.config.JobConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What a cluster runs: {@code flink run -d aforo-job.jar --config production.yaml [--key value]}.
 */
public final class Main {

  private Main() {}

  /**
   * Submits the job.
   *
   * @param args {@code --config FILE}, and {@code --key value} for every key to override
   * @throws io.aforo.job.config.ConfigurationException with all that is wrong at once
   */
  public static void main(String[] args) throws Exception {
    JobConfig config = JobConfig.load(args, System.getenv());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    AforoJob.of(config).defineIn(env);
    env.execute(AforoJob.NAME);
  }
}

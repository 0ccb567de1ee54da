package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.flink.FlinkProcess;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What all who run on Flink have in common: checkpoints every 10 s, to files; parallelism 2. */
public final class Flink {

  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

  private Flink() {}

  /** An environment whose jobs run in this process. */
  public static StreamExecutionEnvironment environment(Servers servers) {
    StreamExecutionEnvironment environment = FlinkProcess.environment(false);
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        servers.directory().resolve("checkpoints").toUri().toString());
    // The end of a job does not wait for another.
    configuration.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, false);
    environment.configure(configuration);
    environment.enableCheckpointing(CHECKPOINTS.toMillis());
    environment.setParallelism(EndToEndSuite.PARALLELISM);
    return environment;
  }

  /** Runs a bounded job to its end, which is behind the commit of its last row. */
  static void run(StreamExecutionEnvironment environment) throws Exception {
    environment.executeAsync().getJobExecutionResult().get();
  }
}

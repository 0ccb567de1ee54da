package io.aforo.job;

import io.aforo.adapters.flink.StoreSink;
import io.aforo.adapters.flink.Topology;
import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.job.adapter.MemoryStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;

/** A Flink cluster in this process, on loopback and free ports, and what tests do with its jobs. */
final class JobCluster implements AutoCloseable {

  static final int MAX_PARALLELISM = 128;

  private static final String LOOPBACK = "127.0.0.1";
  private static final int SLOTS = 4;

  private final MiniCluster cluster;
  private final Path directory;

  private JobCluster(MiniCluster cluster, Path directory) {
    this.cluster = cluster;
    this.directory = directory;
  }

  /**
   * @param directory for checkpoints, savepoints and temporary files
   */
  static JobCluster start(Path directory) throws Exception {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
    settings.set(RestOptions.ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_PORT, "0");
    SeenMetrics.reportedIn(settings);
    // Many reports in four subtasks each.
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(192));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(192));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumSlotsPerTaskManager(SLOTS)
                .setCommonBindAddress(LOOPBACK)
                .build());
    cluster.start();
    return new JobCluster(cluster, directory);
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }

  /** Of a job that is not started again after a failure. */
  Configuration settings(int parallelism) {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(10));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    // At its end, a job may have to wait for the next one.
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    return settings;
  }

  /** Of a job that is started again at once, after one failure. */
  Configuration settingsWithRestart(int parallelism) {
    Configuration settings = settings(parallelism);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    return settings;
  }

  /** Starts the reports over these sales; results go to {@link MemoryStores}. */
  JobID submit(
      Configuration settings,
      List<SalesReport> reports,
      Recording<Sale> sales,
      WatermarkStrategy<Ingested<Sale>> watermarks)
      throws Exception {
    return submit(settings, reports, sales, watermarks, true, MemoryStores::salesReports);
  }

  JobID submit(
      Configuration settings,
      List<SalesReport> reports,
      Recording<Sale> sales,
      WatermarkStrategy<Ingested<Sale>> watermarks,
      boolean isDeduplicated,
      StoreSink.Opener<SalesRow> rows)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    new Topology(env, MAX_PARALLELISM)
        .sales(
            new Topology.Input<>(new RecordingSource<>(sales), watermarks), reports, isDeduplicated)
        .into(
            new Topology.Sinks(
                Map.of("memory", sink(rows)),
                Map.of("memory", sink(MemoryStores::temperatureAlerts)),
                Map.of(),
                Map.of(),
                Map.of("memory", sink(MemoryStores::lateEvents)),
                Map.of("memory", sink(MemoryStores::deadLetters))));
    return submit(env);
  }

  JobID submit(StreamExecutionEnvironment env) throws Exception {
    return cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
  }

  static <T> StoreSink<T> sink(StoreSink.Opener<T> opener) {
    return new StoreSink<>(opener, 100, Duration.ofMillis(20));
  }

  /** Waits until all of the job runs and something is so, and fails at once if the job does. */
  void await(JobID job, String what, BooleanSupplier isSo) throws Exception {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                cluster.getJobStatus(job).get().isTerminalState()
                    || (isRunning(job) && isSo.getAsBoolean()));
    if (cluster.getJobStatus(job).get() == JobStatus.FAILED) {
      countersAtEnd(job);
    }
  }

  /** Whether every task runs or has ended, without which there are no checkpoints. */
  private boolean isRunning(JobID job) throws Exception {
    for (AccessExecutionVertex task :
        cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING
          && task.getExecutionState() != ExecutionState.FINISHED) {
        return false;
      }
    }
    return true;
  }

  /** Ends the jobs that a failed test has left, since the next one needs their room. */
  void cancelAll() throws Exception {
    for (JobStatusMessage job : cluster.listJobs().get()) {
      if (!job.getJobState().isGloballyTerminalState()) {
        cluster.cancelJob(job.getJobId()).get();
        cluster.requestJobResult(job.getJobId()).get();
      }
    }
  }

  /** Saves all state, and returns how many bytes of it there are. */
  long checkpoint(JobID job) throws Exception {
    long id = cluster.triggerCheckpoint(job, CheckpointType.FULL).get();
    return cluster
        .getExecutionGraph(job)
        .get()
        .getCheckpointStatsSnapshot()
        .getHistory()
        .getCheckpointById(id)
        .getStateSize();
  }

  /** How many checkpoints there were so far. */
  long completedCheckpoints(JobID job) throws Exception {
    return cluster
        .getExecutionGraph(job)
        .get()
        .getCheckpointStatsSnapshot()
        .getCounts()
        .getNumberOfCompletedCheckpoints();
  }

  /** Stops the job without an end of time, and returns where it can be started again from. */
  String stop(JobID job) throws Exception {
    return cluster
        .stopWithSavepoint(
            job,
            directory.resolve("savepoints").toUri().toString(),
            false,
            SavepointFormatType.CANONICAL)
        .get();
  }

  /** Waits for the end, and returns why the job failed. */
  Throwable failureAtEnd(JobID job) throws Exception {
    return cluster
        .requestJobResult(job)
        .get()
        .getSerializedThrowable()
        .orElseThrow(() -> new AssertionError("the job did not fail"))
        .deserializeError(JobCluster.class.getClassLoader());
  }

  /** How often tasks were started, a first time or again, since the job was submitted. */
  int attempts(JobID job) throws Exception {
    int attempts = 0;
    for (AccessExecutionVertex task :
        cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
      attempts = Math.max(attempts, task.getCurrentExecutionAttempt().getAttemptNumber() + 1);
    }
    return attempts;
  }

  /** Waits for the end, and fails with the job. */
  Map<String, Long> countersAtEnd(JobID job) throws Exception {
    Map<String, Long> counters = new TreeMap<>();
    cluster
        .requestJobResult(job)
        .get()
        .toJobExecutionResult(JobCluster.class.getClassLoader())
        .getAllAccumulatorResults()
        .forEach((name, value) -> counters.put(name, (Long) value));
    return counters;
  }
}

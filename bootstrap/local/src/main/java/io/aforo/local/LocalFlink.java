package io.aforo.local;

import io.aforo.job.AforoJob;
import io.aforo.local.screen.View;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.RestoredCheckpointStats;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.OptionalFailure;
import org.apache.flink.util.SerializedValue;

/**
 * Flink in this process, with its web UI on loopback, running one job. Checkpoints go to a folder.
 */
final class LocalFlink implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";

  private final MiniCluster cluster;
  private final JobID job;

  private LocalFlink(MiniCluster cluster, JobID job) {
    this.cluster = cluster;
    this.job = job;
  }

  /**
   * Starts Flink and submits the job, without state.
   *
   * @param parallelism subtasks for each operator
   * @param directory where checkpoints go, beneath {@code checkpoints}
   */
  static LocalFlink run(AforoJob job, int parallelism, Path directory) throws Exception {
    Path checkpoints = directory.resolve("checkpoints");
    try (Checkpoints earlier = Checkpoints.in(checkpoints)) {
      earlier.deleteAllBut(Optional.empty());
    }
    return run(job, parallelism, checkpoints, SavepointRestoreSettings.none());
  }

  /**
   * Starts Flink and submits the job.
   *
   * @param parallelism subtasks for each operator
   * @param checkpoints where checkpoints go
   * @param state what the job starts with
   */
  static LocalFlink run(
      AforoJob job, int parallelism, Path checkpoints, SavepointRestoreSettings state)
      throws Exception {
    Configuration settings = new Configuration();
    settings.set(RestOptions.ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_PORT, "0");
    settings.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    settings.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    // Counters come with heartbeats, and people watch them.
    settings.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    settings.set(WebOptions.SUBMIT_ENABLE, false);
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .setCommonBindAddress(LOOPBACK)
                .build());
    try {
      cluster.start();
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
      env.setParallelism(parallelism);
      job.defineIn(env);
      StreamGraph graph = env.getStreamGraph();
      graph.setJobName(AforoJob.NAME);
      graph.setSavepointRestoreSettings(state);
      JobID id = cluster.submitJob(graph.getJobGraph()).get().getJobID();
      return new LocalFlink(cluster, id);
    } catch (Exception | Error notStarted) {
      cluster.close();
      throw notStarted;
    }
  }

  /** Where Flink's web UI is. */
  URI webUi() throws InterruptedException, ExecutionException {
    return cluster.getRestAddress().get();
  }

  /**
   * The job's counters as they stand, by the names of {@code io.aforo.adapters.flink.Counted}. They
   * come with the heartbeats of the tasks, so they are about a second old.
   */
  Map<String, Long> counters() throws Exception {
    Map<String, SerializedValue<OptionalFailure<Object>>> accumulators =
        cluster.getExecutionGraph(job).get().getAccumulatorsSerialized();
    Map<String, Long> counters = new TreeMap<>();
    for (Map.Entry<String, SerializedValue<OptionalFailure<Object>>> entry :
        accumulators.entrySet()) {
      Object value =
          entry.getValue().deserializeValue(LocalFlink.class.getClassLoader()).getUnchecked();
      if (value instanceof Long count) {
        counters.put(entry.getKey(), count);
      }
    }
    return counters;
  }

  /**
   * How the job came to where it is: whether it runs for the first time, or was restored from a
   * checkpoint, and why.
   */
  String progress() throws InterruptedException, ExecutionException {
    AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
    int restarts = 0;
    for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
      restarts = Math.max(restarts, vertex.getCurrentExecutionAttempt().getAttemptNumber());
    }
    CheckpointStatsSnapshot checkpoints = graph.getCheckpointStatsSnapshot();
    RestoredCheckpointStats restored =
        checkpoints == null ? null : checkpoints.getLatestRestoredCheckpoint();
    String from = restored == null ? "" : "restored from checkpoint " + restored.getCheckpointId();
    if (graph.getState() != JobStatus.RUNNING) {
      return graph.getState().name().toLowerCase(Locale.ROOT)
          + lastFailure().map(failure -> ", failed at " + failure).orElse("");
    }
    if (restarts == 0) {
      return restored == null ? View.RUNNING : from + ", " + View.RUNNING;
    }
    return "%s, restart %d, failed at %s"
        .formatted(
            restored == null ? "started from the beginning, before the first checkpoint" : from,
            restarts,
            lastFailure().orElse("an unknown time"));
  }

  /** Takes a checkpoint now, so that the next run goes on exactly where this one stops. */
  void takeCheckpoint(Duration atMost)
      throws InterruptedException, ExecutionException, TimeoutException {
    cluster
        .triggerCheckpoint(job, CheckpointType.CONFIGURED)
        .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Why the job failed the last time, if it did: it starts again by itself, and may go on so. Empty
   * where it does not start again, which its end says.
   */
  Optional<String> lastFailure() throws InterruptedException, ExecutionException {
    AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
    ErrorInfo failure = graph.getFailureInfo();
    if (failure == null
        || graph.getState() == JobStatus.FAILING
        || graph.getState() == JobStatus.FAILED) {
      return Optional.empty();
    }
    Throwable cause = failure.getException().deserializeError(LocalFlink.class.getClassLoader());
    Throwable before = cause;
    while (cause.getCause() != null) {
      before = cause;
      cause = cause.getCause();
    }
    // What is at the bottom may be no more than a path.
    String reason = before == cause ? "" : before.getMessage() + ", because of ";
    return Optional.of(Instant.ofEpochMilli(failure.getTimestamp()) + " " + reason + cause);
  }

  /**
   * Waits for the job to end by itself.
   *
   * @return its result, or empty if it still runs
   */
  Optional<JobResult> awaitEnd(Duration atMost) throws InterruptedException, ExecutionException {
    CompletableFuture<JobResult> result = cluster.requestJobResult(job);
    try {
      return Optional.of(result.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException stillRunning) {
      return Optional.empty();
    }
  }

  /** Ends the job and Flink. */
  @Override
  public void close() throws Exception {
    cluster.close();
  }
}

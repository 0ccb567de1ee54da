package io.aforo.benchmarks.flink;

import io.aforo.benchmarks.Stopwatch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Flink in this process, set up alike for all who run on it: one subtask of each task unless they
 * say otherwise, object reuse. Its cluster is started with the first job and runs them all: to
 * start one costs more than a short job does.
 */
public final class FlinkProcess {

  private static final long BETWEEN_LOOKS = Duration.ofMillis(1).toNanos();

  private FlinkProcess() {}

  /**
   * An environment for one job, which {@link #run} runs.
   *
   * @param isOnRocksDb whether state is in RocksDB, with 512 MiB for its caches and buffers, what a
   *     task manager of 2 GiB gives it by default; on the heap if not
   */
  public static StreamExecutionEnvironment environment(boolean isOnRocksDb) {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, isOnRocksDb ? "rocksdb" : "hashmap");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    environment.setMaxParallelism(128);
    return environment;
  }

  /** Runs the job of an environment to its end. */
  public static void run(StreamExecutionEnvironment environment) throws Exception {
    JobID job =
        Cluster.started().submitJob(environment.getStreamGraph().getJobGraph()).get().getJobID();
    Cluster.started()
        .requestJobResult(job)
        .get()
        .toJobExecutionResult(FlinkProcess.class.getClassLoader());
  }

  /**
   * A job that stops reading somewhere, so that its state can be looked at, and taken from there.
   */
  public static final class HaltedJob {

    private final JobID job;
    private final long submittedAt = System.nanoTime();

    private HaltedJob(StreamExecutionEnvironment environment) throws Exception {
      job =
          Cluster.started().submitJob(environment.getStreamGraph().getJobGraph()).get().getJobID();
    }

    /** When it was submitted, by the system's nanoseconds. */
    public long submittedAt() {
      return submittedAt;
    }

    /**
     * Waits until all of its tasks run, which is when they have taken up their state; says when, by
     * the system's nanoseconds.
     */
    public long awaitRunning() throws Exception {
      while (true) {
        AccessExecutionGraph graph = Cluster.started().getExecutionGraph(job).get();
        if (graph.getState().isGloballyTerminalState()) {
          throw new IllegalStateException("the job has ended before it ran: " + graph.getState());
        }
        // Before it runs, a job has no tasks yet.
        boolean isRunning = graph.getState() == JobStatus.RUNNING;
        for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
          isRunning &= task.getExecutionState() == ExecutionState.RUNNING;
        }
        if (isRunning) {
          return System.nanoTime();
        }
        LockSupport.parkNanos(BETWEEN_LOOKS);
      }
    }

    /**
     * Waits until all that it reads has gone through it; says when, by the system's nanoseconds.
     */
    public long awaitHalt() throws Exception {
      return Collected.passed().get();
    }

    /** Takes a checkpoint, and says where it is. */
    public Path checkpoint() throws Exception {
      return Path.of(URI.create(Cluster.started().triggerCheckpoint(job).get()));
    }

    /** Ends it; its checkpoints stay. */
    public void cancel() throws Exception {
      Cluster.started().cancelJob(job).get();
      Cluster.started().requestJobResult(job).get();
    }
  }

  /**
   * Starts a job that halts.
   *
   * @param events how many of its events it reads, from the first one on
   * @param watermark how far time has come then, epoch milliseconds
   */
  public static HaltedJob start(StreamExecutionEnvironment environment, int events, long watermark)
      throws Exception {
    MemorySource.pauseAt(events, watermark);
    Collected.await(watermark);
    return new HaltedJob(environment);
  }

  /** Ends what was started for the jobs; the next one starts it anew. */
  public static void stop() throws Exception {
    Cluster.stop();
  }

  private static final class Cluster {

    private static MiniCluster startedOrNull;

    private static synchronized MiniCluster started() {
      if (startedOrNull == null) {
        startedOrNull = start();
      }
      return startedOrNull;
    }

    private static synchronized void stop() throws Exception {
      if (startedOrNull != null) {
        startedOrNull.close();
        startedOrNull = null;
      }
    }

    private static MiniCluster start() {
      Configuration configuration = new Configuration();
      configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
      configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
      configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
      configuration.set(RestOptions.BIND_PORT, "0");
      MiniCluster cluster =
          new MiniCluster(
              new MiniClusterConfiguration.Builder()
                  .setConfiguration(configuration)
                  .setNumSlotsPerTaskManager(1)
                  .setCommonBindAddress("127.0.0.1")
                  .build());
      try {
        cluster.start();
      } catch (Exception failed) {
        throw new IllegalStateException("Flink does not start in this process", failed);
      }
      return cluster;
    }
  }

  /**
   * The events as a stream, with watermarks five times a second, Flink's default.
   *
   * @param time of an event, epoch milliseconds
   * @param disorder how far behind the newest an event comes at most
   */
  public static <T> DataStream<T> stream(
      StreamExecutionEnvironment environment,
      T[] events,
      TypeInformation<T> type,
      SerializableTimestampAssigner<T> time,
      Duration disorder,
      Stopwatch stopwatch) {
    return environment.fromSource(
        new MemorySource<>(events, stopwatch),
        WatermarkStrategy.<T>forBoundedOutOfOrderness(disorder).withTimestampAssigner(time),
        "memory",
        type);
  }
}

package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.EventTimeBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The source in jobs on a cluster. */
class CsvFolderTest {

  private static final String LOOPBACK = "127.0.0.1";

  private static MiniCluster cluster;

  @TempDir Path folder;
  @TempDir Path elsewhere;

  @BeforeAll
  static void startCluster(@TempDir Path directory) throws Exception {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.TMP_DIRS, directory.toString());
    settings.set(RestOptions.ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_PORT, "0");
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumSlotsPerTaskManager(2)
                .setCommonBindAddress(LOOPBACK)
                .build());
    cluster.start();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  /** So that what a failed test leaves behind takes no permit of the next one. */
  @AfterEach
  void endJobs() throws Exception {
    for (JobStatusMessage job : cluster.listJobs().get()) {
      if (!job.getJobState().isGloballyTerminalState()) {
        cluster.cancelJob(job.getJobId()).get();
        awaitStatus(job.getJobId(), JobStatus.CANCELED);
      }
    }
  }

  @BeforeEach
  void forget() {
    Seen.ACTIONS.clear();
    Seen.PERMITS.drainPermits();
  }

  @Test
  void oneReaderReadsFilesInTheOrderOfTheirPaths() throws Exception {
    write("2026-01-02/a.csv", 2_000, 2_700);
    write("2026-01-01/b.csv", 0, 1_300);
    write("2026-01-01/c.csv", 1_300, 2_000);
    Seen.PERMITS.release(Integer.MAX_VALUE);

    awaitEnd(submit(CsvFolder.bounded(folder.toString()), 1, null));

    assertThat(Seen.ACTIONS).isEqualTo(actions(0, 2_700));
  }

  @Test
  void twoReadersReadEveryRecordOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      write(i + ".csv", 300 * i, 300 * (i + 1));
    }
    Seen.PERMITS.release(Integer.MAX_VALUE);

    awaitEnd(submit(CsvFolder.bounded(folder.toUri().toString()), 2, null));

    assertThat(inOrder(Seen.ACTIONS)).isEqualTo(actions(0, 3_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aRestartInTheMiddleOfFilesReadsEveryRecordOnce(int parallelism) throws Exception {
    write("a.csv", 0, 20_000);
    write("b.csv", 20_000, 40_000);
    write("c.csv", 40_000, 50_000);
    JobID first = submit(CsvFolder.bounded(folder.toString()), parallelism, null);
    Seen.PERMITS.release(1_234);
    await("records in the middle of a file", () -> Seen.ACTIONS.size() == 1_234);
    String savepoint = stop(first);
    List<String> before = List.copyOf(Seen.ACTIONS);
    Seen.PERMITS.release(Integer.MAX_VALUE - Seen.PERMITS.availablePermits());

    awaitEnd(submit(CsvFolder.bounded(folder.toString()), 3 - parallelism, savepoint));

    assertThat(before).hasSizeBetween(1_234, 30_000);
    assertThat(inOrder(Seen.ACTIONS)).isEqualTo(actions(0, 50_000));
  }

  @Test
  void aWatchedFolderIsReadOnAsFilesAreMovedIn() throws Exception {
    write("b.csv", 0, 10);
    CsvFolder watched = CsvFolder.watched(folder.toString(), Duration.ofMillis(20));
    Seen.PERMITS.release(Integer.MAX_VALUE);

    JobID job = submit(watched, 1, null);
    await("the first file", () -> Seen.ACTIONS.equals(actions(0, 10)));
    write("a.csv", 10, 20);
    await("an earlier name", () -> Seen.ACTIONS.equals(actions(0, 20)));
    // Known by its path, so not read again.
    write("b.csv", 0, 15);
    write("sub/c.csv", 20, 30);
    await("a file in a new folder", () -> Seen.ACTIONS.equals(actions(0, 30)));
    String savepoint = stop(job);
    write("d.csv", 30, 40);
    JobID restarted = submit(watched, 1, savepoint);
    await("a file that came in between", () -> Seen.ACTIONS.equals(actions(0, 40)));

    cluster.cancelJob(restarted).get();
    awaitStatus(restarted, JobStatus.CANCELED);
  }

  @Test
  void aFileWithAnotherHeaderHarmsNoOtherFile() throws Exception {
    write("a.csv", 0, 10);
    Files.writeString(folder.resolve("b.csv"), "sale_id,store_id\n1,2\n3,4\n");
    Files.writeString(folder.resolve("c.csv"), "");
    write("d.csv", 10, 20);
    Seen.PERMITS.release(Integer.MAX_VALUE);

    awaitEnd(submit(CsvFolder.bounded(folder.toString()), 1, null));

    assertThat(Seen.ACTIONS)
        .isEqualTo(
            Stream.of(
                    actions(0, 10),
                    List.of("refused b.csv-0@1 BAD_LINE", "refused c.csv-0@1 BAD_LINE"),
                    actions(10, 20))
                .flatMap(List::stream)
                .toList());
  }

  @Test
  void aFolderThatIsNotThereFailsTheJobWithItsName() throws Exception {
    Path nowhere = folder.resolve("nowhere");

    JobID job = submit(CsvFolder.bounded(nowhere.toString()), 1, null);

    assertThatThrownBy(() -> awaitEnd(job)).hasStackTraceContaining(nowhere.toString());
  }

  @Test
  void onlyAWatchedFolderHasNoEnd() {
    assertThat(source(CsvFolder.bounded("/in")).getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    assertThat(source(CsvFolder.watched("/in", Duration.ofSeconds(1))).getBoundedness())
        .isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
  }

  @Test
  void whatIsNoFolderAndNoIntervalIsRefused() {
    assertThatThrownBy(() -> CsvFolder.bounded(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("directory must not be blank");
    assertThatThrownBy(() -> CsvFolder.watched("/in", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("discovery must be at least a millisecond, was PT0S");
  }

  /** Moves a file of activities with these numbers into the folder. */
  private void write(String name, int from, int to) throws IOException {
    StringBuilder lines = new StringBuilder("user_id,action,occurred_at\n");
    IntStream.range(from, to)
        .forEach(i -> lines.append("ana,").append(i).append(",2026-01-01T10:00:00Z\n"));
    Path unfinished = Files.writeString(elsewhere.resolve("unfinished"), lines);
    Files.createDirectories(folder.resolve(name).getParent());
    Files.move(
        unfinished,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<String> actions(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  private static List<String> inOrder(List<String> actions) {
    return actions.stream().sorted(Comparator.comparing(Integer::valueOf)).toList();
  }

  private static Source<Ingested<Activity>, ?, ?> source(CsvFolder folder) {
    return folder.source(EventKind.ACTIVITIES, IngestedType.of(), EventTimeBounds.standard());
  }

  private static JobID submit(CsvFolder folder, int parallelism, String savepoint)
      throws Exception {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    // So that no record is copied, which would need a format.
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    if (savepoint != null) {
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setMaxParallelism(4);
    env.fromSource(source(folder), WatermarkStrategy.noWatermarks(), "csv")
        .uid("csv")
        .map(new Seen())
        .uid("seen")
        .returns(Types.STRING)
        .sinkTo(new DiscardingSink<>())
        .uid("nothing");
    return cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
  }

  /** Stops a job while its records wait for permits, and lets them through one by one. */
  private String stop(JobID job) throws Exception {
    // One reader can have used all permits before the other runs; Flink refuses a savepoint then.
    await("all tasks to run", () -> allRun(job));
    CompletableFuture<String> savepoint =
        cluster.stopWithSavepoint(
            job, elsewhere.toUri().toString(), false, SavepointFormatType.CANONICAL);
    // Until the end: after its part of the savepoint a subtask can have begun with another record.
    await(
        "the end",
        () -> {
          Seen.PERMITS.release(Seen.PERMITS.availablePermits() == 0 ? 1 : 0);
          // What fails is told at once.
          return savepoint.isDone()
              && !savepoint.get().isEmpty()
              && cluster.getJobStatus(job).get() == JobStatus.FINISHED;
        });
    return savepoint.get();
  }

  private static boolean allRun(JobID job) throws Exception {
    for (AccessExecutionVertex task :
        cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  private static void awaitEnd(JobID job) throws Exception {
    cluster.requestJobResult(job).get().toJobExecutionResult(CsvFolderTest.class.getClassLoader());
  }

  private static void awaitStatus(JobID job, JobStatus status) {
    await(status.name(), () -> cluster.getJobStatus(job).get() == status);
  }

  private static void await(String what, Callable<Boolean> isSo) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(isSo);
  }

  /** Notes what each record is, as soon as there is a permit for it. */
  private static final class Seen implements MapFunction<Ingested<Activity>, String> {

    private static final long serialVersionUID = 1L;

    static final List<String> ACTIONS = Collections.synchronizedList(new ArrayList<>());
    static final Semaphore PERMITS = new Semaphore(0);

    @Override
    public String map(Ingested<Activity> ingested) throws InterruptedException {
      PERMITS.acquire();
      String seen =
          ingested instanceof Ingested.Accepted<Activity> accepted
              ? accepted.event().action()
              : "refused "
                  + ((Ingested.Rejected<Activity>) ingested)
                      .letter()
                      .record()
                      .toString()
                      .replaceFirst(".*/", "")
                  + " "
                  + ((Ingested.Rejected<Activity>) ingested).letter().reason();
      ACTIONS.add(seen);
      return seen;
    }
  }
}

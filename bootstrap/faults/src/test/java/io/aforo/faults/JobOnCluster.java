package io.aforo.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aforo.local.stack.FlinkCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;

/** The job, through all its submissions, and what the JobManager says about it. */
final class JobOnCluster {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final FlinkCluster cluster;
  private final Path jar;
  private final Path configuration;
  private final Path savepoints;
  private String id = "";
  private boolean resumed;
  private int restartsOfFormerSubmissions;

  JobOnCluster(FlinkCluster cluster, Path jar, Path configuration, Path directory) {
    this.cluster = cluster;
    this.jar = jar;
    this.configuration = configuration;
    this.savepoints = directory.resolve("savepoints");
  }

  /** Submits it without any state, and waits until it has saved its first. */
  void submit(int parallelism, String... arguments) {
    run(List.of("-p", "" + parallelism), arguments);
    resumed = false;
    awaitCheckpointAfter(Instant.EPOCH, START_LIMIT);
  }

  /** Submits it with the state of a savepoint; returns when it is submitted. */
  void resume(int parallelism, String savepoint, String... arguments) {
    run(List.of("-p", "" + parallelism, "-s", savepoint), arguments);
    resumed = true;
  }

  /** Submits it again after it has failed for good, with what it saved last. */
  void resumeFromLastCheckpoint(int parallelism, String... arguments) {
    String checkpoint =
        checkpoints().path("latest").path("completed").path("external_path").asText();
    ended("FAILED");
    resume(parallelism, checkpoint, arguments);
  }

  /** Stops it with a savepoint, and returns where that is. */
  String stop() {
    String savepoint = cluster.stopWithSavepoint(id, savepoints);
    ended("FINISHED");
    return savepoint;
  }

  /** Ends it without a savepoint. */
  void cancel() {
    cluster.cancel(id);
    ended("CANCELED");
  }

  /** How often it has started again by itself since it was first submitted. */
  int restarts() {
    return restartsOfFormerSubmissions + (id.isEmpty() ? 0 : restartsOfThisSubmission());
  }

  /**
   * Waits for a checkpoint that began after an instant.
   *
   * @return when it was complete
   */
  Instant awaitCheckpointAfter(Instant begin, Duration limit) {
    return await("a checkpoint after " + begin + ", job " + id)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> completedAfter(begin), Optional::isPresent)
        .orElseThrow();
  }

  /** The number of the checkpoint that is under way; empty if there is none. */
  OptionalLong checkpointUnderWay() {
    return history().stream()
        .filter(each -> each.path("status").asText().equals("IN_PROGRESS"))
        .mapToLong(each -> each.path("id").asLong())
        .findFirst();
  }

  /** How many checkpoints were given up, in this submission. */
  int failedCheckpoints() {
    return checkpoints().path("counts").path("failed").asInt();
  }

  /** Whether this checkpoint was completed. */
  boolean isComplete(long checkpoint) {
    return history().stream()
        .anyMatch(
            each ->
                each.path("id").asLong() == checkpoint
                    && each.path("status").asText().equals("COMPLETED"));
  }

  /** What it last failed for, with the whole stack; empty if it never did. */
  String failure() {
    return cluster
        .get("/jobs/" + id + "/exceptions")
        .path("exceptionHistory")
        .path("entries")
        .path(0)
        .path("stacktrace")
        .asText();
  }

  /** Such as RUNNING or RESTARTING. */
  String status() {
    return cluster.status(id);
  }

  /** The sum of a counter, such as {@code sales.in}; 0 if nothing was counted. */
  long counter(String name) {
    long sum = 0;
    JsonNode counters = cluster.get("/jobs/" + id + "/accumulators");
    for (JsonNode each : counters.path("user-task-accumulators")) {
      if (each.path("name").asText().equals(name)) {
        sum += each.path("value").asLong();
      }
    }
    return sum;
  }

  private void run(List<String> options, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--config", configuration.toString()));
    all.addAll(List.of(arguments));
    FlinkCluster.Submission submission = cluster.submit(options, jar, all.toArray(String[]::new));
    if (submission.exitCode() != 0) {
      throw new IllegalStateException("The job was not submitted:\n" + submission.output());
    }
    id = submission.jobId();
  }

  private void ended(String status) {
    await().atMost(STOP_LIMIT).until(() -> cluster.status(id).equals(status));
    restartsOfFormerSubmissions += restartsOfThisSubmission();
    id = "";
  }

  private int restartsOfThisSubmission() {
    int restored = checkpoints().path("counts").path("restored").asInt();
    return Math.max(0, resumed ? restored - 1 : restored);
  }

  private Optional<Instant> completedAfter(Instant begin) {
    return history().stream()
        .filter(each -> each.path("status").asText().equals("COMPLETED"))
        .filter(each -> each.path("trigger_timestamp").asLong() > begin.toEpochMilli())
        .map(each -> Instant.ofEpochMilli(each.path("latest_ack_timestamp").asLong()))
        .min(Instant::compareTo);
  }

  private List<JsonNode> history() {
    return StreamSupport.stream(checkpoints().path("history").spliterator(), false).toList();
  }

  private JsonNode checkpoints() {
    return cluster.get("/jobs/" + id + "/checkpoints");
  }
}

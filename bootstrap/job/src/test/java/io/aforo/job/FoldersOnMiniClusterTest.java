package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.DeadLetter;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.time.RowStatus;
import io.aforo.job.adapter.MemoryStores;
import io.aforo.job.config.JobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders and made-up events as inputs of the whole job: their time, their end, what they refuse.
 */
@Timeout(180)
class FoldersOnMiniClusterTest {

  private static final Instant TEN = Instant.parse("2026-01-01T10:00:00Z");

  @TempDir private static Path shared;

  private static JobCluster cluster;

  @TempDir private Path directory;

  private MemoryStores stores;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = JobCluster.start(shared);
  }

  @AfterEach
  void endJobs() throws Exception {
    cluster.cancelAll();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyFileOfAWatchedFolderMovesTime(int parallelism) throws Exception {
    Path clicks = folder("clicks");
    submit(
        "activity: { source: csv, gap: 1s, outOfOrderness: 0s, idleness: 1s, silence: 0,"
            + " csv: { directory: '%s', discovery: 50ms } }".formatted(clicks),
        cluster.settings(parallelism));

    for (int hour = 0; hour < 6; hour++) {
      put(
          clicks,
          "%02d.csv".formatted(hour),
          click("user " + hour, TEN.plus(Duration.ofHours(hour))));
      int closed = hour;
      await(() -> assertThat(stores.activitySessions.sessions()).hasSize(closed));
    }

    assertThat(stores.activitySessions.sessions())
        .extracting(ActivitySession::status)
        .containsOnly(RowStatus.FINAL);
  }

  @Test
  void theLastSessionOfAWatchedFolderClosesWhenNothingMoreComes() throws Exception {
    Path clicks = folder("clicks");
    put(clicks, "only.csv", click("ana", TEN));

    submit(
        "activity: { source: csv, gap: 1s, outOfOrderness: 0s, idleness: 1s, silence: 2s,"
            + " csv: { directory: '%s', discovery: 50ms } }".formatted(clicks),
        cluster.settings(2));

    await(
        () ->
            assertThat(stores.activitySessions.sessions())
                .extracting(ActivitySession::userId)
                .containsExactly("ana"));
  }

  @Test
  void refusedLinesOfFilesWithOneNameAreAllKept() throws Exception {
    put(folder("sales"), "2026-01-01.csv", "wrong,header\n");
    put(folder("clicks"), "2026-01-01.csv", "another,wrong,header\n");

    JobID job =
        submit(
            """
            sales: { source: csv, csv: { directory: '%s', discovery: 0 } }
            activity: { source: csv, csv: { directory: '%s', discovery: 0 } }
            """
                .formatted(folder("sales"), folder("clicks")),
            cluster.settings(1));
    cluster.countersAtEnd(job);

    assertThat(stores.deadLetters.letters())
        .extracting(DeadLetter::record)
        .extracting(record -> Path.of(record.topic().replaceFirst("^file:", "")).getParent())
        .containsExactlyInAnyOrder(folder("sales"), folder("clicks"));
  }

  /**
   * One shop a file: what is late follows from the files, and not from how many are read at once.
   */
  @Test
  void theSameFilesGiveTheSameTablesAtAnyParallelism() throws Exception {
    Path clicks = folder("clicks");
    for (String shop : List.of("a", "b")) {
      StringBuilder lines = new StringBuilder("user_id,action,occurred_at\n");
      for (int day = 0; day < 5; day++) {
        lines.append("%s,entra,%s%n".formatted(shop, TEN.plus(Duration.ofDays(day))));
      }
      put(clicks, shop + ".csv", lines.toString());
    }
    String input =
        "activity: { source: csv, csv: { directory: '%s', discovery: 0 } }".formatted(clicks);

    cluster.countersAtEnd(submit(input, cluster.settings(1)));
    List<ActivitySession> inOne = stores.activitySessions.sessions();
    int lateInOne = stores.lateEvents.events().size();
    cluster.countersAtEnd(submit(input, cluster.settings(4)));

    assertThat(stores.activitySessions.sessions()).isEqualTo(inOne);
    assertThat(stores.lateEvents.events()).hasSize(lateInOne);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void checkpointsGoOnWhenOneOfTheInputsHasEnded(String isDeduplicated) throws Exception {
    Path sales = folder("sales");
    put(
        sales,
        "day.csv",
        """
        sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at
        1,norte,pan,,SALE,1,1.00,EUR,2026-01-01T10:00:00Z
        """);
    Configuration settings = cluster.settings(2);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));

    JobID job =
        submit(
            """
            sales: { source: csv, deduplicate: %s, csv: { directory: '%s', discovery: 0 } }
            activity: { source: datagen, datagen: { rate: 100 } }
            """
                .formatted(isDeduplicated, sales),
            settings);

    // What has ended has written its rows; only then are the checkpoints counted.
    await(() -> assertThat(stores.salesReports.rows()).hasSize(3));
    long before = cluster.completedCheckpoints(job);
    await(() -> assertThat(cluster.completedCheckpoints(job)).isGreaterThan(before + 10));
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  /** Whole at once, as a folder that is watched needs it. */
  private void put(Path folder, String name, String text) throws IOException {
    Path unfinished = Files.writeString(directory.resolve("unfinished"), text);
    Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String click(String user, Instant time) {
    return "user_id,action,occurred_at\n%s,entra,%s\n".formatted(user, time);
  }

  private JobID submit(String inputs, Configuration settings) throws Exception {
    stores = MemoryStores.renewed();
    Path file =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            environment: test
            %s
            sinks: { results: [memory], deadLetters: [memory], lateEvents: [memory] }
            flush: { every: 20ms }
            """
                .formatted(inputs));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    AforoJob.of(JobConfig.load(Optional.of(file), List.of(), Map.of())).defineIn(env);
    return cluster.submit(env);
  }

  private static void await(org.awaitility.core.ThrowingRunnable assertion) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
  }
}

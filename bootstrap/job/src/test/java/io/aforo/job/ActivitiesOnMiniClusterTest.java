package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.Topology;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.time.RowStatus;
import io.aforo.job.adapter.MemoryStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users who act for six hours, with activities that come up to an hour late and are spread over
 * partitions at random: sessions are corrected, move their starts and grow together. Whatever
 * happens, the table is in the end what lies between the gaps.
 */
@Timeout(120)
class ActivitiesOnMiniClusterTest {

  private static final long BASE = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long GAP = 10 * MINUTE;
  private static final SessionRule RULE =
      SessionRule.of(Duration.ofMillis(GAP), Duration.ofHours(24));
  private static final int USERS = 60;
  private static final int ACTIVITIES = 3_000;
  private static final int PARTITIONS = 4;

  @TempDir static Path directory;

  private static JobCluster cluster;

  private final List<Activity> activities = new ArrayList<>();
  private final List<List<Ingested<Activity>>> partitions = new ArrayList<>();

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = JobCluster.start(directory);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @AfterEach
  void cancelWhatIsLeft() throws Exception {
    cluster.cancelAll();
  }

  ActivitiesOnMiniClusterTest() {
    Table.ROWS.clear();
    Table.MERGED_ALONE.clear();
    Table.SAID.clear();
    Random random = new Random(20_260_302);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(new ArrayList<>());
    }
    for (int i = 0; i < ACTIVITIES; i++) {
      long arrival = BASE + i * 6 * 60 * MINUTE / ACTIVITIES;
      long delay = random.nextInt(4) == 0 ? random.nextLong(60 * MINUTE) : random.nextLong(MINUTE);
      Activity activity = new Activity("user-" + random.nextInt(USERS), "view", arrival - delay);
      activities.add(activity);
      List<Ingested<Activity>> partition = partitions.get(random.nextInt(PARTITIONS));
      partition.add(new Ingested.Accepted<>(record(partition, arrival), activity));
    }
    SourceRecord refused = record(partitions.get(0), BASE);
    partitions
        .get(0)
        .add(new Ingested.Rejected<>(new DeadLetter(RejectionReason.BAD_AVRO, refused, "E", "")));
  }

  @ParameterizedTest(name = "parallelism {0} on {1}")
  @CsvSource({"1, hashmap", "2, rocksdb", "4, hashmap"})
  void theTableIsWhatLiesBetweenTheGaps(int parallelism, String backend) throws Exception {
    Configuration settings = cluster.settings(parallelism);
    settings.set(StateBackendOptions.STATE_BACKEND, backend);

    JobID job = submit(settings, Recording.ofReleased(partitions));
    Map<String, Long> counters = cluster.countersAtEnd(job);

    assertThat(shown()).isEqualTo(betweenGaps());
    assertThat(Table.ROWS.values())
        .as("late activities did what they can")
        .extracting(ActivitySession::status)
        .contains(RowStatus.FINAL, RowStatus.CORRECTED, RowStatus.MERGED);
    assertThat(Table.ROWS.values())
        .as("what was absorbed was also said to be")
        .allSatisfy(row -> assertThat(Table.SAID).containsEntry(row.key(), row.status()));
    assertThat(Table.MERGED_ALONE).as("rows come after the one that absorbs them").isEmpty();
    assertThat(counters)
        .isEqualTo(
            Map.of(
                "activity.in",
                ACTIVITIES + 1L,
                "activity.accepted",
                (long) ACTIVITIES,
                "activity.rejected.BAD_AVRO",
                1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void aFailureChangesNeitherTheTableNorTheCounters(String backend) throws Exception {
    Configuration settings = cluster.settingsWithRestart(2);
    settings.set(StateBackendOptions.STATE_BACKEND, backend);
    Recording<Activity> recording = heldHalfway();
    recording.failOnceAfterRelease();

    JobID job = submit(settings, recording);
    cluster.await(job, "the first half is read", recording::isHeld);
    cluster.checkpoint(job);
    recording.release();
    Map<String, Long> counters = cluster.countersAtEnd(job);

    assertThat(recording.reads()).as("some were read twice").isGreaterThan(recording.size());
    assertThat(shown()).isEqualTo(betweenGaps());
    assertThat(counters).containsEntry("activity.accepted", (long) ACTIVITIES);
  }

  @ParameterizedTest(name = "from parallelism {0} to {1}")
  @CsvSource({"1, 4", "4, 2"})
  void aSavepointCarriesUsersToAnotherParallelism(int from, int to) throws Exception {
    Recording<Activity> recording = heldHalfway();

    JobID first = submit(cluster.settings(from), recording);
    cluster.await(first, "the first half is read", recording::isHeld);
    String savepoint = cluster.stop(first);
    recording.release();
    Configuration settings = cluster.settings(to);
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    cluster.countersAtEnd(submit(settings, recording));

    assertThat(recording.reads()).as("each was read once").isEqualTo(recording.size());
    assertThat(shown()).isEqualTo(betweenGaps());
  }

  private Recording<Activity> heldHalfway() {
    return new Recording<>(
        partitions, partitions.stream().map(partition -> partition.size() / 2).toList());
  }

  private static JobID submit(Configuration settings, Recording<Activity> recording)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    new Topology(env, JobCluster.MAX_PARALLELISM)
        .activities(
            new Topology.Input<>(
                new RecordingSource<>(recording),
                WatermarkStrategy.<Ingested<Activity>>forGenerator(context -> new AfterEveryEvent())
                    .withTimestampAssigner(ActivitiesOnMiniClusterTest::timeOf)),
            RULE)
        .into(
            new Topology.Sinks(
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("table", JobCluster.sink(Table::new)),
                Map.of("memory", JobCluster.sink(MemoryStores::lateEvents)),
                Map.of("memory", JobCluster.sink(MemoryStores::deadLetters))));
    return cluster.submit(env);
  }

  private static long timeOf(Ingested<Activity> ingested, long recordTime) {
    return ingested instanceof Ingested.Accepted<Activity> accepted
        ? accepted.event().occurredAt()
        : BASE;
  }

  private static SourceRecord record(List<Ingested<Activity>> partition, long time) {
    return new SourceRecord("clicks", 0, partition.size(), time, new byte[0], new byte[0]);
  }

  /** Time moves with every event, or a fast machine would have read all before it moves at all. */
  private static final class AfterEveryEvent implements WatermarkGenerator<Ingested<Activity>> {

    private static final long OUT_OF_ORDERNESS = 5_000;

    private long newest = BASE;

    @Override
    public void onEvent(Ingested<Activity> event, long timestamp, WatermarkOutput output) {
      newest = Math.max(newest, timestamp);
      output.emitWatermark(new Watermark(newest - OUT_OF_ORDERNESS - 1));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
  }

  /** A session but for its key and its status. */
  private record Span(long end, long lastActivity, long actions) {}

  private static SortedMap<ActivitySession.Key, Span> shown() {
    SortedMap<ActivitySession.Key, Span> shown = new TreeMap<>();
    for (ActivitySession row : Table.ROWS.values()) {
      if (row.status() != RowStatus.MERGED) {
        assertThat(row.status()).as("settled").isNotEqualTo(RowStatus.PROVISIONAL);
        shown.put(row.key(), new Span(row.window().end(), row.lastActivity(), row.actions()));
      }
    }
    return shown;
  }

  private SortedMap<ActivitySession.Key, Span> betweenGaps() {
    SortedMap<ActivitySession.Key, Span> sessions = new TreeMap<>();
    Map<String, ActivitySession.Key> open = new TreeMap<>();
    activities.stream()
        .sorted(Comparator.comparingLong(Activity::occurredAt))
        .forEach(
            activity -> {
              ActivitySession.Key key = open.get(activity.userId());
              long time = activity.occurredAt();
              Span span = key == null ? null : sessions.get(key);
              if (span == null || time - span.lastActivity > GAP) {
                key = new ActivitySession.Key(activity.userId(), time);
                open.put(activity.userId(), key);
                span = new Span(0, 0, 0);
              }
              sessions.put(key, new Span(time + GAP, time, span.actions + 1));
            });
    return sessions;
  }

  /** The table, as the port says it has to be. */
  private static final class Table implements ActivitySessions {

    static final SortedMap<ActivitySession.Key, ActivitySession> ROWS =
        new ConcurrentSkipListMap<>();

    /** Rows that were said to be MERGED before the row that absorbs them was there. */
    static final SortedMap<ActivitySession.Key, ActivitySession> MERGED_ALONE =
        new ConcurrentSkipListMap<>();

    /** The last status that was said of each row. */
    static final SortedMap<ActivitySession.Key, RowStatus> SAID = new ConcurrentSkipListMap<>();

    private static final Comparator<ActivitySession> HEIGHT =
        Comparator.comparingLong(ActivitySession::revision)
            .thenComparingInt(row -> row.status().rank());

    @Override
    public void write(List<ActivitySession> rows) {
      rows.forEach(Table::write);
    }

    private static void write(ActivitySession said) {
      SAID.put(said.key(), said.status());
      if (said.status() == RowStatus.MERGED && ROWS.values().stream().noneMatch(covers(said))) {
        MERGED_ALONE.put(said.key(), said);
      }
      ActivitySession row =
          ROWS.values().stream().anyMatch(said::isCoveredBy) ? said.merged() : said;
      ROWS.merge(row.key(), row, (kept, next) -> HEIGHT.compare(next, kept) >= 0 ? next : kept);
      ROWS.replaceAll((key, kept) -> said.absorbs(kept) ? kept.merged() : kept);
    }

    private static Predicate<ActivitySession> covers(ActivitySession row) {
      return stored -> stored.absorbs(row);
    }

    @Override
    public void close() {}
  }
}

package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.adapters.flink.Preload;
import io.aforo.adapters.flink.Topology;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.job.adapter.MemoryStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rules that change while readings come. In every round each sensor of a set of its own rises by 10
 * C within 10 s, which is a jump only by rules other than the packaged one.
 */
@Timeout(120)
class RulesOnMiniClusterTest {

  private static final long BASE = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();
  private static final int SENSORS = 8;
  private static final int PARTITIONS = 4;

  @TempDir static Path directory;

  private static JobCluster cluster;

  private final MemoryStores stores = MemoryStores.renewed();

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

  @ParameterizedTest(name = "parallelism {0}")
  @CsvSource({"1", "3"})
  void aRuleThatChangesTakesEffectAndAfterABadOneTheLastGoodOneStaysInForce(int parallelism)
      throws Exception {
    DeadLetter bad =
        new DeadLetter(RejectionReason.INVALID_RULE, rule(1), "InvalidRules", "version is missing");
    Recording<RuleBookChange> rules =
        Recording.ofHolds(
            List.of(
                List.of(
                    put(0, jumpsOf(5, "all", 1)),
                    new Ingested.Rejected<>(bad),
                    put(2, jumpsOf(50, "all", 1)))),
            List.of(List.of(0), List.of(1)));
    Recording<Reading> readings = Recording.ofHolds(rounds(3), List.of(heldAfter(1), heldAfter(2)));

    JobID job = submit(cluster.settings(parallelism), readings, rules, Preload.nothing());
    cluster.await(job, "the first round is read", readings::isHeld);
    // Whatever was read before a checkpoint was also judged, or taken by all.
    cluster.checkpoint(job);
    rules.release();
    cluster.await(job, "the rule is read", rules::isHeld);
    cluster.checkpoint(job);
    readings.release();
    cluster.await(job, "the second round is read", readings::isHeld);
    rules.release();
    cluster.await(job, "the bad rules are read", () -> stores.deadLetters.letters().size() == 2);
    readings.release();
    Map<String, Long> counters = cluster.countersAtEnd(job);

    assertThat(opened()).isEqualTo(everySensorOf("all@1", 1, 2));
    assertThat(stores.deadLetters.letters())
        .containsExactlyInAnyOrder(
            bad,
            new DeadLetter(
                RejectionReason.INVALID_RULE,
                rule(2),
                "InvalidEvent",
                "version 1 of rule all is there already, and says something else; a change needs a"
                    + " higher version"));
    assertThat(counters)
        .containsEntry("rules.in", 3L)
        .containsEntry("rules.accepted", 1L)
        .containsEntry("rules.rejected.INVALID_RULE", 2L)
        .containsEntry("temperatures.accepted", 6L * SENSORS);
  }

  @ParameterizedTest(name = "from parallelism {0} to {1}")
  @CsvSource({"2, 4", "4, 1"})
  void aSavepointCarriesRulesAndSensorsToAnotherParallelism(int from, int to) throws Exception {
    List<Ingested<RuleBookChange>> changes = new ArrayList<>();
    changes.add(put(0, jumpsOf(5, "all", 1)));
    changes.add(put(1, jumpsOf(5, "all", 2)));
    changes.add(change(2, new RuleBookChange.DropRule("all@1")));
    changes.add(change(3, new RuleBookChange.DropRule("all@2")));
    changes.add(put(4, jumpsOf(6, "all", 3)));
    Recording<RuleBookChange> rules = new Recording<>(List.of(changes), List.of(5));
    Recording<Reading> readings = new Recording<>(rounds(2), heldAfter(1));

    JobID first = submit(cluster.settings(from), readings, rules, Preload.nothing());
    cluster.await(first, "rules are read", () -> rules.isHeld() && readings.isHeld());
    String savepoint = cluster.stop(first);
    readings.release();
    rules.release();
    Configuration settings = cluster.settings(to);
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    Map<String, Long> counters =
        cluster.countersAtEnd(submit(settings, readings, rules, Preload.nothing()));

    assertThat(rules.reads()).as("each was read once").isEqualTo(5);
    assertThat(opened()).containsAll(everySensorOf("all@3", 1));
    assertThat(counters).containsEntry("rules.accepted", 5L);
  }

  @Test
  void whatIsReadAheadHoldsForTheFirstReadingAndIsNotAppliedTwice() throws Exception {
    Recording<RuleBookChange> rules =
        new Recording<>(List.of(new ArrayList<>(history())), List.of(0));
    Recording<Reading> readings = new Recording<>(rounds(2), heldAfter(1));

    JobID job = submit(cluster.settings(2), readings, rules, RulesOnMiniClusterTest::history);
    cluster.await(
        job,
        "the first round is judged",
        () -> stores.temperatureAlerts.alerts().size() == SENSORS);
    rules.release();
    cluster.await(job, "the rules have come", () -> rules.reads() == history().size());
    readings.release();
    Map<String, Long> counters = cluster.countersAtEnd(job);

    assertThat(opened()).isEqualTo(everySensorOf("all@1", 0, 1));
    assertThat(stores.deadLetters.letters())
        .extracting(DeadLetter::record)
        .as("refused when it was read ahead, told when it came")
        .containsExactly(rule(3));
    assertThat(counters)
        .containsEntry("rules.accepted", 3L)
        .containsEntry("rules.rejected.INVALID_RULE", 1L);
  }

  /** Twice another thing under one key: in the end jumps of 5 C are one. */
  private static List<Ingested.Accepted<RuleBookChange>> history() {
    return List.of(
        put(0, jumpsOf(50, "all", 1)),
        change(1, new RuleBookChange.DropRule("all@1")),
        put(2, jumpsOf(5, "all", 1)),
        put(3, jumpsOf(50, "all", 1)));
  }

  @Test
  void rulesThatNeverComeHoldNoTimeBack() throws Exception {
    Watermarks.LATEST.set(Long.MIN_VALUE);
    Recording<RuleBookChange> silent =
        Recording.<RuleBookChange>ofReleased(List.of(List.of(), List.of())).endless();
    Recording<Reading> readings = Recording.ofReleased(rounds(2)).endless();

    JobID job = submit(cluster.settings(2), readings, silent, Preload.nothing());

    cluster.await(
        job, "time is that of the readings", () -> Watermarks.LATEST.get() >= timeOf(1, 10) - 1);
    assertThat(Watermarks.LATEST.get()).isEqualTo(timeOf(1, 10) - 1);
  }

  private static JobID submit(
      Configuration settings,
      Recording<Reading> readings,
      Recording<RuleBookChange> rules,
      Preload<RuleBookChange> preload)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    RuleBook book = RuleBook.standard();
    book.apply(new RuleBookChange.PutSensor(new Sensor("0-0", "fridge", "norte")));
    new Topology(env, JobCluster.MAX_PARALLELISM)
        .temperatures(
            new Topology.Input<>(
                new RecordingSource<>(readings),
                EventTimeWatermarks.of(EventKind.READINGS, Duration.ZERO, Duration.ZERO)),
            Map.of(Topology.RULES, new RecordingSource<>(rules)),
            book,
            preload,
            Duration.ZERO)
        .into(
            new Topology.Sinks(
                Map.of(),
                Map.of(
                    "memory",
                    JobCluster.sink(MemoryStores::temperatureAlerts),
                    "watermarks",
                    new Watermarks()),
                Map.of(),
                Map.of(),
                Map.of("memory", JobCluster.sink(MemoryStores::lateEvents)),
                Map.of("memory", JobCluster.sink(MemoryStores::deadLetters))));
    return cluster.submit(env);
  }

  /** Partitions for as many readers as there can be: one without any would be at its end. */
  private static List<List<Ingested<Reading>>> rounds(int rounds) {
    List<List<Ingested<Reading>>> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (int second = 0; second <= 10; second += 10) {
        for (int sensor = 0; sensor < SENSORS; sensor++) {
          long at = timeOf(round, second);
          List<Ingested<Reading>> partition = partitions.get(sensor % PARTITIONS);
          partition.add(
              new Ingested.Accepted<>(
                  new SourceRecord(
                      "readings",
                      sensor % PARTITIONS,
                      partition.size(),
                      at,
                      new byte[0],
                      new byte[0]),
                  new Reading(
                      "",
                      round + "-" + sensor,
                      Temperature.of(second, TemperatureUnit.CELSIUS),
                      at)));
        }
      }
    }
    return partitions;
  }

  /** How much of each partition so many rounds are. */
  private static List<Integer> heldAfter(int rounds) {
    return Collections.nCopies(PARTITIONS, rounds * 2 * SENSORS / PARTITIONS);
  }

  private static long timeOf(int round, int second) {
    return BASE + round * 1_000_000L + second * 1_000L;
  }

  private static Set<String> everySensorOf(String rule, int... rounds) {
    return IntStream.of(rounds)
        .boxed()
        .flatMap(
            round ->
                IntStream.range(0, SENSORS).mapToObj(sensor -> round + "-" + sensor + " " + rule))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> opened() {
    return stores.temperatureAlerts.alerts().stream()
        .map(alert -> alert.sensorId() + " " + alert.ruleId() + "@" + alert.ruleVersion())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Ingested.Accepted<RuleBookChange> put(long offset, TemperatureRule rule) {
    return change(offset, new RuleBookChange.PutRule(rule));
  }

  private static Ingested.Accepted<RuleBookChange> change(long offset, RuleBookChange change) {
    return new Ingested.Accepted<>(rule(offset), change);
  }

  private static SourceRecord rule(long offset) {
    return new SourceRecord("rules", 0, offset, BASE, new byte[] {1}, new byte[] {2});
  }

  private static TemperatureRule jumpsOf(long celsius, String id, int version) {
    TemperatureDelta threshold = TemperatureDelta.ofCelsius(celsius);
    return TemperatureRule.plain(
        new JumpRule(
            id,
            version,
            threshold,
            Duration.ofSeconds(60),
            Optional.empty(),
            threshold,
            Duration.ofMinutes(2)));
  }

  /** Looks at time behind the alerts. */
  private static final class Watermarks implements Sink<Alert> {

    private static final long serialVersionUID = 1L;

    static final AtomicLong LATEST = new AtomicLong(Long.MIN_VALUE);

    @Override
    public SinkWriter<Alert> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(Alert alert, Context context) {}

        @Override
        public void flush(boolean isEnd) {}

        @Override
        public void writeWatermark(Watermark watermark) {
          LATEST.accumulateAndGet(watermark.getTimestamp(), Math::max);
        }

        @Override
        public void close() {}
      };
    }
  }
}

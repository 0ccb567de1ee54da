package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.adapters.flink.Topology;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.CircuitBreaker;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Sale;
import io.aforo.job.adapter.MemoryStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Too many refused records end the job for good, and say why; fewer do not. */
@Timeout(120)
class CircuitBreakerOnMiniClusterTest {

  private static final int RECORDS = 2_000;

  @TempDir static Path directory;

  private static JobCluster cluster;

  private final MemoryStores stores = MemoryStores.renewed();

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = JobCluster.start(directory);
  }

  @AfterEach
  void endJobs() throws Exception {
    cluster.cancelAll();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @Test
  void aTopicOfBadRecordsEndsTheJobForGoodAndSaysWhy() throws Exception {
    Recording<Sale> sales = Recording.ofReleased(List.of(records(1))).endless();

    JobID job = submit(sales, Optional.of(CircuitBreaker.Rule.standard()));
    Throwable failure = cluster.failureAtEnd(job);

    assertThat(ExceptionUtils.findThrowableWithMessage(failure, "the circuit breaker"))
        .map(Throwable::getMessage)
        .contains(
            "the circuit breaker of the input sales is open: of 1,000 records within 1 min, as"
                + " subtask 1/1 saw them, 1,000 were refused, more than 50 % (BAD_AVRO 900,"
                + " UNKNOWN_SCHEMA 100); the last of them is sales-0@999 (topic-partition@offset)."
                + " The job has ended for good, or it would go on until all of the topic lies in"
                + " dead letters. Those that were written say why: `aforo dead-letters list`. Then"
                + " mend what sends the records, or the configuration's mapping, and resume from"
                + " the last checkpoint, if one was completed. The job then reads again what came"
                + " behind it, by itself: a replay of those dead letters is not needed, and would"
                + " count events without ids twice. Records that are to be refused pass with"
                + " breaker.rejects higher, or off");
    assertThat(cluster.attempts(job)).isEqualTo(1);
    assertThat(sales.reads()).isLessThan(RECORDS);
    assertThat(stores.deadLetters.letters().size()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void aShareThatIsAllowedEndsNothing() throws Exception {
    JobID job =
        submit(
            Recording.ofReleased(List.of(records(2))), Optional.of(CircuitBreaker.Rule.standard()));

    assertThat(cluster.countersAtEnd(job))
        .isEqualTo(
            Map.of(
                "sales.in", 2_000L,
                "sales.accepted", 1_000L,
                "sales.rejected.BAD_AVRO", 900L,
                "sales.rejected.UNKNOWN_SCHEMA", 100L));
  }

  @Test
  void withoutARuleAnyNumberMayBeRefused() throws Exception {
    JobID job = submit(Recording.ofReleased(List.of(records(1))), Optional.empty());

    assertThat(cluster.countersAtEnd(job))
        .isEqualTo(
            Map.of(
                "sales.in", 2_000L,
                "sales.rejected.BAD_AVRO", 1_800L,
                "sales.rejected.UNKNOWN_SCHEMA", 200L));
    assertThat(stores.deadLetters.letters()).hasSize(RECORDS);
  }

  /** Would start again for ever, if it were asked to. */
  private static JobID submit(Recording<Sale> sales, Optional<CircuitBreaker.Rule> rule)
      throws Exception {
    Configuration settings = cluster.settings(1);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    Topology topology = new Topology(env, JobCluster.MAX_PARALLELISM);
    rule.ifPresent(topology::breaking);
    topology
        .sales(
            new Topology.Input<>(
                new RecordingSource<>(sales),
                EventTimeWatermarks.of(EventKind.SALES, Duration.ofSeconds(5), Duration.ZERO)),
            List.of(BusyDay.HOURLY),
            true)
        .into(
            new Topology.Sinks(
                Map.of("memory", JobCluster.sink(MemoryStores::salesReports)),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("memory", JobCluster.sink(MemoryStores::lateEvents)),
                Map.of("memory", JobCluster.sink(MemoryStores::deadLetters))));
    return cluster.submit(env);
  }

  /** Of {@code of} records one is bad, the last of them. */
  private static List<Ingested<Sale>> records(int of) {
    RandomSales random = new RandomSales(7);
    List<Ingested<Sale>> records = new ArrayList<>();
    for (int i = 0, bad = 0; i < RECORDS; i++) {
      if (i % of < of - 1) {
        long soldAt = RandomSales.OPENING + i * 100L;
        records.add(RandomSales.record(0, i, soldAt, random.sale("store", soldAt)));
      } else {
        bad++;
        records.add(
            new Ingested.Rejected<>(
                new DeadLetter(
                    bad % 10 == 0 ? RejectionReason.UNKNOWN_SCHEMA : RejectionReason.BAD_AVRO,
                    new SourceRecord("sales", 0, i, RandomSales.OPENING, new byte[0], new byte[0]),
                    "E",
                    "")));
      }
    }
    return records;
  }
}

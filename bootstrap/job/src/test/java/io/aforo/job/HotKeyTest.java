package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.adapters.flink.Topology;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.job.adapter.MemoryStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One key with 100,000 events in a second, in each of the inputs: all are counted, checkpoints
 * complete, and what is kept does not grow with the events, but for the ids of sales.
 */
@Timeout(120)
class HotKeyTest {

  private static final int EVENTS = 100_000;
  private static final int PARTITIONS = 2;

  private static final long AT = Instant.parse("2026-03-02T10:05:00Z").toEpochMilli();

  /** A sale's id, in its own key, and when to forget it. */
  private static final long BYTES_OF_AN_ID = 200;

  private static final long BYTES_OF_A_KEY = 1 << 20;

  @TempDir static Path directory;

  private final MemoryStores stores = MemoryStores.renewed();

  @Test
  void aHundredThousandEventsOfOneKeyInASecondAreCountedInBoundedState() throws Exception {
    Recording<Sale> sales =
        recording(
            i ->
                new Sale(
                    "S-" + i,
                    "madrid",
                    "pan",
                    "",
                    SaleKind.SALE,
                    new Quantity(1_000),
                    new Money(10_000, "EUR"),
                    at(i)));
    Recording<Reading> readings =
        recording(
            i ->
                new Reading(
                    "R-" + i,
                    "fridge-4",
                    Temperature.of(4 + i % 7 / 10.0, TemperatureUnit.CELSIUS),
                    at(i)));
    Recording<Activity> activities = recording(i -> new Activity("u-1", "click", at(i)));
    try (JobCluster cluster = JobCluster.start(directory)) {
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.getExecutionEnvironment(cluster.settings(PARTITIONS));
      new Topology(env, JobCluster.MAX_PARALLELISM)
          .sales(input(EventKind.SALES, sales), List.of(BusyDay.HOURLY), true)
          .temperatures(
              input(EventKind.READINGS, readings), RuleBook.standard(), Duration.ofSeconds(5))
          .activities(
              input(EventKind.ACTIVITIES, activities),
              SessionRule.of(Duration.ofMinutes(30), Duration.ofHours(24)))
          .into(
              new Topology.Sinks(
                  Map.of("memory", JobCluster.sink(MemoryStores::salesReports)),
                  Map.of("memory", JobCluster.sink(MemoryStores::temperatureAlerts)),
                  Map.of(),
                  Map.of("memory", JobCluster.sink(MemoryStores::activitySessions)),
                  Map.of("memory", JobCluster.sink(MemoryStores::lateEvents)),
                  Map.of("memory", JobCluster.sink(MemoryStores::deadLetters))));
      JobID job = cluster.submit(env);
      cluster.await(
          job,
          "all but the last of each",
          () -> sales.isHeld() && readings.isHeld() && activities.isHeld());

      assertThat(cluster.checkpoint(job))
          .as("bytes of state")
          .isLessThan(EVENTS * BYTES_OF_AN_ID + 2 * BYTES_OF_A_KEY);

      sales.release();
      readings.release();
      activities.release();
      Map<String, Long> counters = cluster.countersAtEnd(job);

      assertThat(counters)
          .containsEntry("sales.accepted", (long) EVENTS)
          .containsEntry("temperatures.accepted", (long) EVENTS)
          .containsEntry("activity.accepted", (long) EVENTS)
          .doesNotContainKeys("sales.duplicates", "temperatures.duplicates");
      assertThat(counters.get("temperatures.crowded_out")).isGreaterThan(EVENTS / 2);
    }
    assertThat(stores.salesReports.rows())
        .extracting(row -> row.totals().contributions())
        .containsExactly((long) EVENTS);
    assertThat(stores.activitySessions.sessions())
        .extracting(ActivitySession::actions)
        .containsExactly((long) EVENTS);
  }

  private static long at(int event) {
    return AT + event * 1_000L / EVENTS;
  }

  private static <E> Topology.Input<E> input(EventKind<E> kind, Recording<E> recording) {
    return new Topology.Input<>(
        new RecordingSource<>(recording),
        EventTimeWatermarks.of(kind, Duration.ofSeconds(5), Duration.ZERO));
  }

  private static <E> Recording<E> recording(IntFunction<E> event) {
    List<List<Ingested<E>>> partitions = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new ArrayList<>());
    }
    for (int i = 0; i < EVENTS; i++) {
      List<Ingested<E>> partition = partitions.get(i % PARTITIONS);
      partition.add(
          new Ingested.Accepted<>(
              new SourceRecord(
                  "t", i % PARTITIONS, partition.size(), at(i), new byte[0], new byte[0]),
              event.apply(i)));
    }
    return new Recording<>(
        partitions, partitions.stream().map(partition -> partition.size() - 1).toList());
  }
}

package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class EventTimeWatermarksTest {

  private static final SourceRecord RECORD =
      new SourceRecord("readings", 0, 0, 9_000_000, new byte[0], new byte[0]);

  private final Output output = new Output();
  private final TestClock clock = new TestClock();
  private final WatermarkStrategy<Ingested<Reading>> strategy =
      EventTimeWatermarks.of(EventKind.READINGS, Duration.ofSeconds(5), Duration.ofSeconds(60));
  private final WatermarkGenerator<Ingested<Reading>> generator =
      strategy.createWatermarkGenerator(clock);

  @Test
  void watermarkIsTheNewestEventLessTheOutOfOrdernessLessOne() {
    feed(readingAt(100_000), readingAt(90_000));

    generator.onPeriodicEmit(output);

    assertThat(output.said).containsExactly("94999");
  }

  @Test
  void whatIsNotAnEventNeverMovesIt() {
    feed(readingAt(100_000), rejected(), new Ingested.Tombstone<>(RECORD));

    generator.onPeriodicEmit(output);

    assertThat(output.said).containsExactly("94999");
  }

  @Test
  void partitionWithoutEventsIsIdleHoweverMuchElseItHolds() {
    feed(readingAt(100_000));
    generator.onPeriodicEmit(output);
    for (int second = 0; second <= 62; second++) {
      feed(rejected(), new Ingested.Tombstone<>(RECORD));
      generator.onPeriodicEmit(output);
      clock.pass(Duration.ofSeconds(1));
    }

    assertThat(output.said).endsWith("94999", "idle");
  }

  @Test
  void eventEndsIdleness() {
    feed(readingAt(100_000));
    generator.onPeriodicEmit(output);
    clock.pass(Duration.ofSeconds(61));
    generator.onPeriodicEmit(output);
    clock.pass(Duration.ofSeconds(61));
    generator.onPeriodicEmit(output);

    feed(readingAt(200_000));
    generator.onPeriodicEmit(output);

    assertThat(output.said).endsWith("idle", "194999");
  }

  @Test
  void withoutIdlenessAPartitionIsNeverIdle() {
    WatermarkGenerator<Ingested<Reading>> never =
        EventTimeWatermarks.of(EventKind.READINGS, Duration.ZERO, Duration.ZERO)
            .createWatermarkGenerator(clock);

    clock.pass(Duration.ofHours(1));
    never.onPeriodicEmit(output);
    clock.pass(Duration.ofHours(1));
    never.onPeriodicEmit(output);

    assertThat(output.said).doesNotContain("idle");
  }

  @Test
  void watermarkIsToldAfterEveryEventWhereTheOrderAloneDecides() {
    WatermarkGenerator<Ingested<Reading>> everyEvent =
        EventTimeWatermarks.afterEveryEvent(strategy).createWatermarkGenerator(clock);

    everyEvent.onEvent(readingAt(100_000), 100_000, output);
    everyEvent.onEvent(rejected(), 9_000_000, output);
    everyEvent.onEvent(readingAt(200_000), 200_000, output);

    assertThat(output.said).containsExactly("94999", "194999");
  }

  @Test
  void eventsHaveTheirOwnTimeAndTheOthersTheirRecords() {
    TimestampAssigner<Ingested<Reading>> assigner = strategy.createTimestampAssigner(() -> null);

    assertThat(assigner.extractTimestamp(readingAt(100_000), 9_000_000)).isEqualTo(100_000);
    assertThat(assigner.extractTimestamp(rejected(), 9_000_000)).isEqualTo(9_000_000);
    assertThat(assigner.extractTimestamp(new Ingested.Tombstone<>(RECORD), 9_000_000))
        .isEqualTo(9_000_000);
  }

  @Test
  void strategyTravelsToTheWorkers() throws Exception {
    assertThat(InstantiationUtil.clone(strategy)).isNotNull();
  }

  @Test
  void negativeDurationsAreRefused() {
    assertThatThrownBy(
            () ->
                EventTimeWatermarks.of(
                    EventKind.SALES, Duration.ofSeconds(-1), Duration.ofSeconds(60)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("out-of-orderness must not be negative, was PT-1S");
  }

  @SafeVarargs
  private void feed(Ingested<Reading>... records) {
    TimestampAssigner<Ingested<Reading>> assigner = strategy.createTimestampAssigner(() -> null);
    for (Ingested<Reading> record : records) {
      generator.onEvent(record, assigner.extractTimestamp(record, 9_000_000), output);
    }
  }

  private static Ingested<Reading> readingAt(long readAt) {
    return new Ingested.Accepted<>(RECORD, new Reading("", "s", new Temperature(0), readAt));
  }

  private static Ingested<Reading> rejected() {
    return new Ingested.Rejected<>(
        new DeadLetter(RejectionReason.BAD_AVRO, RECORD, "EOFException", "cut"));
  }

  private static final class Output implements WatermarkOutput {

    final List<String> said = new ArrayList<>();

    @Override
    public void emitWatermark(Watermark watermark) {
      said.add(String.valueOf(watermark.getTimestamp()));
    }

    @Override
    public void markIdle() {
      said.add("idle");
    }

    @Override
    public void markActive() {
      said.add("active");
    }
  }

  private static final class TestClock implements WatermarkGeneratorSupplier.Context {

    private final ManualClock clock = new ManualClock();

    void pass(Duration duration) {
      clock.advanceTime(duration);
    }

    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public RelativeClock getInputActivityClock() {
      return clock;
    }
  }
}

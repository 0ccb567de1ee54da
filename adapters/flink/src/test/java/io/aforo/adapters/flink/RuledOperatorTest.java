package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.WatchTemperatures;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.RuleBookChange.DropRule;
import io.aforo.domain.temperature.RuleBookChange.PutRule;
import io.aforo.domain.temperature.SensorMonitor;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.temperature.TemperatureUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a job with rules does beside what every use case does: when rules hold, and time. */
class RuledOperatorTest {

  private static final int MAX_PARALLELISM = 16;
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private final List<Harness> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (Harness harness : open) {
      harness.close();
    }
  }

  @Test
  void timeIsThatOfTheReadingsAlone() throws Exception {
    Harness harness = opened(0, 1, null, Preload.nothing());

    harness.processWatermark1(new Watermark(1_000));
    harness.processWatermark2(new Watermark(5));
    harness.processWatermarkStatus2(WatermarkStatus.IDLE);
    harness.processWatermark2(new Watermark(Long.MAX_VALUE));
    harness.processWatermark1(new Watermark(2_000));

    assertThat(harness.getOutput()).containsExactly(new Watermark(1_000), new Watermark(2_000));
  }

  @Test
  void silenceIsThatOfTheReadingsAlone() throws Exception {
    Harness harness = opened(0, 1, null, Preload.nothing());
    harness.processWatermark1(new Watermark(1_000));
    harness.setProcessingTime(0);
    harness.processWatermarkStatus2(WatermarkStatus.IDLE);
    harness.setProcessingTime(60 * MINUTE);
    assertThat(harness.getOutput()).containsExactly(new Watermark(1_000));

    harness.processWatermarkStatus1(WatermarkStatus.IDLE);
    harness.processWatermarkStatus2(WatermarkStatus.ACTIVE);
    harness.setProcessingTime(69 * MINUTE);

    assertThat(harness.getOutput())
        .containsExactly(new Watermark(1_000), new Watermark(1_000 + 10 * MINUTE));
  }

  @Test
  void rulesAreKeptOverARestartAndKnownBeforeTheFirstReading() throws Exception {
    Harness first = opened(0, 1, null, Preload.nothing());
    change(first, 0, new PutRule(jumpsOf(5, 1)));
    change(first, 1, new PutRule(jumpsOf(6, 2)));
    change(first, 2, new DropRule("rule@2"));
    OperatorSubtaskState saved = first.snapshot(1, 1);

    Harness second = opened(0, 1, saved, Preload.nothing());
    jump(second, "a", 10);

    assertThat(rules(second)).containsExactly("a rule@1");
  }

  @Test
  void everySubtaskOfARestartKnowsAllRulesAndItsKeysWhateverTheirNumber() throws Exception {
    Harness first = opened(0, 1, null, Preload.nothing());
    change(first, 0, new PutRule(jumpsOf(5, 1)));
    OperatorSubtaskState saved =
        AbstractStreamOperatorTestHarness.repackageState(first.snapshot(1, 1));

    List<String> raised = new ArrayList<>();
    for (int subtask = 0; subtask < 3; subtask++) {
      Harness harness =
          opened(
              subtask,
              3,
              AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  saved, MAX_PARALLELISM, 1, 3, subtask),
              Preload.nothing());
      for (int sensor = 0; sensor < 12; sensor++) {
        if (isOf(subtask, 3, "s" + sensor)) {
          jump(harness, "s" + sensor, 10);
        }
      }
      raised.addAll(rules(harness));
    }

    assertThat(raised).hasSize(12).allMatch(alert -> alert.endsWith(" rule@1"));
  }

  @Test
  void oneSubtaskSpeaksForAllOfThem() throws Exception {
    List<DeadLetter> letters = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      Harness harness = opened(subtask, 2, null, Preload.nothing());
      change(harness, 0, new PutRule(jumpsOf(5, 1)));
      change(harness, 1, new PutRule(jumpsOf(50, 1)));
      letters.addAll(letters(harness));

      assertThat(harness.getEnvironment().getAccumulatorRegistry().getUserMap().keySet())
          .isEqualTo(
              subtask == 0 ? Set.of("rules.accepted", "rules.rejected.INVALID_RULE") : Set.of());
    }

    assertThat(letters).extracting(DeadLetter::record).containsExactly(record(1));
  }

  @Test
  void whatWasReadAheadHoldsAtOnceAndIsNotAppliedASecondTime() throws Exception {
    List<RuleBookChange> history =
        List.of(
            new PutRule(jumpsOf(50, 1)),
            new DropRule("rule@1"),
            new PutRule(jumpsOf(5, 1)),
            new PutRule(jumpsOf(50, 1)));
    Harness harness = opened(0, 1, null, () -> changes(history));
    jump(harness, "a", 10);
    assertThat(rules(harness)).containsExactly("a rule@1");

    for (int offset = 0; offset < history.size(); offset++) {
      change(harness, offset, history.get(offset));
      jump(harness, "b" + offset, 10);
    }

    assertThat(rules(harness))
        .as("rules do not go back to what they were")
        .containsExactly("b0 rule@1", "b1 rule@1", "b2 rule@1", "b3 rule@1");
    assertThat(letters(harness)).extracting(DeadLetter::record).containsExactly(record(3));

    change(harness, 4, new DropRule("rule@1"));
    jump(harness, "c", 10);
    assertThat(rules(harness)).as("what comes later is applied").isEmpty();
  }

  @Test
  void whatIsKeptIsWhatTheInputHasSaidHoweverMuchWasReadAhead() throws Exception {
    List<RuleBookChange> history =
        List.of(new PutRule(jumpsOf(50, 1)), new DropRule("rule@1"), new PutRule(jumpsOf(5, 1)));
    Harness first = opened(0, 1, null, () -> changes(history));
    change(first, 0, history.get(0));
    OperatorSubtaskState saved = first.snapshot(1, 1);

    Harness second = opened(0, 1, saved, () -> changes(history));
    change(second, 1, history.get(1));
    jump(second, "a", 10);
    change(second, 2, history.get(2));
    jump(second, "b", 10);

    assertThat(rules(second)).containsExactly("a rule@1", "b rule@1");
    assertThat(letters(second)).isEmpty();
  }

  @Test
  void aJobThatHasRunWithoutChangesGoesOnWithThem() throws Exception {
    OperatorSubtaskState saved;
    try (KeyedOneInputStreamOperatorTestHarness<String, Ingested.Accepted<Reading>, AlertChange>
        before =
            new KeyedOneInputStreamOperatorTestHarness<>(
                new UseCaseOperator<String, Ingested.Accepted<Reading>, SensorMonitor, AlertChange>(
                    new WatchTemperatures(RuleBook.standard(), 0),
                    KeptState.monitors(),
                    Topology.TEMPERATURES,
                    Silence.IGNORED),
                accepted -> accepted.event().sensorId(),
                Types.STRING,
                MAX_PARALLELISM,
                1,
                0)) {
      before.open();
      before.processElement(new StreamRecord<>(reading("a", 0, 0)));
      saved = before.snapshot(1, 1);
    }

    Harness after = opened(0, 1, saved, Preload.nothing());
    change(after, 0, new PutRule(jumpsOf(5, 1)));
    after.processElement1(new StreamRecord<>(reading("a", 10, 10)));

    assertThat(rules(after)).containsExactly("a rule@1");
  }

  private static final class Harness
      extends KeyedTwoInputStreamOperatorTestHarness<
          String, Ingested.Accepted<Reading>, Ingested.Accepted<RuleBookChange>, AlertChange> {

    Harness(
        RuledOperator<
                String, Ingested.Accepted<Reading>, SensorMonitor, AlertChange, RuleBookChange>
            operator,
        int subtask,
        int parallelism)
        throws Exception {
      super(
          operator,
          accepted -> accepted.event().sensorId(),
          null,
          Types.STRING,
          MAX_PARALLELISM,
          parallelism,
          subtask);
    }
  }

  private Harness opened(
      int subtask, int parallelism, OperatorSubtaskState saved, Preload<RuleBookChange> preload)
      throws Exception {
    Harness harness =
        new Harness(
            new RuledOperator<>(
                new WatchTemperatures(RuleBook.standard(), 0),
                KeptState.monitors(),
                Topology.TEMPERATURES,
                new Silence(Duration.ofMinutes(1), Duration.ofMinutes(10)),
                Topology.RULE_BOOK_CHANGES,
                preload),
            subtask,
            parallelism);
    open.add(harness);
    harness.setup();
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  private static boolean isOf(int subtask, int parallelism, String sensor) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(sensor, MAX_PARALLELISM, parallelism)
        == subtask;
  }

  private static void jump(Harness harness, String sensor, int celsius) throws Exception {
    harness.processElement1(new StreamRecord<>(reading(sensor, 0, 0)));
    harness.processElement1(new StreamRecord<>(reading(sensor, 10, celsius)));
  }

  private static Ingested.Accepted<Reading> reading(String sensor, int second, int celsius) {
    return new Ingested.Accepted<>(
        record(second),
        new Reading("", sensor, Temperature.of(celsius, TemperatureUnit.CELSIUS), second * 1_000L));
  }

  private static void change(Harness harness, long offset, RuleBookChange change) throws Exception {
    harness.processElement2(new StreamRecord<>(new Ingested.Accepted<>(record(offset), change)));
  }

  private static List<Ingested.Accepted<RuleBookChange>> changes(List<RuleBookChange> history) {
    List<Ingested.Accepted<RuleBookChange>> changes = new ArrayList<>();
    for (RuleBookChange change : history) {
      changes.add(new Ingested.Accepted<>(record(changes.size()), change));
    }
    return changes;
  }

  private static SourceRecord record(long offset) {
    return new SourceRecord("topic", 0, offset, 0, new byte[0], new byte[0]);
  }

  private static List<String> rules(Harness harness) {
    List<String> rules =
        harness.extractOutputValues().stream()
            .map(AlertChange::alert)
            .map(alert -> alert.sensorId() + " " + alert.ruleId() + "@" + alert.ruleVersion())
            .collect(Collectors.toList());
    harness.getOutput().clear();
    return rules;
  }

  private static List<DeadLetter> letters(Harness harness) {
    Queue<StreamRecord<DeadLetter>> letters = harness.getSideOutput(SideOutputs.DEAD_LETTERS);
    return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
  }

  private static TemperatureRule jumpsOf(long celsius, int version) {
    TemperatureDelta threshold = TemperatureDelta.ofCelsius(celsius);
    return TemperatureRule.plain(
        new JumpRule(
            "rule",
            version,
            threshold,
            Duration.ofSeconds(60),
            Optional.empty(),
            threshold,
            Duration.ofMinutes(2)));
  }
}

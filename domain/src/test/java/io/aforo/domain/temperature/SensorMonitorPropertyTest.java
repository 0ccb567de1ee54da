package io.aforo.domain.temperature;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.temperature.RandomStreams.Event;
import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsCoverage;

/** The monitor against brute force, on random streams that keep hitting the bounds. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class SensorMonitorPropertyTest {

  /** J16. */
  @Property(tries = 2_000)
  void anEpisodeOpensIffBruteForceOverAllPairsFindsAJumpInWhateverOrder(
      @ForAll("delayedReadings") List<Reading> stream, @ForAll("jumpRules") JumpRule rule) {
    SensorMonitor monitor = new SensorMonitor();
    List<Alert> alerts = new ArrayList<>();
    List<Reading> taken = new ArrayList<>();
    long horizon = rule.windowMillis() + 5_000 + 600_000;

    for (Reading reading : stream) {
      if (Script.give(monitor, reading, rule, alerts) == Verdict.COUNTED) {
        taken.add(reading);
      } else {
        assertThat(reading.readAt()).isLessThan(monitor.newestAt() - horizon);
      }
    }

    boolean isExpected = strongestOf(taken, rule).isPresent();
    Statistics.label("jump").collect(isExpected).coverage(SensorMonitorPropertyTest::bothOften);
    assertThat(!alerts.isEmpty()).isEqualTo(isExpected);
  }

  @Property(tries = 300)
  void thePeakIsTheStrongestOfAllPairsInWhateverOrder(
      @ForAll("bursts") List<Reading> stream,
      @ForAll("jumpRules") JumpRule any,
      @ForAll Random random) {
    // What is hot from any difference on never closes an episode here.
    JumpRule rule =
        new JumpRule(
            any.id(),
            any.version(),
            any.threshold(),
            any.window(),
            any.direction(),
            any.clearBelow(),
            JumpRule.standard().clearAfter());
    List<Reading> shuffled = new ArrayList<>(stream);
    Collections.shuffle(shuffled, random);
    SensorMonitor monitor = new SensorMonitor();
    List<Alert> alerts = new ArrayList<>();

    shuffled.forEach(reading -> Script.give(monitor, reading, rule, alerts));

    assertThat(monitor.snapshot().open(AlertKind.JUMP).map(Episode::evidence))
        .isEqualTo(strongestOf(stream, rule));
  }

  @Property(tries = 600)
  void everythingIsToldAsByTheNaiveMonitorForStreamsInOrder(
      @ForAll("inOrder") List<Event> stream, @ForAll("rules") TemperatureRule rule) {
    tellsAsTheNaiveMonitor(stream, rule);
  }

  @Property(tries = 1_000)
  void everythingIsToldAsByTheNaiveMonitorForStreamsOutOfOrder(
      @ForAll("delayed") List<Event> stream, @ForAll("rules") TemperatureRule rule) {
    tellsAsTheNaiveMonitor(stream, rule);
  }

  private static void tellsAsTheNaiveMonitor(List<Event> stream, TemperatureRule rule) {
    NaiveMonitor naive = new NaiveMonitor(rule);
    SensorMonitor monitor = new SensorMonitor();
    List<AlertChange> all = new ArrayList<>();

    for (Event event : stream) {
      int before = naive.changes.size();
      Optional<Verdict> expected =
          event
              .reading()
              .map(reading -> naive.onReading(reading, event.recordTime(), event.watermark()));
      if (expected.isEmpty()) {
        naive.onTime(event.watermark());
      }
      List<AlertChange> changes = new ArrayList<>();
      Optional<Verdict> actual = event.to(monitor, rule, changes);

      assertThat(actual).isEqualTo(expected);
      assertThat(comparable(changes))
          .isEqualTo(comparable(naive.changes.subList(before, naive.changes.size())));
      all.addAll(changes);
    }

    for (AlertKind kind : AlertKind.values()) {
      for (AlertState state : AlertState.values()) {
        boolean isThere =
            all.stream()
                .map(AlertChange::alert)
                .anyMatch(alert -> alert.kind() == kind && alert.state() == state);
        boolean isPossible =
            state != AlertState.OPEN_NO_DATA
                || (kind != AlertKind.SILENT && kind != AlertKind.RULE_NOT_EVALUABLE);
        if (isPossible) {
          Statistics.label(kind + " " + state)
              .collect(isThere)
              .coverage(coverage -> coverage.check(true).count(count -> count >= 1));
        }
      }
    }
  }

  @Property(tries = 100)
  void duplicatesChangeNothing(
      @ForAll("delayed") List<Event> stream, @ForAll("rules") TemperatureRule rule) {
    SensorMonitor once = new SensorMonitor();
    List<AlertChange> changesOnce = new ArrayList<>();
    SensorMonitor repeated = new SensorMonitor();
    List<AlertChange> changesRepeated = new ArrayList<>();

    for (Event event : stream) {
      event.to(once, rule, changesOnce);
      event.to(repeated, rule, changesRepeated);
      event
          .reading()
          .ifPresent(
              reading ->
                  assertThat(event.to(repeated, rule, changesRepeated).orElseThrow())
                      .isNotEqualTo(Verdict.COUNTED));
    }

    assertThat(changesRepeated).isEqualTo(changesOnce);
    assertThat(repeated.snapshot()).isEqualTo(once.snapshot());
  }

  @Property(tries = 100)
  void restoringAndCopyingBetweenAnyTwoStepsChangeNothing(
      @ForAll("delayed") List<Event> stream, @ForAll("rules") TemperatureRule rule) {
    SensorMonitor steady = new SensorMonitor();
    List<AlertChange> changesOfSteady = new ArrayList<>();
    SensorMonitor restored = new SensorMonitor();
    List<AlertChange> changesOfRestored = new ArrayList<>();
    SensorMonitor copied = new SensorMonitor();
    List<AlertChange> changesOfCopied = new ArrayList<>();

    for (Event event : stream) {
      event.to(steady, rule, changesOfSteady);
      restored = SensorMonitor.restore(restored.snapshot());
      event.to(restored, rule, changesOfRestored);
      copied = copied.copy();
      event.to(copied, rule, changesOfCopied);

      assertThat(restored.snapshot()).isEqualTo(steady.snapshot());
      assertThat(copied.snapshot()).isEqualTo(steady.snapshot());
    }

    assertThat(changesOfRestored).isEqualTo(changesOfSteady);
    assertThat(changesOfCopied).isEqualTo(changesOfSteady);
  }

  @Property(tries = 100)
  void aCopySharesNothingThatChanges(
      @ForAll("delayed") List<Event> stream, @ForAll("rules") TemperatureRule rule) {
    SensorMonitor monitor = new SensorMonitor();
    for (Event event : stream) {
      SensorMonitor copy = monitor.copy();
      SensorMonitor.Snapshot before = copy.snapshot();

      event.to(monitor, rule, new ArrayList<>());

      assertThat(copy.snapshot()).isEqualTo(before);
    }
  }

  @Property(tries = 100)
  void afterADayOfSilenceNothingIsLeft(
      @ForAll("delayed") List<Event> stream, @ForAll("rules") TemperatureRule rule) {
    SensorMonitor monitor = new SensorMonitor();
    List<AlertChange> changes = new ArrayList<>();
    stream.forEach(event -> event.to(monitor, rule, changes));

    // Time comes in steps, to each moment at which something is due.
    int steps = 0;
    while (monitor.wakeAt() != EventTime.MAX) {
      assertThat(monitor.onTime(monitor.wakeAt() - 1, rule, changes::add)).isFalse();
      assertThat(monitor.onTime(monitor.wakeAt(), rule, changes::add)).isTrue();
      assertThat(++steps).isLessThanOrEqualTo(10);
    }

    assertThat(monitor.isSpent()).isTrue();
    assertThat(monitor.snapshot()).isEqualTo(new SensorMonitor().snapshot());
    assertThat(
            changes.stream()
                .map(AlertChange::alert)
                .collect(toMap(Alert::alertId, Alert::state, (earlier, later) -> later))
                .values())
        .allMatch(state -> state == AlertState.CLOSED);
  }

  @Property(tries = 100)
  void rowsAndTellingsOfAnEpisodeFollowOneAnother(
      @ForAll("delayed") List<Event> stream, @ForAll("rules") TemperatureRule rule) {
    SensorMonitor monitor = new SensorMonitor();
    List<AlertChange> changes = new ArrayList<>();
    stream.forEach(event -> event.to(monitor, rule, changes));

    changes.stream()
        .collect(groupingBy(change -> change.alert().alertId()))
        .values()
        .forEach(SensorMonitorPropertyTest::followOneAnother);
  }

  private static void followOneAnother(List<AlertChange> changes) {
    assertThat(changes.get(0).isTold()).isTrue();
    assertThat(changes.get(0).seq()).isZero();
    for (int i = 1; i < changes.size(); i++) {
      AlertChange before = changes.get(i - 1);
      AlertChange after = changes.get(i);
      assertThat(after.seq()).isEqualTo(before.seq() + (after.isTold() ? 1 : 0));
      assertThat(after.alert().peak()).isGreaterThanOrEqualTo(before.alert().peak());
      // So that the guard of the rows lets every one pass.
      assertThat(
              Comparator.comparingLong(Alert::revision)
                  .thenComparing(alert -> alert.state().rank())
                  .compare(after.alert(), before.alert()))
          .isGreaterThanOrEqualTo(0);
    }
  }

  @Provide
  Arbitrary<List<Event>> inOrder() {
    return RandomStreams.inOrder();
  }

  @Provide
  Arbitrary<List<Event>> delayed() {
    return RandomStreams.delayed();
  }

  @Provide
  Arbitrary<List<Reading>> delayedReadings() {
    return RandomStreams.delayedReadings();
  }

  @Provide
  Arbitrary<List<Reading>> bursts() {
    return RandomStreams.burstsOfReadings();
  }

  @Provide
  Arbitrary<TemperatureRule> rules() {
    return RandomStreams.rules();
  }

  @Provide
  Arbitrary<JumpRule> jumpRules() {
    return RandomStreams.jumpRules();
  }

  private static void bothOften(StatisticsCoverage coverage) {
    coverage.check(true).percentage(share -> share > 10);
    coverage.check(false).percentage(share -> share > 10);
  }

  private static Optional<ReadingPair> strongestOf(List<Reading> readings, JumpRule rule) {
    List<ReadingPair> jumps = new ArrayList<>();
    for (int i = 0; i < readings.size(); i++) {
      for (int j = 0; j < i; j++) {
        NaiveMonitor.jump(readings.get(i), readings.get(j), rule).ifPresent(jumps::add);
      }
    }
    return jumps.stream().min(NaiveMonitor::strongestFirst);
  }

  /** In which order the episodes are told of does not matter; what is for people is left out. */
  private static List<AlertChange> comparable(List<AlertChange> changes) {
    return changes.stream()
        .map(Script::withoutDetail)
        .sorted(
            Comparator.comparing((AlertChange change) -> change.alert().kind())
                .thenComparingLong(change -> change.alert().openedAt())
                .thenComparingLong(AlertChange::seq))
        .toList();
  }
}

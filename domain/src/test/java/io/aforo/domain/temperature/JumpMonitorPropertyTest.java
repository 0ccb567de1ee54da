package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The monitor against brute force, on random streams that keep hitting the bounds. */
class JumpMonitorPropertyTest {

  private static final long HORIZON = 60_000 + 5_000 + 600_000;

  /** A reading to be, and by how much its arrival is put off. */
  private record Step(long gap, String celsius, TemperatureUnit unit, boolean hasId, long delay) {}

  /** J16. */
  @Property(tries = 500)
  void anEpisodeOpensIffBruteForceOverAllPairsFindsAJumpInWhateverOrder(
      @ForAll("delayedStreams") List<Reading> stream) {
    JumpMonitor monitor = new JumpMonitor();
    List<Alert> alerts = new ArrayList<>();
    List<Reading> taken = new ArrayList<>();
    long newest = Long.MIN_VALUE;

    for (Reading reading : stream) {
      give(monitor, reading, JumpRule.standard(), alerts);
      if (taken.isEmpty() || reading.readAt() >= newest - HORIZON) {
        taken.add(reading);
        newest = Math.max(newest, reading.readAt());
      }
    }

    boolean isExpected = strongestOf(taken, JumpRule.standard()).isPresent();
    Statistics.label("jump")
        .collect(isExpected)
        .coverage(coverage -> coverage.check(false).percentage(share -> share > 10));
    assertThat(!alerts.isEmpty()).isEqualTo(isExpected);
  }

  @Property(tries = 300)
  void thePeakIsTheStrongestOfAllPairsInWhateverOrder(
      @ForAll("shortStreams") List<Reading> stream, @ForAll Random random) {
    List<Reading> shuffled = new ArrayList<>(stream);
    Collections.shuffle(shuffled, random);
    JumpMonitor monitor = new JumpMonitor();
    List<Alert> alerts = new ArrayList<>();

    shuffled.forEach(reading -> give(monitor, reading, JumpRule.standard(), alerts));

    assertThat(monitor.snapshot().open().map(Episode::peak))
        .isEqualTo(strongestOf(stream, JumpRule.standard()));
  }

  @Property(tries = 1_000)
  void episodesLiveAsInTheNaiveMonitorForStreamsInOrder(
      @ForAll("orderedStreams") List<Reading> stream, @ForAll("rules") JumpRule rule) {
    livesAsTheNaiveMonitor(stream, rule);
  }

  @Property(tries = 1_000)
  void episodesLiveAsInTheNaiveMonitorForStreamsOutOfOrder(
      @ForAll("delayedStreams") List<Reading> stream, @ForAll("rules") JumpRule rule) {
    livesAsTheNaiveMonitor(stream, rule);
  }

  private static void livesAsTheNaiveMonitor(List<Reading> stream, JumpRule rule) {
    NaiveMonitor naive = new NaiveMonitor(rule);
    JumpMonitor monitor = new JumpMonitor();
    List<Alert> alerts = new ArrayList<>();
    List<Verdict> expected = new ArrayList<>();
    List<Verdict> actual = new ArrayList<>();

    for (Reading reading : stream) {
      expected.add(naive.onReading(reading));
      actual.add(give(monitor, reading, rule, alerts));
    }

    Statistics.label("closed")
        .collect(alerts.stream().anyMatch(alert -> alert.state() == AlertState.CLOSED))
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 10));
    assertThat(actual).isEqualTo(expected);
    assertThat(byIdAndRevision(alerts)).isEqualTo(byIdAndRevision(naive.alerts));
  }

  @Property(tries = 200)
  void duplicatesChangeNothing(
      @ForAll("delayedStreams") List<Reading> stream, @ForAll Random random) {
    JumpMonitor once = new JumpMonitor();
    List<Alert> alertsOnce = new ArrayList<>();
    JumpMonitor repeated = new JumpMonitor();
    List<Alert> alertsRepeated = new ArrayList<>();

    for (int i = 0; i < stream.size(); i++) {
      give(once, stream.get(i), JumpRule.standard(), alertsOnce);
      give(repeated, stream.get(i), JumpRule.standard(), alertsRepeated);
      Reading repeat = stream.get(random.nextInt(i + 1));
      Verdict verdict = give(repeated, repeat, JumpRule.standard(), alertsRepeated);
      assertThat(verdict).isNotEqualTo(Verdict.COUNTED);
    }

    assertThat(alertsRepeated).isEqualTo(alertsOnce);
    assertThat(repeated.snapshot()).isEqualTo(once.snapshot());
  }

  @Property(tries = 200)
  void restoringAndCopyingBetweenReadingsChangeNothing(
      @ForAll("delayedStreams") List<Reading> stream, @ForAll("rules") JumpRule rule) {
    JumpMonitor steady = new JumpMonitor();
    List<Alert> alertsOfSteady = new ArrayList<>();
    JumpMonitor restored = new JumpMonitor();
    List<Alert> alertsOfRestored = new ArrayList<>();
    JumpMonitor copied = new JumpMonitor();
    List<Alert> alertsOfCopied = new ArrayList<>();

    for (Reading reading : stream) {
      give(steady, reading, rule, alertsOfSteady);
      restored = JumpMonitor.restore(restored.snapshot());
      give(restored, reading, rule, alertsOfRestored);
      copied = copied.copy();
      give(copied, reading, rule, alertsOfCopied);
    }

    assertThat(alertsOfRestored).isEqualTo(alertsOfSteady);
    assertThat(restored.snapshot()).isEqualTo(steady.snapshot());
    assertThat(alertsOfCopied).isEqualTo(alertsOfSteady);
    assertThat(copied.snapshot()).isEqualTo(steady.snapshot());
  }

  @Provide
  Arbitrary<List<Reading>> orderedStreams() {
    return steps(0L, 1L, 14_999L, 15_000L, 29_999L, 30_000L, 59_999L, 60_000L, 60_001L, 120_000L)
        .map(steps -> readings(steps, false));
  }

  /** Streams that arrive out of order, up to and beyond the horizon. */
  @Provide
  Arbitrary<List<Reading>> delayedStreams() {
    return steps(0L, 1L, 15_000L, 30_000L, 59_999L, 60_000L, 60_001L, 120_000L, 300_000L)
        .map(steps -> readings(steps, true));
  }

  /** Streams too short for an episode to close. */
  @Provide
  Arbitrary<List<Reading>> shortStreams() {
    return steps(0L, 1L, 500L, 4_999L, 5_000L).map(steps -> readings(steps, false));
  }

  @Provide
  Arbitrary<JumpRule> rules() {
    return Combinators.combine(
            Arbitraries.of(
                Optional.<Direction>empty(),
                Optional.<Direction>empty(),
                Optional.<Direction>empty(),
                Optional.<Direction>empty(),
                Optional.of(Direction.RISING),
                Optional.of(Direction.FALLING),
                Optional.of(Direction.SIMULTANEOUS)),
            Arbitraries.of(30_000L, 60_000L),
            Arbitraries.of(5L, 15L, 20L),
            Arbitraries.of(0L, 60_000L, 120_000L))
        .as(
            (direction, windowMillis, clearBelow, clearAfterMillis) ->
                new JumpRule(
                    "any",
                    3,
                    TemperatureDelta.ofCelsius(20),
                    Duration.ofMillis(windowMillis),
                    direction,
                    TemperatureDelta.ofCelsius(clearBelow),
                    Duration.ofMillis(clearAfterMillis)));
  }

  private static Arbitrary<List<Step>> steps(Long... gaps) {
    return Combinators.combine(
            Arbitraries.of(gaps),
            Arbitraries.of(
                "-20", "-5", "0", "0", "0", "5", "5.001", "15", "19.999", "20", "20", "25", "40"),
            Arbitraries.of(TemperatureUnit.class),
            Arbitraries.of(true, false),
            Arbitraries.of(0L, 0L, 0L, 0L, 1L, 30_000L, 60_000L, 120_000L, HORIZON, HORIZON + 1))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(32);
  }

  /** In the order of their times, or of their arrivals. */
  private static List<Reading> readings(List<Step> steps, boolean areDelayed) {
    record Sent(Reading reading, long arrival) {}
    List<Sent> sent = new ArrayList<>();
    long at = Script.BASE;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      at += step.gap();
      Reading reading =
          new Reading(
              step.hasId() ? "r" + i : "",
              Script.SENSOR,
              Temperature.of(inUnit(step.celsius(), step.unit()), step.unit()),
              at);
      boolean isNew = sent.stream().noneMatch(old -> NaiveMonitor.isSame(old.reading(), reading));
      if (isNew) {
        sent.add(new Sent(reading, at + step.delay()));
      }
    }
    if (areDelayed) {
      sent.sort(Comparator.comparingLong(Sent::arrival));
    }
    return sent.stream().map(Sent::reading).toList();
  }

  private static double inUnit(String celsius, TemperatureUnit unit) {
    BigDecimal value = new BigDecimal(celsius);
    return switch (unit) {
      case CELSIUS -> value.doubleValue();
      case FAHRENHEIT ->
          value
              .multiply(new BigDecimal("1.8"))
              .add(new BigDecimal("32"))
              .setScale(3, RoundingMode.HALF_EVEN)
              .doubleValue();
      case KELVIN -> value.add(new BigDecimal("273.15")).doubleValue();
    };
  }

  private static Verdict give(
      JumpMonitor monitor, Reading reading, JumpRule rule, List<Alert> alerts) {
    return monitor.onReading(reading, reading.readAt(), rule, 5_000, EventTime.MIN, alerts::add);
  }

  private static Optional<Jump> strongestOf(List<Reading> readings, JumpRule rule) {
    List<Jump> jumps = new ArrayList<>();
    for (int i = 0; i < readings.size(); i++) {
      for (int j = 0; j < i; j++) {
        NaiveMonitor.jump(readings.get(i), readings.get(j), rule).ifPresent(jumps::add);
      }
    }
    return jumps.stream().min(NaiveMonitor::strongestFirst);
  }

  /** A reading may change two rows at once; in which order they are told does not matter. */
  private static List<Alert> byIdAndRevision(List<Alert> alerts) {
    return alerts.stream()
        .sorted(Comparator.comparing(Alert::alertId).thenComparingLong(Alert::revision))
        .toList();
  }
}

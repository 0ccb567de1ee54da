package io.aforo.domain.temperature;

import io.aforo.domain.time.EventTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Streams of one sensor, and rules for it, that keep hitting the bounds of one another. */
final class RandomStreams {

  static final long DAY = Duration.ofDays(1).toMillis();

  private static final long OUT_OF_ORDERNESS = 5_000;

  /** A reading, or the watermark alone; the watermark never goes back. */
  record Event(Optional<Reading> reading, long recordTime, long watermark) {

    /** Hands it to a monitor; returns the verdict on a reading. */
    Optional<Verdict> to(SensorMonitor monitor, TemperatureRule rule, List<AlertChange> changes) {
      if (reading.isEmpty()) {
        monitor.onTime(watermark, rule, changes::add);
        return Optional.empty();
      }
      return Optional.of(
          monitor.onReading(
              reading.get(), recordTime, rule, OUT_OF_ORDERNESS, watermark, changes::add));
    }
  }

  /** A reading to be, by how much its arrival is put off, and how far time has come after it. */
  private record Step(
      long gap,
      String celsius,
      TemperatureUnit unit,
      boolean hasId,
      long delay,
      long recordDelay,
      Optional<Long> watermarkAhead) {}

  private static final List<Long> JUMPY_GAPS =
      List.of(0L, 1L, 15_000L, 29_999L, 30_000L, 59_999L, 60_000L, 60_001L, 120_000L, 300_000L);
  private static final List<String> JUMPY =
      List.of("-20", "-5", "0", "0", "0", "5", "5.001", "15", "19.999", "20", "20", "25", "40");
  private static final List<Long> SLOW_GAPS = List.of(0L, 1L, 20_000L, 29_999L, 30_000L, 60_000L);
  private static final List<String> AROUND_THE_LIMITS =
      List.of("8", "8.001", "8.5", "9", "9", "10", "-1", "-1.001", "-2", "-3", "-3", "-30");
  private static final List<Long> STEADY_GAPS =
      Stream.concat(
              Collections.nCopies(14, 5_000L).stream(),
              Stream.of(0L, 4_999L, 9_999L, 10_000L, 10_000L, 10_001L))
          .toList();
  private static final List<String> STEADY =
      Stream.concat(
              Collections.nCopies(16, "5").stream(),
              Stream.of("5.05", "5.05", "5.05", "5.099", "5.1", "6.04"))
          .toList();
  private static final List<Long> LONG_DELAYS =
      List.of(1L, 30_000L, 60_000L, 120_000L, 635_000L, 635_001L, 665_000L, 665_001L);
  private static final List<Long> SHORT_DELAYS = List.of(0L, 0L, 1L, 5_000L, 10_000L, 60_000L);
  private static final List<Long> RARE_GAPS =
      List.of(30_000L, 30_001L, 60_000L, 60_001L, 60_001L, 60_001L, 90_000L);

  private RandomStreams() {}

  /** Streams in the order of their times, short or long, with watermarks in between. */
  static Arbitrary<List<Event>> inOrder() {
    return everyKind().map(steps -> events(steps, false));
  }

  /** Streams that arrive out of order, up to and beyond the horizon. */
  static Arbitrary<List<Event>> delayed() {
    return everyKind().map(steps -> events(steps, true));
  }

  /** Readings out of order, without any watermark. */
  static Arbitrary<List<Reading>> delayedReadings() {
    return steps(JUMPY_GAPS, JUMPY, LONG_DELAYS, 1, 32).map(steps -> readings(steps, true));
  }

  /** Readings of less time than an episode needs to close. */
  static Arbitrary<List<Reading>> burstsOfReadings() {
    return steps(Arbitraries.of(0L, 1L, 500L, 4_999L, 5_000L), JUMPY, SHORT_DELAYS, 1, 24)
        .map(steps -> readings(steps, false));
  }

  private static Arbitrary<List<Step>> everyKind() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, steps(JUMPY_GAPS, JUMPY, LONG_DELAYS, 1, 32)),
        Tuple.of(3, steps(SLOW_GAPS, AROUND_THE_LIMITS, LONG_DELAYS, 4, 32)),
        Tuple.of(4, steps(STEADY_GAPS, STEADY, SHORT_DELAYS, 16, 40)),
        Tuple.of(2, steps(RARE_GAPS, JUMPY, SHORT_DELAYS, 20, 40)));
  }

  private static Arbitrary<List<Step>> steps(
      List<Long> gaps, List<String> degrees, List<Long> delays, int least, int most) {
    return steps(
        Arbitraries.frequencyOf(
            Tuple.of(60, Arbitraries.of(gaps)),
            Tuple.of(1, Arbitraries.of(10 * 60_000L, DAY - 1, DAY))),
        degrees,
        delays,
        least,
        most);
  }

  private static Arbitrary<List<Step>> steps(
      Arbitrary<Long> gap, List<String> degrees, List<Long> delays, int least, int most) {
    return Combinators.combine(
            gap,
            Arbitraries.of(degrees),
            Arbitraries.of(TemperatureUnit.class),
            Arbitraries.of(true, false),
            Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(0L)), Tuple.of(4, Arbitraries.of(delays))),
            Arbitraries.of(0L, 0L, 900_000L, 900_001L),
            Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.just(Optional.<Long>empty())),
                Tuple.of(4, Arbitraries.of(-5_000L, 0L).map(Optional::of)),
                Tuple.of(
                    1,
                    Arbitraries.of(
                            60_000L, 119_999L, 120_000L, 299_999L, 300_000L, 599_999L, 600_000L,
                            DAY - 1, DAY)
                        .map(Optional::of))))
        .as(Step::new)
        .list()
        .ofMinSize(least)
        .ofMaxSize(most);
  }

  private static List<Reading> readings(List<Step> steps, boolean areDelayed) {
    return events(steps, areDelayed).stream().flatMap(event -> event.reading().stream()).toList();
  }

  /** In the order of their times, or of their arrivals; repeats are left out. */
  private static List<Event> events(List<Step> steps, boolean areDelayed) {
    record Sent(Reading reading, long arrival, Step step) {}
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
      if (sent.stream().noneMatch(old -> NaiveMonitor.isSame(old.reading(), reading))) {
        sent.add(new Sent(reading, at + (areDelayed ? step.delay() : 0), step));
      }
    }
    sent.sort(Comparator.comparingLong(Sent::arrival));
    List<Event> events = new ArrayList<>();
    long newest = EventTime.MIN;
    long watermark = EventTime.MIN;
    for (Sent next : sent) {
      Reading reading = next.reading();
      events.add(
          new Event(Optional.of(reading), reading.readAt() + next.step().recordDelay(), watermark));
      newest = Math.max(newest, reading.readAt());
      if (next.step().watermarkAhead().isPresent()) {
        watermark = Math.max(watermark, newest + next.step().watermarkAhead().get());
        events.add(new Event(Optional.empty(), 0, watermark));
      }
    }
    return events;
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

  /** Rules that watch for more or less, and close episodes sooner or later. */
  static Arbitrary<TemperatureRule> rules() {
    return Combinators.combine(
            jumpRules(),
            excursion(8, 9, 60_000, 120_000).optional(0.7),
            excursion(-1, -3, 30_000, 60_000).optional(0.7),
            Arbitraries.of(60_000L, 120_000L, 600_000L).map(Duration::ofMillis).optional(0.7),
            flatline().optional(0.7))
        .as(RandomStreams::rule);
  }

  /** A rule that watches for everything. */
  static TemperatureRule everything() {
    return rule(
        JumpRule.standard(),
        Optional.of(limit(8, 60_000)),
        Optional.of(limit(-1, 30_000)),
        Optional.of(Duration.ofMinutes(2)),
        Optional.of(new Flatline(new TemperatureDelta(900), Duration.ofMinutes(1))));
  }

  private static TemperatureRule rule(
      JumpRule jump,
      Optional<Excursion> tooWarm,
      Optional<Excursion> tooCold,
      Optional<Duration> silence,
      Optional<Flatline> flatline) {
    return new TemperatureRule(
        RuleScope.everywhere(),
        EventTime.MIN,
        jump,
        new SeverityBands(TemperatureDelta.ofCelsius(20), TemperatureDelta.ofCelsius(25)),
        new Plausibility(new Temperature(9L * -273_150), new Temperature(9_000_000), Set.of()),
        tooWarm,
        tooCold,
        silence,
        flatline);
  }

  static Arbitrary<JumpRule> jumpRules() {
    return Combinators.combine(
            Arbitraries.of(Direction.class).optional(0.4),
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

  private static Arbitrary<Excursion> excursion(int limit, int other, long... patience) {
    return Combinators.combine(
            Arbitraries.of(limit, limit, other), Arbitraries.of(patience[0], patience[1]))
        .as(RandomStreams::limit);
  }

  private static Excursion limit(int celsius, long patience) {
    return new Excursion(
        new Temperature(9_000L * celsius),
        Duration.ofMillis(patience),
        new SeverityBands(new TemperatureDelta(4_500), TemperatureDelta.ofCelsius(2)));
  }

  private static Arbitrary<Flatline> flatline() {
    return Combinators.combine(Arbitraries.of(900L, 9_000L), Arbitraries.of(60_000L, 61_000L))
        .as((below, time) -> new Flatline(new TemperatureDelta(below), Duration.ofMillis(time)));
  }
}

package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The log against a look at every reading. */
class ReadingLogTest {

  private static final Duration SHORT_WINDOW = Duration.ofMillis(10);
  private static final Duration LONG_WINDOW = Duration.ofMillis(25);

  @Property(tries = 300)
  void answersAsIfItLookedAtEveryReading(
      @ForAll @IntRange(min = 1, max = 60) int readings, @ForAll Random random) {
    ReadingLog log = new ReadingLog();
    List<Reading> all = new ArrayList<>();
    long newest = 0;
    JumpRule rule = rule(SHORT_WINDOW, Optional.empty());

    for (int i = 0; i < readings; i++) {
      rule = random.nextInt(8) == 0 ? anyRule(random) : rule;
      log = sometimesKeptElsewhere(log, random);
      boolean isLate = random.nextInt(3) == 0;
      long at = isLate ? newest - random.nextInt(40) : newest + random.nextInt(6);
      Reading reading = new Reading("r" + i, "s", celsius(random.nextInt(9) - 4), at);

      if (at >= newest || all.isEmpty()) {
        newest = at;
        if (random.nextBoolean()) {
          assertThat(log.spreadUpTo(reading.temperature(), at, rule.windowMillis()))
              .isEqualTo(spread(all, reading, rule));
        }
        if (random.nextBoolean()) {
          TemperatureDelta delta = TemperatureDelta.ofCelsius(1 + random.nextInt(9));
          assertThat(log.differsBy(delta, reading.temperature(), at, rule.windowMillis()))
              .isEqualTo(spread(all, reading, rule).compareTo(delta) >= 0);
        }
        if (random.nextBoolean()) {
          assertThat(log.strongestJumpToNewest(reading.temperature(), at, rule))
              .isEqualTo(strongest(all, reading, Long.MIN_VALUE, Long.MAX_VALUE, rule));
        }
      }
      long earliest = at - random.nextInt(30);
      long latest = at + random.nextInt(30);
      assertThat(log.strongestJump(reading.temperature(), at, earliest, latest, rule))
          .isEqualTo(strongest(all, reading, earliest, latest, rule));

      log.add(reading, rule.windowMillis());
      all.add(reading);
      assertThat(log.countAfter(earliest))
          .isEqualTo((int) all.stream().filter(other -> other.readAt() > earliest).count());
    }
  }

  @Property(tries = 60)
  void answersAsIfItLookedAtEveryReadingWhenThereAreManyToo(@ForAll Random random) {
    ReadingLog log = new ReadingLog();
    List<Reading> all = new ArrayList<>();
    Duration window = Duration.ofMillis(1 + random.nextInt(2_000));
    JumpRule rule = rule(window, anyDirection(random));
    int spread = 1 + random.nextInt(3_000);
    int step = 1 + random.nextInt(5);
    long clock = 0;
    long newest = Long.MIN_VALUE;

    for (int i = 0; i < 1_200; i++) {
      // From one after the other to all mixed up; the same times come again.
      clock += random.nextInt(step);
      long at = clock - random.nextInt(spread);
      Reading reading = new Reading("r" + i, "s", celsius(random.nextInt(41) - 20), at);
      Optional<ReadingPair> strongest =
          strongest(all, reading, Long.MIN_VALUE, Long.MAX_VALUE, rule);

      assertThat(log.strongestJump(reading.temperature(), at, Long.MIN_VALUE, Long.MAX_VALUE, rule))
          .isEqualTo(strongest);
      if (at >= newest) {
        TemperatureDelta delta = TemperatureDelta.ofCelsius(30 + random.nextInt(11));
        assertThat(log.differsBy(delta, reading.temperature(), at, rule.windowMillis()))
            .isEqualTo(spread(all, reading, rule).compareTo(delta) >= 0);
        assertThat(log.strongestJumpToNewest(reading.temperature(), at, rule)).isEqualTo(strongest);
        newest = at;
      }

      log.add(reading, rule.windowMillis());
      all.add(reading);
      long forgotten = newest - window.toMillis() - spread - 1_000;
      log.forgetBefore(forgotten);
      all.removeIf(other -> other.readAt() < forgotten);
      log = random.nextInt(50) == 0 ? sometimesKeptElsewhere(log, random) : log;
    }
    assertThat(log.readings())
        .isEqualTo(
            all.stream()
                .sorted(Comparator.comparingLong(Reading::readAt))
                .map(kept -> new KeptReading(kept.readingId(), kept.temperature(), kept.readAt()))
                .toList());
    assertThat(log.newest()).isEqualTo(log.readings().get(all.size() - 1));
  }

  @Test
  void aReadingWithoutAnIdIsKnownByItsTimeAndValue() {
    ReadingLog log = new ReadingLog();
    for (int i = 0; i < 300; i++) {
      log.add(new Reading("", "s", celsius(i), i / 150), 60_000);
    }
    log.add(new Reading("named", "s", celsius(300), 1), 60_000);

    assertThat(log.holds(new Reading("", "s", celsius(149), 0))).isTrue();
    assertThat(log.holds(new Reading("", "s", celsius(150), 0))).isFalse();
    assertThat(log.holds(new Reading("", "s", celsius(150), 1))).isTrue();
    assertThat(log.holds(new Reading("", "s", celsius(299), 1))).isTrue();
    assertThat(log.holds(new Reading("", "s", celsius(300), 1))).isFalse();
    assertThat(log.holds(new Reading("named", "s", celsius(0), 9))).isTrue();
    assertThat(log.holds(new Reading("other", "s", celsius(149), 0))).isFalse();
  }

  @Test
  void twoIdsOfOneHashAreTwoReadings() {
    ReadingLog log = new ReadingLog();

    log.add(new Reading("Aa", "s", celsius(1), 1), 60_000);

    assertThat("Aa").hasSameHashCodeAs("BB");
    assertThat(log.holds(new Reading("BB", "s", celsius(1), 1))).isFalse();
    log.add(new Reading("BB", "s", celsius(1), 2), 60_000);
    log.forgetBefore(2);
    assertThat(log.holds(new Reading("Aa", "s", celsius(1), 1))).isFalse();
    assertThat(log.holds(new Reading("BB", "s", celsius(1), 1))).isTrue();
  }

  private static ReadingLog sometimesKeptElsewhere(ReadingLog log, Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> log.copy();
      case 1 ->
          new ReadingLog(
              log.readings(),
              log.newestAt(),
              log.thinnedBefore(),
              log.forgottenBefore(),
              log.crowdedOut());
      default -> log;
    };
  }

  private static TemperatureDelta spread(List<Reading> all, Reading reading, JumpRule rule) {
    long[] values =
        LongStream.concat(
                all.stream()
                    .filter(other -> other.readAt() >= reading.readAt() - rule.windowMillis())
                    .mapToLong(other -> other.temperature().ninthsOfMilliCelsius()),
                LongStream.of(reading.temperature().ninthsOfMilliCelsius()))
            .sorted()
            .toArray();
    return new TemperatureDelta(values[values.length - 1] - values[0]);
  }

  private static Optional<ReadingPair> strongest(
      List<Reading> all, Reading reading, long earliest, long latest, JumpRule rule) {
    return all.stream()
        .filter(other -> other.readAt() >= earliest && other.readAt() <= latest)
        .flatMap(other -> NaiveMonitor.jump(other, reading, rule).stream())
        .min(NaiveMonitor::strongestFirst);
  }

  private static JumpRule anyRule(Random random) {
    return rule(random.nextBoolean() ? SHORT_WINDOW : LONG_WINDOW, anyDirection(random));
  }

  private static Optional<Direction> anyDirection(Random random) {
    Direction[] directions = Direction.values();
    int direction = random.nextInt(2 * directions.length);
    return direction < directions.length ? Optional.of(directions[direction]) : Optional.empty();
  }

  /** Four degrees within the window. */
  private static JumpRule rule(Duration window, Optional<Direction> direction) {
    TemperatureDelta threshold = TemperatureDelta.ofCelsius(4);
    return new JumpRule("any", 1, threshold, window, direction, threshold, Duration.ZERO);
  }

  private static Temperature celsius(int degrees) {
    return new Temperature(9_000L * degrees);
  }
}

package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

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

  private static Optional<Jump> strongest(
      List<Reading> all, Reading reading, long earliest, long latest, JumpRule rule) {
    return all.stream()
        .filter(other -> other.readAt() >= earliest && other.readAt() <= latest)
        .flatMap(other -> NaiveMonitor.jump(other, reading, rule).stream())
        .min(NaiveMonitor::strongestFirst);
  }

  private static JumpRule anyRule(Random random) {
    Direction[] directions = Direction.values();
    int direction = random.nextInt(2 * directions.length);
    return rule(
        random.nextBoolean() ? SHORT_WINDOW : LONG_WINDOW,
        direction < directions.length ? Optional.of(directions[direction]) : Optional.empty());
  }

  /** Four degrees within the window, where readings are from -4 to 4. */
  private static JumpRule rule(Duration window, Optional<Direction> direction) {
    TemperatureDelta threshold = TemperatureDelta.ofCelsius(4);
    return new JumpRule("any", 1, threshold, window, direction, threshold, Duration.ZERO);
  }

  private static Temperature celsius(int degrees) {
    return new Temperature(9_000L * degrees);
  }
}

package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However many readings come, few are kept, and always those of the whole window. */
class ReadingCapTest {

  private static final long COLD = celsius(-10);
  private static final long HOT = celsius(10);

  private final Random random = new Random(1);

  @Test
  void aMillionReadingsInAMinuteHideNoJumpOfExactlyAMinute() {
    Crowd crowd = new Crowd(Duration.ofMinutes(1));
    crowd.give(0, COLD);
    for (int i = 0; i < 999_998; i++) {
      crowd.give(1 + i / 17, celsius(0) + random.nextInt(9_000));
    }

    assertThat(crowd.jumpAt(60_000, HOT)).contains(new ReadingPair(at(COLD), 0, at(HOT), 60_000));
    assertThat(crowd.jumpAt(60_001, HOT)).isEmpty();
    assertThat(crowd.log.crowdedOut()).isEqualTo(999_999 - crowd.log.size());
  }

  @ParameterizedTest(name = "window {0}, {1} readings a second, begins {2} ms into a bucket")
  @MethodSource("crowds")
  void bothEndsOfAWindowAreKeptWhereverItBegins(Duration window, int rate, long phase) {
    Crowd crowd = new Crowd(window);
    long start = phase - 7 * ReadingLog.bucketMillis(window.toMillis());
    long end = start + window.toMillis();
    // Something before it, so that the room is taken when it begins.
    crowd.fill(start - window.toMillis() / 4, start, rate, random);

    crowd.give(start, COLD);
    crowd.fill(start + 1, end, rate, random);

    assertThat(crowd.jumpAt(end, HOT)).contains(new ReadingPair(at(COLD), start, at(HOT), end));
    assertThat(crowd.jumpAt(end + 1, HOT)).isEmpty();
  }

  static Stream<Arguments> crowds() {
    return Stream.of("PT0.01S", "PT0.999S", "PT1S", "PT59.94S", "PT60S", "PT61S", "PT1H")
        .map(Duration::parse)
        .flatMap(
            window ->
                Stream.of(50, 100, 1_000, 16_000)
                    .filter(rate -> window.toSeconds() * rate <= 3_600_000)
                    .flatMap(
                        rate ->
                            phases(window, rate)
                                .mapToObj(phase -> Arguments.of(window, rate, phase))));
  }

  /** All of them, or the last alone where that were too many readings: it touches most buckets. */
  private static LongStream phases(Duration window, int rate) {
    long bucket = ReadingLog.bucketMillis(window.toMillis());
    return bucket * rate * window.toSeconds() <= 400_000
        ? LongStream.range(0, bucket)
        : LongStream.of(bucket - 1);
  }

  @ParameterizedTest(name = "window {0} ms")
  @ValueSource(ints = {1, 998, 999, 1_000, 59_940, 60_000, 3_600_000, 86_400_000})
  void aClosedWindowTouchesAtMostAThousandBuckets(int around) {
    for (long window = Math.max(1, around - 2_000); window <= around + 2_000; window++) {
      long bucket = ReadingLog.bucketMillis(window);
      for (long start : new long[] {-bucket - 1, -bucket, -1, 0, 1, bucket - 1, bucket, 12_345}) {
        assertThat(Math.floorDiv(start + window, bucket) - Math.floorDiv(start, bucket) + 1)
            .as("window of %s ms from %s", window, start)
            .isLessThanOrEqualTo(ReadingLog.CAPACITY / 2);
      }
      assertThat(bucket == 1 || (bucket - 1) * 999 < window)
          .as("no coarser than needed for %s ms, was %s ms", window, bucket)
          .isTrue();
    }
  }

  @Test
  void readingsMixedUpWithinTheWindowAreCappedToo() {
    Crowd crowd = new Crowd(Duration.ofMinutes(1));
    crowd.give(0, COLD);
    for (int i = 0; i < 100_000; i++) {
      long newest = 1 + i * 59_998L / 100_000;
      crowd.give(1 + (long) (random.nextDouble() * newest), celsius(0) + random.nextInt(9_000));
    }

    assertThat(crowd.jumpAt(60_000, HOT)).contains(new ReadingPair(at(COLD), 0, at(HOT), 60_000));
    assertThat(crowd.log.crowdedOut()).isEqualTo(100_001 - crowd.log.size());
  }

  @Test
  void aLongerWindowIsKeptWholeAfterAShorterOneFilledTheRoom() {
    Crowd second = new Crowd(Duration.ofMillis(999));
    second.give(0, COLD);
    // Two in each bucket of a millisecond: 2,000 are kept of one second.
    second.fill(0, 1_000, 4_000, random);
    Crowd minute = new Crowd(Duration.ofMinutes(1), second.log);

    minute.fill(1_000, 60_000, 40, random);

    assertThat(second.log.crowdedOut()).isPositive();
    assertThat(minute.jumpAt(60_000, HOT)).contains(new ReadingPair(at(COLD), 0, at(HOT), 60_000));
  }

  @ParameterizedTest(name = "the oldest is {0} C")
  @ValueSource(ints = {-10, 10})
  void whatWasForgottenForLackOfRoomMakesNoJumpUnderALongerWindowEither(int oldest) {
    Crowd shorter = new Crowd(Duration.ofSeconds(1));
    JumpRule longer = Crowd.rule(Duration.ofMinutes(10));
    shorter.give(0, celsius(oldest));
    // The trailing extremes are those of the longer window from here on.
    assertThat(shorter.log.strongestJumpToNewest(at(celsius(-oldest)), 0, longer)).isPresent();

    for (int i = 1; i <= 2_000; i++) {
      shorter.log.add(new Reading("", "s", at(celsius(0)), i * 100L), 1_000);
    }

    assertThat(shorter.log.forgottenBefore()).isEqualTo(100);
    assertThat(shorter.log.strongestJumpToNewest(at(celsius(-oldest)), 200_000, longer)).isEmpty();
  }

  private static Temperature at(long ninths) {
    return new Temperature(ninths);
  }

  private static long celsius(int degrees) {
    return 9_000L * degrees;
  }

  /** The readings of a busy sensor, which are never too many at any moment. */
  private static final class Crowd {

    private final JumpRule rule;
    private final ReadingLog log;
    private int given;

    Crowd(Duration window) {
      this(window, new ReadingLog());
    }

    Crowd(Duration window, ReadingLog log) {
      this.rule = rule(window);
      this.log = log;
    }

    static JumpRule rule(Duration window) {
      TemperatureDelta threshold = TemperatureDelta.ofCelsius(20);
      return new JumpRule("any", 1, threshold, window, Optional.empty(), threshold, Duration.ZERO);
    }

    /** From 0 to 9 degrees, up to {@code end}, exclusive. */
    void fill(long start, long end, int rate, Random random) {
      long count = (end - start) * rate / 1_000;
      for (long i = 0; i < count; i++) {
        give(start + i * 1_000 / rate, celsius(0) + random.nextInt((int) celsius(9)));
      }
    }

    void give(long time, long ninths) {
      jumpAt(time, ninths);
      log.add(new Reading("r" + time + "-" + given++, "s", at(ninths), time), rule.windowMillis());
      log.forgetBefore(log.newestAt() - 2 * rule.windowMillis() - 605_000);
      if (log.size() > ReadingLog.CAPACITY) {
        throw new AssertionError(log.size() + " readings are kept, at " + time);
      }
      if (given % 4_999 == 0) {
        assertThat(slots(log)).as("slots of arrays, at %s", time).isLessThan(50_000);
      }
    }

    Optional<ReadingPair> jumpAt(long time, long ninths) {
      return time >= log.newestAt()
          ? log.strongestJumpToNewest(at(ninths), time, rule)
          : log.strongestJump(at(ninths), time, Long.MIN_VALUE, Long.MAX_VALUE, rule);
    }

    /**
     * How long all arrays are that something of this package holds, and how many are in its sets.
     */
    private static long slots(Object holder) {
      long slots = 0;
      for (Field field : holder.getClass().getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
          continue;
        }
        Object held;
        try {
          field.setAccessible(true);
          held = field.get(holder);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
        if (held.getClass().isArray()) {
          slots += Array.getLength(held);
        } else if (held instanceof List<?> list) {
          slots += list.stream().mapToLong(Crowd::slots).sum();
        } else if (held instanceof Collection<?> collection) {
          slots += collection.size();
        } else {
          slots += slots(held);
        }
      }
      return slots;
    }
  }
}

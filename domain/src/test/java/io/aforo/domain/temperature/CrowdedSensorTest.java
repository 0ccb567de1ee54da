package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sensor that sends more than is kept. */
class CrowdedSensorTest {

  private final JumpMonitor monitor = new JumpMonitor();
  private final List<Alert> alerts = new ArrayList<>();

  @Test
  void aBurstOfAMillionReadingsStaysBoundedAndLosesNoJump() {
    Random random = new Random(1);
    give("spike", 5_000, 30_000);

    // Sixteen a millisecond, for a minute, none of them a jump away from any other.
    for (int i = 0; i < 1_000_000; i++) {
      give("r" + i, 5_000 + i / 17, 18_000 + random.nextInt(4_000));
    }
    give("drop", 64_900, 10_000);

    assertThat(alerts).containsExactly(Script.open("64.9", "5:30 64.9:10", 1));
    assertThat(monitor.snapshot().readings()).hasSizeLessThanOrEqualTo(ReadingLog.CAPACITY);
    assertThat(monitor.crowdedOut()).isEqualTo(1_000_002 - monitor.snapshot().readings().size());
  }

  @Test
  void aBurstAtOneInstantKeepsItsExtremes() {
    for (int i = 0; i < 100_000; i++) {
      give("", 0, i % 19_999);
    }
    give("", 0, 20_000);

    assertThat(alerts).containsExactly(Script.open("0", "0:0 0:20", 1));
    assertThat(monitor.snapshot().readings()).hasSizeLessThanOrEqualTo(ReadingLog.CAPACITY);
  }

  @ParameterizedTest(name = "random stream {0}")
  @ValueSource(ints = {1, 2, 3})
  void withinOneWindowThinningLosesNoEvidence(int seed) {
    // What is let go is never the earliest coldest or hottest, so peak and evidence stay exact.
    Random random = new Random(seed);
    List<Reading> all = new ArrayList<>();
    Optional<Jump> strongest = Optional.empty();
    int time = 0;

    for (int i = 0; i < 2_600; i++) {
      time += random.nextInt(40);
      Reading reading = reading("r" + i, time, random.nextInt(10_000) + (i / 40) * 200);
      give(reading);
      strongest = strongestWith(all, reading, strongest);
      all.add(reading);
    }

    assertThat(monitor.snapshot().open().map(Episode::peak)).isPresent().isEqualTo(strongest);
    assertThat(monitor.snapshot().crowdedOut()).isPositive();
  }

  @ParameterizedTest(name = "random stream {0}")
  @ValueSource(ints = {1, 2})
  void restoringChangesNothing(int seed) {
    Random random = new Random(seed);
    List<Alert> alertsOfRestored = new ArrayList<>();
    JumpMonitor restored = new JumpMonitor();
    long clock = 0;

    for (int i = 0; i < 5_000; i++) {
      clock += random.nextInt(60);
      long late = random.nextInt(10) == 0 ? random.nextInt(90_000) : 0;
      Reading reading = reading("r" + i, Math.max(0, clock - late), random.nextInt(20_500));
      give(reading);
      if (i % 97 == 0) {
        restored = i % 2 == 0 ? JumpMonitor.restore(restored.snapshot()) : restored.copy();
      }
      restored.onReading(
          reading,
          reading.readAt(),
          JumpRule.standard(),
          5_000,
          EventTime.MIN,
          alertsOfRestored::add);
    }

    assertThat(alerts).isNotEmpty();
    assertThat(alertsOfRestored).isEqualTo(alerts);
    assertThat(restored.snapshot()).isEqualTo(monitor.snapshot());
    assertThat(JumpMonitor.restore(monitor.snapshot()).snapshot()).isEqualTo(monitor.snapshot());
  }

  @Test
  void whatIsKeptIsTheEarliestColdestAndHottestOfEachBucket() {
    // Buckets of 60 ms, 10 ms apart, each 0 1 -1 1 -1 0 degrees.
    int[] pattern = {0, 1_000, -1_000, 1_000, -1_000, 0};

    IntStream.range(0, 2_004).forEach(i -> give("r" + i, i * 10, pattern[i % 6]));

    assertThat(monitor.snapshot().readings().subList(0, 4))
        .extracting(KeptReading::readingId)
        .containsExactly("r1", "r2", "r7", "r8");
    // At the 2,001st reading all buckets were thinned, but the one of 20.00 s may still grow.
    assertThat(monitor.snapshot().thinnedBefore()).isEqualTo(Script.BASE + 19_980);
  }

  @Test
  void aThinnedBucketIsThinnedAgainAfterLateReadings() {
    IntStream.range(0, 2_001).forEach(i -> give("r" + i, i * 10, i % 2));
    give("colder", 30, -1);
    give("hotter", 20, 2);

    IntStream.range(2_001, 4_004).forEach(i -> give("r" + i, i * 10, i % 2));

    assertThat(monitor.snapshot().readings().subList(0, 3))
        .extracting(KeptReading::readingId)
        .containsExactly("hotter", "colder", "r6");
  }

  @ParameterizedTest(name = "ever warmer by {0} milli-degrees")
  @ValueSource(ints = {1, -1})
  void whatThinningLetGoMakesNoJump(int step) {
    // So that any reading could be the coldest (the hottest) of a window that starts with it.
    IntStream.range(0, 2_001).forEach(i -> give("r" + i, i * 10, i * step));

    // Of the bucket from 6.00 s to 6.06 s, only its first and its last reading are kept.
    give("jump", 66_010, 30_000 * step);

    String evidence = step > 0 ? "6.05:0.605 66.01:30" : "6.05:-0.605 66.01:-30";
    assertThat(alerts).containsExactly(Script.open("66.01", evidence, 1));
  }

  @ParameterizedTest(name = "the oldest differs by {0} milli-degrees")
  @ValueSource(ints = {10_000, -10_000})
  void whatWasForgottenForLackOfRoomMakesNoJump(int difference) {
    // Two in each bucket of a whole window: one more, and the oldest goes.
    give("oldest", 0, difference);
    IntStream.rangeClosed(1, 2_000).forEach(i -> give("r" + i, i * 30, i % 2));

    give("no jump", 60_000, -difference);

    assertThat(alerts).isEmpty();
    assertThat(monitor.crowdedOut()).isEqualTo(2);
  }

  @ParameterizedTest(name = "the oldest differs by {0} milli-degrees")
  @ValueSource(ints = {10_000, -10_000})
  void whatWasForgottenMakesNoJumpUnderARuleOfAnotherWindowEither(int difference) {
    JumpRule any = JumpRule.standard();
    JumpRule other =
        new JumpRule(
            "other",
            1,
            any.threshold(),
            Duration.ofMillis(60_500),
            any.direction(),
            any.clearBelow(),
            any.clearAfter());
    give("oldest", 0, 0);
    give("second", 30, difference);
    IntStream.rangeClosed(2, 2_000).forEach(i -> give("r" + i, i * 30, i % 2));

    give(other, reading("second one too many", 60_001, 1));
    give(other, reading("no jump", 60_002, -difference));

    assertThat(alerts).isEmpty();
  }

  @Test
  void aSensorThatIsNotTooBusyLosesNothing() {
    IntStream.range(0, 2_000).forEach(i -> give("r" + i, i, 0));

    assertThat(monitor.snapshot().readings()).hasSize(2_000);
    assertThat(monitor.crowdedOut()).isZero();
  }

  @Test
  void whatIsPastTheHorizonTakesNoRoom() {
    IntStream.range(0, 1_500).forEach(i -> give("old" + i, i, 0));

    IntStream.range(0, 1_000).forEach(i -> give("new" + i, 1_000_000 + i, 0));

    assertThat(monitor.snapshot().readings()).hasSize(1_000);
    assertThat(monitor.crowdedOut()).isZero();
  }

  @Test
  void aSensorThatIsTooBusyForItsHorizonReachesBackLessFarAndSaysSo() {
    // Every 100 ms: no two share a bucket, so after 200 s the oldest go.
    for (int i = 0; i < 4_000; i++) {
      give("r" + i, i * 100, i % 2);
    }

    Verdict beforeTheOldestKept = give("late", 199_999, 30_000);
    Verdict atTheOldestKept = give("in time", 200_000, 30_000);

    assertThat(beforeTheOldestKept).isEqualTo(Verdict.LATE);
    assertThat(atTheOldestKept).isEqualTo(Verdict.COUNTED);
    assertThat(alerts).containsExactly(Script.open("200", "200:0 200:30", 1));
    assertThat(monitor.snapshot().readings()).hasSize(ReadingLog.CAPACITY);
    assertThat(monitor.crowdedOut()).isEqualTo(2_001);
  }

  private static Optional<Jump> strongestWith(
      List<Reading> all, Reading reading, Optional<Jump> strongest) {
    TreeSet<Jump> jumps = new TreeSet<>(NaiveMonitor::strongestFirst);
    strongest.ifPresent(jumps::add);
    for (Reading other : all) {
      if (Math.abs(other.temperature().minus(reading.temperature()).ninthsOfMilliCelsius())
          >= TemperatureDelta.ofCelsius(20).ninthsOfMilliCelsius()) {
        NaiveMonitor.jump(other, reading, JumpRule.standard()).ifPresent(jumps::add);
      }
    }
    return jumps.stream().findFirst();
  }

  private Verdict give(String id, int millis, int milliCelsius) {
    return give(reading(id, millis, milliCelsius));
  }

  private Verdict give(Reading reading) {
    return give(JumpRule.standard(), reading);
  }

  private Verdict give(JumpRule rule, Reading reading) {
    return monitor.onReading(reading, reading.readAt(), rule, 5_000, EventTime.MIN, alerts::add);
  }

  private static Reading reading(String id, long millis, int milliCelsius) {
    return new Reading(id, Script.SENSOR, new Temperature(9L * milliCelsius), Script.BASE + millis);
  }
}

package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static final JumpRule BUCKETS_OF_60_MS = windowOf(Duration.ofMillis(999 * 60));

  private final SensorMonitor monitor = new SensorMonitor();
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
    Optional<ReadingPair> strongest = Optional.empty();
    int time = 0;

    for (int i = 0; i < 2_600; i++) {
      time += random.nextInt(40);
      Reading reading = reading("r" + i, time, random.nextInt(10_000) + (i / 40) * 200);
      give(reading);
      strongest = strongestWith(all, reading, strongest);
      all.add(reading);
    }

    assertThat(monitor.snapshot().open(AlertKind.JUMP).map(Episode::evidence))
        .isPresent()
        .isEqualTo(strongest);
    assertThat(monitor.snapshot().crowdedOut()).isPositive();
  }

  @ParameterizedTest(name = "random stream {0}")
  @ValueSource(ints = {1, 2})
  void restoringChangesNothing(int seed) {
    Random random = new Random(seed);
    List<Alert> alertsOfRestored = new ArrayList<>();
    SensorMonitor restored = new SensorMonitor();
    long clock = 0;

    for (int i = 0; i < 5_000; i++) {
      clock += random.nextInt(60);
      long late = random.nextInt(10) == 0 ? random.nextInt(90_000) : 0;
      Reading reading = reading("r" + i, Math.max(0, clock - late), random.nextInt(20_500));
      give(reading);
      if (i % 97 == 0) {
        restored = i % 2 == 0 ? SensorMonitor.restore(restored.snapshot()) : restored.copy();
      }
      Script.give(restored, reading, JumpRule.standard(), alertsOfRestored);
    }

    assertThat(alerts).isNotEmpty();
    assertThat(alertsOfRestored).isEqualTo(alerts);
    assertThat(restored.snapshot()).isEqualTo(monitor.snapshot());
    assertThat(SensorMonitor.restore(monitor.snapshot()).snapshot()).isEqualTo(monitor.snapshot());
  }

  @Test
  void whatIsKeptIsTheEarliestColdestAndHottestOfEachBucket() {
    // Buckets of 60 ms, 10 ms apart, each 0 1 -1 1 -1 0 degrees.
    int[] pattern = {0, 1_000, -1_000, 1_000, -1_000, 0};

    IntStream.range(0, 2_004)
        .forEach(i -> give(BUCKETS_OF_60_MS, reading("r" + i, i * 10L, pattern[i % 6])));

    assertThat(monitor.snapshot().readings().subList(0, 4))
        .extracting(KeptReading::readingId)
        .containsExactly("r1", "r2", "r7", "r8");
    // At the 2,001st reading all buckets were thinned, but the one of 20.00 s may still grow.
    assertThat(monitor.snapshot().thinnedBefore()).isEqualTo(Script.BASE + 19_980);
  }

  @Test
  void aThinnedBucketStaysThinnedWhenLateReadingsCome() {
    IntStream.range(0, 2_001)
        .forEach(i -> give(BUCKETS_OF_60_MS, reading("r" + i, i * 10L, i % 2)));

    give(BUCKETS_OF_60_MS, reading("colder", 30, -1));
    give(BUCKETS_OF_60_MS, reading("hotter", 20, 2));

    assertThat(monitor.snapshot().readings().subList(0, 3))
        .extracting(KeptReading::readingId)
        .containsExactly("hotter", "colder", "r6");
  }

  @ParameterizedTest(name = "ever warmer by {0} milli-degrees")
  @ValueSource(ints = {1, -1})
  void whatThinningLetGoMakesNoJump(int step) {
    // So that any reading could be the coldest (the hottest) of a window that starts with it.
    IntStream.range(0, 2_001)
        .forEach(i -> give(BUCKETS_OF_60_MS, reading("r" + i, i * 10L, i * step)));

    // Of the bucket from 6.00 s to 6.06 s, only its first and its last reading are kept.
    give(BUCKETS_OF_60_MS, reading("jump", 65_950, 30_000 * step));

    String evidence = step > 0 ? "6.05:0.605 65.95:30" : "6.05:-0.605 65.95:-30";
    assertThat(alerts).containsExactly(Script.open("65.95", evidence, 1));
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

  private static Optional<ReadingPair> strongestWith(
      List<Reading> all, Reading reading, Optional<ReadingPair> strongest) {
    TreeSet<ReadingPair> jumps = new TreeSet<>(NaiveMonitor::strongestFirst);
    strongest.ifPresent(jumps::add);
    for (Reading other : all) {
      if (Math.abs(other.temperature().minus(reading.temperature()).ninthsOfMilliCelsius())
          >= TemperatureDelta.ofCelsius(20).ninthsOfMilliCelsius()) {
        NaiveMonitor.jump(other, reading, JumpRule.standard()).ifPresent(jumps::add);
      }
    }
    return jumps.stream().findFirst();
  }

  private static JumpRule windowOf(Duration window) {
    JumpRule any = JumpRule.standard();
    return new JumpRule(
        any.id(),
        any.version(),
        any.threshold(),
        window,
        any.direction(),
        any.clearBelow(),
        any.clearAfter());
  }

  private Verdict give(String id, int millis, int milliCelsius) {
    return give(reading(id, millis, milliCelsius));
  }

  private Verdict give(Reading reading) {
    return give(JumpRule.standard(), reading);
  }

  private Verdict give(JumpRule rule, Reading reading) {
    return Script.give(monitor, reading, rule, alerts);
  }

  private static Reading reading(String id, long millis, int milliCelsius) {
    return new Reading(id, Script.SENSOR, new Temperature(9L * milliCelsius), Script.BASE + millis);
  }
}

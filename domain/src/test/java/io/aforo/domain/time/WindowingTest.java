package io.aforo.domain.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowingTest {

  @ParameterizedTest(name = "a tumbling window of 10 ms that holds {0} ms ends at {1} ms")
  @CsvSource({"-11,-10", "-10,0", "-1,0", "0,10", "1,10", "9,10", "10,20", "19,20"})
  void tumblingWindowsAreHalfOpenAndAlignedToTheEpoch(long time, long end) {
    SlicedWindows windowing = Windowing.tumbling(Duration.ofMillis(10));

    long slice = windowing.sliceEnd(time);

    assertThat(slice).isEqualTo(end);
    assertThat(windowing.firstWindowEnd(slice)).isEqualTo(end);
    assertThat(windowing.lastWindowEnd(slice)).isEqualTo(end);
    assertThat(windowing.windowEndingAt(end)).isEqualTo(new TimeWindow(end - 10, end));
  }

  @Test
  void aSlidingWindowsSliceIsInEveryWindowThatOverlapsIt() {
    SlicedWindows windowing = Windowing.sliding(Duration.ofMillis(60), Duration.ofMillis(25));

    assertThat(windowing.sliceMillis()).isEqualTo(5);
    assertThat(windowing.sliceEnd(0)).isEqualTo(5);
    // Windows start at -50, -25, 0: they end at 10, 35, 60.
    assertThat(windowing.firstWindowEnd(5)).isEqualTo(10);
    assertThat(windowing.lastWindowEnd(5)).isEqualTo(60);
  }

  @ParameterizedTest
  @CsvSource({"8,20", "9,20", "10,20", "-2,10", "-3,10", "18,20", "19,30"})
  void theNextWindowIsTheFirstThatTheWatermarkDoesNotComplete(long watermark, long ignored) {
    SlicedWindows windowing = Windowing.tumbling(Duration.ofMillis(10));

    long end = windowing.firstWindowEndAfter(watermark);

    assertThat(end - 1).isGreaterThan(watermark);
    assertThat(end - 10 - 1).isLessThanOrEqualTo(watermark);
    assertThat(Math.floorMod(end, 10)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807",
    "9223372036854775806",
    "-9223372036854775808",
    "-9223372036854775807"
  })
  void arithmeticSaturatesAtTheExtremes(long time) {
    SlicedWindows windowing = Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(5));
    WindowLifecycle lifecycle = WindowLifecycle.ofLateness(Duration.ofHours(24));

    long slice = windowing.sliceEnd(time);

    assertThat(slice).isGreaterThanOrEqualTo(time);
    assertThat(EventTime.plus(windowing.lastWindowEnd(slice), 3_600_000))
        .isGreaterThanOrEqualTo(windowing.firstWindowEnd(slice));
    assertThat(lifecycle.cleanupAt(slice)).isGreaterThanOrEqualTo(lifecycle.completeAt(slice));
  }

  @Test
  void idsArePartOfSavedStateAndNeverChange() {
    assertThat(
            List.of(
                Windowing.tumbling(Duration.ofHours(1)).id(),
                new SlicedWindows(60, 25, 5).id(),
                Windowing.session(Duration.ofMinutes(30)).id(),
                Windowing.running(Duration.ofHours(1)).id(),
                Windowing.runningEveryChanges(100).id(),
                Windowing.count(100).id()))
        .containsExactly(
            "sliding-3600000-3600000-0",
            "sliding-60-25-5",
            "session-1800000",
            "running",
            "running",
            "count-100");
  }

  @Test
  void sessionsEndAGapAfterTheirLastEventWhichIsStillTogetherWithOneAtTheEnd() {
    SessionWindows sessions = Windowing.session(Duration.ofMillis(10));

    assertThat(sessions.window(1, 5)).isEqualTo(new TimeWindow(1, 15));
    assertThat(sessions.overAt(5)).isEqualTo(16);
    assertThat(sessions.areTogether(1, 5, 15, 20)).isTrue();
    assertThat(sessions.areTogether(15, 20, 1, 5)).isTrue();
    assertThat(sessions.areTogether(1, 5, 16, 20)).isFalse();
    assertThat(sessions.areTogether(16, 20, 1, 5)).isFalse();
    assertThat(sessions.areTogether(0, 100, 40, 50)).isTrue();
    assertThat(sessions.overAt(EventTime.MAX - 5)).isEqualTo(EventTime.MAX);
    assertThat(sessions.areTogether(0, EventTime.MAX - 5, EventTime.MAX, EventTime.MAX)).isTrue();
  }

  @Test
  void badWindowsAreRefusedWithTheirValues() {
    assertThatThrownBy(() -> Windowing.tumbling(Duration.ZERO))
        .hasMessage("window size must be positive, was 0 ms");
    assertThatThrownBy(() -> Windowing.sliding(Duration.ofMillis(10), Duration.ofMillis(11)))
        .hasMessage(
            "windows must start every 1 to 10 ms (their size, or events between them would be in"
                + " none), was 11 ms");
    assertThatThrownBy(() -> Windowing.sliding(Duration.ofMillis(10), Duration.ZERO))
        .hasMessage(
            "windows must start every 1 to 10 ms (their size, or events between them would be in"
                + " none), was 0 ms");
    assertThatThrownBy(() -> new SlicedWindows(10, 10, 10))
        .hasMessage("window offset must be in [0, 10) ms, was 10 ms");
    assertThatThrownBy(() -> new SlicedWindows(10, 10, -1))
        .hasMessage("window offset must be in [0, 10) ms, was -1 ms");
    assertThatThrownBy(() -> new TimeWindow(10, 10))
        .hasMessage("window must end after its start, was [10 ms, 10 ms)");
    assertThatThrownBy(() -> Windowing.session(Duration.ZERO))
        .hasMessage("session gap must be positive, was 0 ms");
    assertThatThrownBy(() -> Windowing.count(0))
        .hasMessage("a count window must hold at least 1, was 0");
    assertThatThrownBy(() -> Windowing.runningEveryChanges(0))
        .hasMessage(
            "a running total must be written every so many milliseconds or every so many changes,"
                + " was 0 ms and 0 changes");
    assertThatThrownBy(() -> WindowLifecycle.ofLateness(Duration.ofMillis(-1)))
        .hasMessage("allowed lateness must not be negative, was -1 ms");
  }

  @Test
  void aWindowIsMadeOfAtMostTenThousandSlices() {
    assertThat(new SlicedWindows(20_000, 2, 0).sliceMillis()).isEqualTo(2);
    assertThatThrownBy(() -> new SlicedWindows(30_000, 1, 0))
        .hasMessage(
            "a window must be made of at most 10000 slices, since each is kept for each group and"
                + " added up for each row, was 30000 slices of 1 ms, the greatest common divisor of"
                + " size and step; allowed is for example every step of 3 ms or more that divides"
                + " the size");
    assertThatThrownBy(() -> new SlicedWindows(20_002, 2_004, 0))
        .hasMessageContaining("was 10001 slices of 2 ms");
  }

  @ParameterizedTest(name = "every {0} ms and every {1} changes")
  @CsvSource({"0,0", "1,1", "-1,0", "0,-1", "-1,1", "1,-1"})
  void aRunningTotalHasOneRhythm(long everyMillis, long everyChanges) {
    assertThatThrownBy(() -> new RunningTotals(everyMillis, everyChanges))
        .hasMessage(
            "a running total must be written every so many milliseconds or every so many changes,"
                + " was %d ms and %d changes",
            everyMillis, everyChanges);
  }

  @Test
  void aRunningTotalIsWrittenByTimeOrByChanges() {
    assertThat(Windowing.running(Duration.ofMinutes(1))).isEqualTo(new RunningTotals(60_000, 0));
    assertThat(Windowing.runningEveryChanges(100)).isEqualTo(new RunningTotals(0, 100));
  }

  @Test
  void windowsOfTimeWaitForOthersAsLongAsTheyAre() {
    assertThat(
            Stream.of(
                Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(5)),
                Windowing.session(Duration.ofMinutes(30)),
                Windowing.running(Duration.ofMinutes(1)),
                Windowing.count(100)))
        .extracting(Windowing::spanMillis)
        .containsExactly(3_600_000L, 1_800_000L, 0L, 0L);
  }

  @Test
  void aWindowReadsAsAnInterval() {
    assertThat(new TimeWindow(0, 3_600_000))
        .hasToString("[1970-01-01T00:00:00Z, 1970-01-01T01:00:00Z)");
  }

  @ParameterizedTest
  @CsvSource({
    "1,2,3",
    "9223372036854775807,1,9223372036854775807",
    "-9223372036854775808,-1,-9223372036854775808",
    "9223372036854775807,-1,9223372036854775806"
  })
  void plusSaturates(long time, long millis, long sum) {
    assertThat(EventTime.plus(time, millis)).isEqualTo(sum);
  }

  @ParameterizedTest
  @CsvSource({
    "3,2,1",
    "-9223372036854775808,1,-9223372036854775808",
    "9223372036854775807,-1,9223372036854775807",
    "0,-9223372036854775808,9223372036854775807"
  })
  void minusSaturates(long time, long millis, long difference) {
    assertThat(EventTime.minus(time, millis)).isEqualTo(difference);
  }
}

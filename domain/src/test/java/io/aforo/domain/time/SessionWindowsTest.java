package io.aforo.domain.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionWindowsTest {

  private final SessionWindows sessions = Windowing.session(Duration.ofMillis(30));

  /** S10. */
  @ParameterizedTest(name = "a session of 100 to 200 ms and one of {0} to {1} ms: together {2}")
  @CsvSource({
    "230, 240, true",
    "231, 240, false",
    "60, 70, true",
    "60, 69, false",
    "120, 130, true",
    "50, 300, true",
  })
  void eventsExactlyTheGapApartAreTogetherAndAMillisecondMoreIsNot(
      long first, long last, boolean areTogether) {
    assertThat(sessions.areTogether(100, 200, first, last)).isEqualTo(areTogether);
    assertThat(sessions.areTogether(first, last, 100, 200)).isEqualTo(areTogether);
  }

  @Test
  void aSessionLastsFromItsFirstEventToTheGapAfterItsLast() {
    assertThat(sessions.window(100, 200)).isEqualTo(new TimeWindow(100, 230));
  }

  @Test
  void theLastSessionEndsAtTheEndOfTime() {
    assertThat(sessions.window(0, EventTime.MAX - 1)).isEqualTo(new TimeWindow(0, EventTime.MAX));
    assertThat(sessions.areTogether(0, EventTime.MAX - 1, EventTime.MAX, EventTime.MAX)).isTrue();
  }
}

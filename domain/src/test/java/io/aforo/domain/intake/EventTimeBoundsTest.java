package io.aforo.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeBoundsTest {

  private static final long RECORD_TIME = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();
  private final EventTimeBounds bounds = EventTimeBounds.standard();

  @Test
  void fiveMinutesAheadOfTheRecordIsBelievedAndAMillisecondMoreIsNot() {
    assertThatCode(() -> bounds.check(RECORD_TIME + 300_000, RECORD_TIME))
        .doesNotThrowAnyException();
    assertThat(reasonOf(RECORD_TIME + 300_001, RECORD_TIME))
        .isEqualTo(RejectionReason.FUTURE_TIMESTAMP);
  }

  @Test
  void theFirstMillisecondOf2000IsBelievedAndTheOneBeforeIsNot() {
    long first = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    assertThatCode(() -> bounds.check(first, RECORD_TIME)).doesNotThrowAnyException();
    assertThat(reasonOf(first - 1, RECORD_TIME)).isEqualTo(RejectionReason.STALE_TIMESTAMP);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_772_445_600L, Long.MIN_VALUE})
  void secondsAndZeroAreStale(long eventTime) {
    assertThat(reasonOf(eventTime, RECORD_TIME)).isEqualTo(RejectionReason.STALE_TIMESTAMP);
  }

  @ParameterizedTest
  @ValueSource(longs = {1_772_445_600_000_000L, 253_402_300_799_000L, Long.MAX_VALUE})
  void microsecondsAndTheYear9999AreInTheFuture(long eventTime) {
    assertThat(reasonOf(eventTime, RECORD_TIME)).isEqualTo(RejectionReason.FUTURE_TIMESTAMP);
    assertThat(reasonOf(eventTime, Long.MIN_VALUE)).isEqualTo(RejectionReason.FUTURE_TIMESTAMP);
  }

  @Test
  void afterTheYear9999NothingIsBelievedWhateverTheRecordSays() {
    long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    assertThatCode(() -> bounds.check(last, last)).doesNotThrowAnyException();
    assertThat(reasonOf(last + 1, last + 1)).isEqualTo(RejectionReason.FUTURE_TIMESTAMP);
    assertThat(reasonOf(Long.MAX_VALUE, Long.MAX_VALUE))
        .isEqualTo(RejectionReason.FUTURE_TIMESTAMP);
  }

  @Test
  void aRefusalSaysBothTimesAndTheBound() {
    long newYear = Instant.parse("2036-01-01T00:00:00Z").toEpochMilli();

    assertThatThrownBy(() -> bounds.check(newYear, RECORD_TIME))
        .hasMessage(
            "event time 2036-01-01T00:00:00Z (2082758400000 ms) is more than PT5M ahead of its"
                + " record's time 2026-03-02T10:00:00Z (1772445600000 ms)");
    assertThatThrownBy(() -> bounds.check(1_772_445_600L, RECORD_TIME))
        .hasMessage(
            "event time 1970-01-21T12:20:45.600Z (1772445600 ms) is before 2000-01-01T00:00:00Z;"
                + " is it in seconds?");
  }

  @Test
  void boundsHoldBefore1970AndAtTheEndOfTimeToo() {
    EventTimeBounds anyPast =
        new EventTimeBounds(Instant.ofEpochMilli(Long.MIN_VALUE), Duration.ofMinutes(5));

    assertThatCode(() -> anyPast.check(-700_000, -400_000)).doesNotThrowAnyException();
    assertThatCode(() -> anyPast.check(-100_000, -400_000)).doesNotThrowAnyException();
    assertThatCode(() -> anyPast.check(Long.MIN_VALUE, Long.MAX_VALUE)).doesNotThrowAnyException();
    assertThatThrownBy(() -> anyPast.check(-99_999, -400_000)).isInstanceOf(InvalidEvent.class);
  }

  @Test
  void anEventMayBeAllowedNoTimeAheadButNotLess() {
    EventTimeBounds exact = new EventTimeBounds(Instant.EPOCH, Duration.ZERO);

    assertThatCode(() -> exact.check(RECORD_TIME, RECORD_TIME)).doesNotThrowAnyException();
    assertThat(catchThrowableOfType(InvalidEvent.class, () -> exact.check(1, 0)).reason())
        .isEqualTo(RejectionReason.FUTURE_TIMESTAMP);
    assertThatThrownBy(() -> new EventTimeBounds(Instant.EPOCH, Duration.ofMillis(-1)))
        .hasMessage("maxAhead must not be negative, was PT-0.001S");
  }

  private RejectionReason reasonOf(long eventTime, long recordTime) {
    return catchThrowableOfType(InvalidEvent.class, () -> bounds.check(eventTime, recordTime))
        .reason();
  }
}

package io.aforo.application.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {

  private static final ZoneId UTC = ZoneOffset.UTC;
  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

  @ParameterizedTest
  @CsvSource({
    "epoch-seconds, 1767261900, 1767261900000",
    "epoch-seconds, -1, -1000",
    "epoch-seconds, 1767261900.5, 1767261900500",
    "epoch-seconds, 1767261900.1239, 1767261900123",
    "epoch-seconds, -0.0001, -1",
    "epoch-seconds, 9223372036854775807, 9223372036854775807",
    "epoch-seconds, -9223372036854775808, -9223372036854775808",
    "epoch-millis, 1767261900000, 1767261900000",
    "epoch-millis, 0, 0",
    "epoch-millis, -1, -1",
    "epoch-millis, 0.999, 0",
    "epoch-millis, -0.001, -1",
    "epoch-millis, 9223372036854775807, 9223372036854775807",
    "epoch-millis, -9223372036854775808, -9223372036854775808",
    "epoch-micros, 1767261900000999, 1767261900000",
    "epoch-micros, -1, -1",
    "epoch-micros, -1000, -1",
    "epoch-micros, -1001, -2",
    "epoch-nanos, 1767261900000999999, 1767261900000",
    "epoch-nanos, -999999, -1",
    "epoch-nanos, 999999, 0",
    "auto, 1767261900000, 1767261900000",
    "auto, -1, -1"
  })
  void numberIsTheSameTimeInEveryType(String label, BigDecimal number, long millis) {
    TimeFormat format = TimeFormat.ofLabel(label);

    assertThat(format.millis(number, MADRID)).contains(millis);
    assertThat(format.millis(number.toPlainString(), MADRID)).contains(millis);
    if (number.scale() == 0) {
      assertThat(format.millis(number.longValueExact(), MADRID)).contains(millis);
    }
    if (number.precision() < 16) {
      assertThat(format.millis(number.doubleValue(), MADRID)).contains(millis);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775808, 9223372036854775807",
    "1e18, 1000000000000000000",
    "1e19, 9223372036854775807",
    "1e999999999, 9223372036854775807",
    "-9223372036854775809, -9223372036854775808",
    "-1e999999999, -9223372036854775808",
    "1e-999999999, 0",
    "-1e-999999999, -1",
    "0e999999999, 0",
    "0e-999999999, 0"
  })
  void whatIsBeyondALongIsTheNearestThereIs(BigDecimal number, long millis) {
    assertThat(TimeFormat.EPOCH_MILLIS.millis(number, UTC)).contains(millis);
  }

  @Test
  void shiftsAtTheEndsOfExponentsDoNotOverflow() {
    for (int scale : new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      BigDecimal number = new BigDecimal(BigInteger.ONE, scale);

      for (TimeFormat format :
          List.of(TimeFormat.EPOCH_SECONDS, TimeFormat.EPOCH_MILLIS, TimeFormat.EPOCH_NANOS)) {
        assertThat(format.millis(number, UTC)).contains(scale < 0 ? Long.MAX_VALUE : 0L);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T10:05:00Z, 2026-01-01T10:05:00Z",
    "2026-01-01T10:05Z, 2026-01-01T10:05:00Z",
    "2026-01-01T10:05:00.1Z, 2026-01-01T10:05:00.100Z",
    "2026-01-01T10:05:00.123999999Z, 2026-01-01T10:05:00.123Z",
    "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999Z",
    "2026-01-01T10:05:00+01:00, 2026-01-01T09:05:00Z",
    "2026-01-01T10:05:00-0530, 2026-01-01T15:35:00Z",
    "2026-01-01T10:05:00+01, 2026-01-01T09:05:00Z",
    "2026-01-01T10:05:00, 2026-01-01T09:05:00Z",
    "2026-07-01T10:05:00, 2026-07-01T08:05:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z, -0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    "+12026-01-01T00:00:00Z, +12026-01-01T00:00:00Z"
  })
  void isoTextIsLocalToTheZoneUnlessItSaysItsOffset(String text, Instant instant) {
    assertThat(TimeFormat.ISO_8601.millis(text, MADRID)).contains(instant.toEpochMilli());
    assertThat(TimeFormat.AUTO.millis(text, MADRID)).contains(instant.toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01 10:05:00, 2026-01-01T09:05:00Z",
    "2026-01-01 10:05:00.123456, 2026-01-01T09:05:00.123Z",
    "2026-01-01 10:05, 2026-01-01T09:05:00Z",
    "2026-01-01 10:05:00Z, 2026-01-01T10:05:00Z",
    "2026-01-01 10:05:00.5Z, 2026-01-01T10:05:00.500Z",
    "2026-01-01 10:05:00+02, 2026-01-01T08:05:00Z"
  })
  void sqlTimestampIsLocalToTheZoneUnlessItSaysItsOffset(String text, Instant instant) {
    assertThat(TimeFormat.SQL.millis(text, MADRID)).contains(instant.toEpochMilli());
  }

  @Test
  void localTimeThatComesTwiceIsTheEarlierAndOneThatIsSkippedMovesOn() {
    assertThat(TimeFormat.ISO_8601.millis("2026-10-25T02:30:00", MADRID))
        .contains(Instant.parse("2026-10-25T00:30:00Z").toEpochMilli());
    assertThat(TimeFormat.ISO_8601.millis("2026-03-29T02:30:00", MADRID))
        .contains(Instant.parse("2026-03-29T01:30:00Z").toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({
    "+999999999-12-31T23:59:59Z, 9223372036854775807",
    "-999999999-01-01T00:00:00Z, -9223372036854775808",
    "+292278994-08-17T07:12:55.807Z, 9223372036854775807",
    "+292278994-08-17T07:12:55.808Z, 9223372036854775807"
  })
  void textBeyondALongIsTheNearestThereIs(String text, long millis) {
    assertThat(TimeFormat.ISO_8601.millis(text, UTC)).contains(millis);
  }

  @ParameterizedTest
  @EnumSource(TimeFormat.class)
  void timeThatSaysItselfWhatItMeansIsTakenAsThat(TimeFormat format) {
    assertThat(format.millis(Instant.ofEpochSecond(1, 999_999_999), MADRID)).contains(1_999L);
    assertThat(format.millis(Instant.ofEpochSecond(-1, 999_999_999), MADRID)).contains(-1L);
    assertThat(format.millis(LocalDateTime.of(2026, 1, 1, 10, 5), MADRID))
        .contains(Instant.parse("2026-01-01T09:05:00Z").toEpochMilli());
    assertThat(format.millis(Instant.MAX, MADRID)).contains(Long.MAX_VALUE);
    assertThat(format.millis(Instant.MIN, MADRID)).contains(Long.MIN_VALUE);
    assertThat(format.millis(LocalDateTime.MAX, ZoneOffset.MIN)).contains(Long.MAX_VALUE);
    assertThat(format.millis(LocalDateTime.MIN, ZoneOffset.MAX)).contains(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "noon",
        "2026-01-01",
        "10:05:00",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T10:05:60Z",
        "2026-01-01T10:05:00ZZ",
        "2026-01-01T10:05:00+01:00+01:00",
        "2026-01-01T10:05:00+19:00",
        "2026-01-01T10:05:00 Europe/Madrid",
        "2026-01-01T10:05:00.1234567890Z",
        "2026-01-01T10:05:00,5Z",
        "26-01-01T10:05:00Z",
        "12026-01-01T10:05:00Z",
        "2026-1-1T10:05:00Z",
        "2026-01-01T10:05:00Z\n",
        "+9999999999999999999-01-01T00:00:00Z",
        "٢٠٢٦-01-01T10:05:00Z",
        "01/01/2026 10:05"
      })
  void textThatIsNoTimeIsNone(String text) {
    for (TimeFormat format : TimeFormat.values()) {
      assertThat(format.millis(text, MADRID)).as(format.label()).isEmpty();
    }
    assertThat(TimeFormat.AUTO.millis(text + "0".repeat(1_000_000), MADRID)).isEmpty();
  }

  @Test
  void formatsAreNotTakenForOneAnother() {
    assertThat(TimeFormat.SQL.millis("2026-01-01T10:05:00Z", UTC)).isEmpty();
    assertThat(TimeFormat.ISO_8601.millis("2026-01-01 10:05:00", UTC)).isEmpty();
    assertThat(TimeFormat.ISO_8601.millis("1767261900000", UTC)).isEmpty();
    assertThat(TimeFormat.ISO_8601.millis(1_767_261_900_000L, UTC)).isEmpty();
    assertThat(TimeFormat.SQL.millis(1_767_261_900_000L, UTC)).isEmpty();
    assertThat(TimeFormat.EPOCH_MILLIS.millis("2026-01-01T10:05:00Z", UTC)).isEmpty();
  }

  static List<Object> valuesThatAreNoTimes() {
    return List.of(true, Double.NaN, Double.NEGATIVE_INFINITY, List.of(), 'x', 1, new Object());
  }

  @ParameterizedTest
  @MethodSource("valuesThatAreNoTimes")
  void valueOfAnotherTypeIsNoTime(Object value) {
    for (TimeFormat format : TimeFormat.values()) {
      assertThat(format.millis(value, UTC)).isEmpty();
    }
  }

  @Test
  void formatIsFoundByItsLabelOrRefusedWithThoseThatThereAre() {
    for (TimeFormat format : TimeFormat.values()) {
      assertThat(TimeFormat.ofLabel(format.label())).isSameAs(format);
    }
    assertThatThrownBy(() -> TimeFormat.ofLabel("EPOCH_MILLIS"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "must be one of auto, epoch-seconds, epoch-millis, epoch-micros, epoch-nanos,"
                + " iso-8601, sql");
  }
}

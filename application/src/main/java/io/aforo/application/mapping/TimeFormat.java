package io.aforo.application.mapping;

import io.aforo.application.mapping.RecordShape.ValueType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How a time is written. What is finer than a millisecond is cut off, towards the past. A time of a
 * type that says itself what it means, such as an Avro timestamp, is taken as that, whatever the
 * format says.
 */
public enum TimeFormat {
  /** Epoch milliseconds if it is a number, ISO 8601 if it is a text. */
  AUTO,
  EPOCH_SECONDS,
  EPOCH_MILLIS,
  EPOCH_MICROS,
  EPOCH_NANOS,
  /** {@code 2026-01-01T10:00:00.5+01:00}; without an offset it is local to the rule's zone. */
  ISO_8601,
  /**
   * Flink's SQL timestamp, {@code 2026-01-01 10:00:00.5}, local to the zone unless it ends in Z or
   * in an offset.
   */
  SQL;

  private static final DateTimeFormatter ISO = form("uuuu-MM-dd'T'HH:mm");
  private static final DateTimeFormatter SQL_TIMESTAMP = form("uuuu-MM-dd HH:mm");

  /** Longer texts are not times that anyone wrote, and costly to read. */
  private static final int LONGEST = 64;

  /** Whole milliseconds with more digits are beyond a long. */
  private static final int LONG_DIGITS = 19;

  private static final BigDecimal EARLIEST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LATEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private static DateTimeFormatter form(String minutes) {
    return new DateTimeFormatterBuilder()
        .appendPattern(minutes)
        .optionalStart()
        .appendPattern(":ss")
        .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
        .optionalEnd()
        .optionalStart()
        // Lenient, this is +01, +0100 and +01:00.
        .parseLenient()
        .appendOffset("+HH", "Z")
        .optionalEnd()
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** The name that configurations give it, such as {@code epoch-millis}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The format of this name.
   *
   * @throws IllegalArgumentException if there is none, with those that there are
   */
  public static TimeFormat ofLabel(String label) {
    return Arrays.stream(values())
        .filter(format -> format.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of "
                        + String.join(
                            ", ", Arrays.stream(values()).map(TimeFormat::label).toList())));
  }

  /** The types of values of which at least some are times in this format. */
  Set<ValueType> accepted() {
    return switch (this) {
      case ISO_8601, SQL -> EnumSet.of(ValueType.TEXT, ValueType.INSTANT, ValueType.LOCAL_TIME);
      case AUTO, EPOCH_SECONDS, EPOCH_MILLIS, EPOCH_MICROS, EPOCH_NANOS ->
          EnumSet.complementOf(EnumSet.of(ValueType.BOOLEAN, ValueType.OTHER));
    };
  }

  /** What a value has to be, for people. */
  String expected() {
    return switch (this) {
      case AUTO -> "epoch milliseconds, or an ISO 8601 text such as 2026-01-01T10:00:00Z";
      case EPOCH_SECONDS -> "a number of seconds since 1970";
      case EPOCH_MILLIS -> "a number of milliseconds since 1970";
      case EPOCH_MICROS -> "a number of microseconds since 1970";
      case EPOCH_NANOS -> "a number of nanoseconds since 1970";
      case ISO_8601 -> "an ISO 8601 text such as 2026-01-01T10:00:00Z";
      case SQL -> "an SQL timestamp such as 2026-01-01 10:00:00";
    };
  }

  /**
   * Epoch milliseconds, the nearest there are for what is beyond a long; empty if the value is no
   * time in this format.
   *
   * @param zone of times that do not say theirs; of two instants with one local time, the earlier
   */
  Optional<Long> millis(Object value, ZoneId zone) {
    if (value instanceof Instant instant) {
      return Optional.of(saturated(instant));
    }
    if (value instanceof LocalDateTime local) {
      return Optional.of(saturated(local.atZone(zone).toInstant()));
    }
    return switch (this) {
      case AUTO ->
          value instanceof String text && !Values.isNumber(text)
              ? parsed(text, ISO, zone)
              : epoch(value, 0);
      case EPOCH_SECONDS -> epoch(value, 3);
      case EPOCH_MILLIS -> epoch(value, 0);
      case EPOCH_MICROS -> epoch(value, -3);
      case EPOCH_NANOS -> epoch(value, -6);
      case ISO_8601 -> parsed(value, ISO, zone);
      case SQL -> parsed(value, SQL_TIMESTAMP, zone);
    };
  }

  /**
   * @param shift the power of ten that makes milliseconds of it
   */
  private static Optional<Long> epoch(Object value, int shift) {
    return Values.decimal(value)
        .filter(Values::isComputable)
        .map(number -> wholeMillis(number, shift));
  }

  private static long wholeMillis(BigDecimal number, int shift) {
    // Bounded before it is computed with: 1E-999999999 is a short text and a very long number.
    long wholeDigits = number.precision() - (long) number.scale() + shift;
    if (number.signum() == 0) {
      return 0;
    }
    if (wholeDigits > LONG_DIGITS) {
      return number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    if (wholeDigits <= 0) {
      return number.signum() < 0 ? -1 : 0;
    }
    BigDecimal millis = number.scaleByPowerOfTen(shift).setScale(0, RoundingMode.FLOOR);
    return millis.max(EARLIEST).min(LATEST).longValueExact();
  }

  private static Optional<Long> parsed(Object value, DateTimeFormatter form, ZoneId zone) {
    if (!(value instanceof String text) || text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      TemporalAccessor time = form.parse(text);
      LocalDateTime local = LocalDateTime.from(time);
      return Optional.of(
          saturated(
              time.isSupported(ChronoField.OFFSET_SECONDS)
                  ? local.toInstant(ZoneOffset.from(time))
                  : local.atZone(zone).toInstant()));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private static long saturated(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException beyond) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}

package io.aforo.application.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Locale;

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
   * Flink's SQL timestamp, {@code 2026-01-01 10:00:00.5}, local to the zone unless it ends in Z.
   */
  SQL;

  private static final DateTimeFormatter ISO = form("yyyy-MM-dd'T'HH:mm", "[XXX][XX][X]");
  private static final DateTimeFormatter SQL_TIMESTAMP = form("yyyy-MM-dd HH:mm", "[X]");

  /** Longer texts are not times that anyone wrote, and costly to read. */
  private static final int LONGEST = 64;

  private static DateTimeFormatter form(String minutes, String offset) {
    return new DateTimeFormatterBuilder()
        .appendPattern(minutes.replace("yyyy", "uuuu"))
        .optionalStart()
        .appendPattern(":ss")
        .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
        .optionalEnd()
        .appendPattern(offset)
        .toFormatter(Locale.ROOT)
        .withResolverStyle(java.time.format.ResolverStyle.STRICT);
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

  /** Whether a value of this type can be a time in this format. */
  boolean accepts(RecordShape.ValueType type) {
    return switch (type) {
      case INSTANT, LOCAL_TIME -> true;
      // A number may be written as a text.
      case TEXT -> true;
      case WHOLE_NUMBER, DECIMAL, FLOATING_POINT -> this != ISO_8601 && this != SQL;
      case BOOLEAN, OTHER -> false;
    };
  }

  /**
   * Epoch milliseconds.
   *
   * @param zone of times that do not say theirs; of two instants with one local time, the earlier
   * @throws IllegalArgumentException if the value is no time in this format, with what is allowed
   */
  long millis(Object value, ZoneId zone) {
    if (value instanceof Instant instant) {
      return saturated(instant);
    }
    if (value instanceof LocalDateTime local) {
      return saturated(local.atZone(zone).toInstant());
    }
    boolean isText = value instanceof String;
    return switch (this) {
      case AUTO ->
          isText && !((String) value).matches("-?[0-9]+")
              ? parsed((String) value, ISO, zone)
              : epoch(value, 0);
      case EPOCH_SECONDS -> epoch(value, 3);
      case EPOCH_MILLIS -> epoch(value, 0);
      case EPOCH_MICROS -> epoch(value, -3);
      case EPOCH_NANOS -> epoch(value, -6);
      case ISO_8601 -> parsed(requireText(value), ISO, zone);
      case SQL -> parsed(requireText(value), SQL_TIMESTAMP, zone);
    };
  }

  private String requireText(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw unreadable();
  }

  /**
   * @param shift the power of ten that makes milliseconds of it
   */
  private long epoch(Object value, int shift) {
    BigDecimal number;
    try {
      number = Values.decimal(value);
    } catch (IllegalArgumentException notNumber) {
      throw unreadable();
    }
    if (number.precision() - (long) number.scale() > 40) {
      throw unreadable();
    }
    BigDecimal millis = number.scaleByPowerOfTen(shift).setScale(0, RoundingMode.FLOOR);
    // Beyond a long it is beyond what is believed, too.
    if (millis.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return Long.MAX_VALUE;
    }
    return millis.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) < 0
        ? Long.MIN_VALUE
        : millis.longValue();
  }

  private long parsed(String text, DateTimeFormatter form, ZoneId zone) {
    if (text.length() > LONGEST) {
      throw unreadable();
    }
    try {
      TemporalAccessor time = form.parse(text);
      LocalDateTime local = LocalDateTime.from(time);
      return saturated(
          time.isSupported(ChronoField.OFFSET_SECONDS)
              ? local.toInstant(ZoneOffset.from(time))
              : local.atZone(zone).toInstant());
    } catch (DateTimeParseException wrong) {
      throw unreadable();
    } catch (DateTimeException impossible) {
      throw unreadable();
    }
  }

  private static long saturated(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException beyond) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private IllegalArgumentException unreadable() {
    return new IllegalArgumentException("expected " + allowed());
  }

  private String allowed() {
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
}

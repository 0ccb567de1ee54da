package io.aforo.adapters.files;

import io.aforo.domain.intake.EventText;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The fields of one record by the names of their columns. Each accessor throws {@link InvalidEvent}
 * with the line, the column, what was found and what is allowed.
 */
final class CsvRow {

  private static final Pattern PLAIN_DECIMAL = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** Longer texts are not numbers that anyone measured, and costly to convert. */
  private static final int LONGEST_NUMBER = 100;

  private final long line;
  private final Map<String, Integer> indexes;
  private final String[] fields;

  CsvRow(long line, Map<String, Integer> indexes, String[] fields) {
    this.line = line;
    this.indexes = indexes;
    this.fields = fields;
  }

  /** Converts a field; a refusal gets the line and the column in front of its message. */
  <T> T read(String column, Function<String, T> conversion) {
    try {
      return conversion.apply(text(column));
    } catch (InvalidEvent refused) {
      throw new InvalidEvent(
          refused.reason(), where(column) + refused.getMessage(), refused.getCause());
    }
  }

  String id(String column) {
    return read(column, text -> EventText.require(column, text));
  }

  /** An identifier, or the empty text where there is none. */
  String optionalId(String column) {
    return read(column, text -> EventText.requireOptional(column, text));
  }

  /** A number without an exponent, exactly as it is written. */
  <T> T decimal(String column, Function<BigDecimal, T> conversion) {
    String text = text(column);
    if (text.length() > LONGEST_NUMBER || !PLAIN_DECIMAL.matcher(text).matches()) {
      throw badLine(column, "a plain decimal such as 12.50", text);
    }
    return read(column, decimal -> conversion.apply(new BigDecimal(decimal)));
  }

  /** A floating-point number, also one that is not finite. */
  double number(String column) {
    String text = text(column);
    if (isPlainDecimal(text)
        || (text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches())) {
      return Double.parseDouble(text);
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> Double.NaN;
      case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> throw badLine(column, "a number such as 21.5", text);
    };
  }

  /** One of an enum's constants. */
  <T extends Enum<T>> T constant(String column, Class<T> type) {
    String text = text(column);
    for (T constant : type.getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw badLine(column, "one of " + Arrays.toString(type.getEnumConstants()), text);
  }

  /** One of an enum's constants, {@code absent} for an empty field. */
  <T extends Enum<T>> T constant(String column, Class<T> type, T absent) {
    return text(column).isEmpty() ? absent : constant(column, type);
  }

  /** An instant in epoch milliseconds; what is finer than that is cut off, towards the past. */
  long instant(String column) {
    String text = text(column);
    try {
      if (isPlainInstant(text)) {
        return plainInstant(text);
      }
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException | ArithmeticException unreadable) {
      throw badLine(column, "an ISO 8601 instant such as 2026-01-01T10:00:00Z", text);
    }
  }

  /** Whether it is a number as most are written, of which no pattern need be asked. */
  private static boolean isPlainDecimal(String text) {
    int start = !text.isEmpty() && text.charAt(0) == '-' ? 1 : 0;
    int point = text.indexOf('.');
    return text.length() <= LONGEST_NUMBER
        && (point < 0
            ? areDigits(text, start, text.length())
            : areDigits(text, start, point) && areDigits(text, point + 1, text.length()));
  }

  /** Whether it is {@code 2026-01-01T10:00:00Z}, or the same with milliseconds. */
  private static boolean isPlainInstant(String text) {
    int length = text.length();
    return (length == 20 || (length == 24 && text.charAt(19) == '.' && areDigits(text, 20, 23)))
        && text.charAt(length - 1) == 'Z'
        && areDigits(text, 0, 4)
        && text.charAt(4) == '-'
        && areDigits(text, 5, 7)
        && text.charAt(7) == '-'
        && areDigits(text, 8, 10)
        && text.charAt(10) == 'T'
        && areDigits(text, 11, 13)
        && text.charAt(13) == ':'
        && areDigits(text, 14, 16)
        && text.charAt(16) == ':'
        && areDigits(text, 17, 19)
        // Of 24:00 and of leap seconds the library knows more.
        && digits(text, 11, 13) < 24
        && digits(text, 17, 19) < 60;
  }

  /** Many times as fast as the library. */
  private static long plainInstant(String text) {
    int minute = digits(text, 14, 16);
    if (minute >= 60) {
      throw new DateTimeException("no such minute: " + minute);
    }
    long day =
        LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)).toEpochDay();
    long second = ((day * 24 + digits(text, 11, 13)) * 60 + minute) * 60 + digits(text, 17, 19);
    return second * 1_000 + (text.length() == 24 ? digits(text, 20, 23) : 0);
  }

  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < to;
  }

  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }

  private String text(String column) {
    return fields[indexes.get(column)];
  }

  private InvalidEvent badLine(String column, String allowed, String found) {
    return new InvalidEvent(
        RejectionReason.BAD_LINE,
        where(column) + "expected " + allowed + ", found " + Quoted.of(found));
  }

  private String where(String column) {
    return "line " + line + ", column " + column + ": ";
  }
}

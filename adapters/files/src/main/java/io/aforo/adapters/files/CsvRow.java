package io.aforo.adapters.files;

import io.aforo.domain.intake.EventText;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
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
    if (text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches()) {
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
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException | ArithmeticException unreadable) {
      throw badLine(column, "an ISO 8601 instant such as 2026-01-01T10:00:00Z", text);
    }
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

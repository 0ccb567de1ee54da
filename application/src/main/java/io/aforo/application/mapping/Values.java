package io.aforo.application.mapping;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.regex.Pattern;

/** What the values of records are as texts and numbers. Each refuses with what is allowed. */
final class Values {

  private static final Pattern PLAIN_DECIMAL = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

  /** Longer texts are not numbers that anyone wrote, and costly to convert. */
  private static final int LONGEST_NUMBER = 100;

  /** Enough of a value to know it again. */
  private static final int SHOWN = 80;

  private Values() {}

  /** A text; a number in the shortest form that it has. */
  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Long || value instanceof Boolean || value instanceof Instant) {
      return value.toString();
    }
    if (value instanceof LocalDateTime local) {
      return local.toString();
    }
    if (value instanceof Double || value instanceof BigDecimal) {
      BigDecimal number = decimal(value);
      if (isShort(number)) {
        return number.stripTrailingZeros().toPlainString();
      }
    }
    throw new IllegalArgumentException("expected a text or a number");
  }

  /** Exact; a floating-point number by its shortest decimal form. */
  static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Long whole) {
      return BigDecimal.valueOf(whole);
    }
    if (value instanceof Double number && !number.isNaN() && !number.isInfinite()) {
      return new BigDecimal(number.toString());
    }
    if (value instanceof String text
        && text.length() <= LONGEST_NUMBER
        && PLAIN_DECIMAL.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    throw new IllegalArgumentException("expected a decimal such as 12.50");
  }

  /** A floating-point number, also one that is not finite. */
  static double number(Object value) {
    if (value instanceof Double number) {
      return number;
    }
    if (value instanceof Long whole) {
      return whole;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.doubleValue();
    }
    if (value instanceof String text && text.length() <= LONGEST_NUMBER) {
      if (NUMBER.matcher(text).matches()) {
        return Double.parseDouble(text);
      }
      if (text.equalsIgnoreCase("NaN")) {
        return Double.NaN;
      }
    }
    throw new IllegalArgumentException("expected a number such as 21.5");
  }

  /** A value for people: quoted, and not all of it if it is long. */
  static String shown(Object value) {
    String text = String.valueOf(value);
    return "'" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text) + "'";
  }

  private static boolean isShort(BigDecimal number) {
    return Math.abs((long) number.scale()) <= LONGEST_NUMBER
        && number.precision() <= LONGEST_NUMBER;
  }
}

package io.aforo.application.mapping;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the values of records are as texts and numbers; empty where they are none. */
final class Values {

  /** Java writes ten million as 1.0E7, so exponents are numbers, too, as far as they are sane. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

  private static final Pattern NOT_FINITE =
      Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);

  /** Longer texts are not numbers that anyone wrote, and costly to convert. */
  private static final int LONGEST_NUMBER = 100;

  /** Some 300 digits. To count the digits of a megabyte takes seconds. */
  private static final int MAX_BITS = 1_024;

  /** Enough of a value to know it again. */
  private static final int SHOWN = 80;

  private Values() {}

  /** A text as it is; anything else in the shortest form that it has. */
  static Optional<String> text(Object value) {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    if (value instanceof Long
        || value instanceof Boolean
        || value instanceof Instant
        || value instanceof LocalDateTime) {
      return Optional.of(value.toString());
    }
    return decimal(value)
        .filter(Values::isShort)
        .map(number -> number.stripTrailingZeros().toPlainString());
  }

  /** Exact; a floating-point number by its shortest decimal form. */
  static Optional<BigDecimal> decimal(Object value) {
    if (value instanceof BigDecimal decimal) {
      return Optional.of(decimal);
    }
    if (value instanceof Long whole) {
      return Optional.of(BigDecimal.valueOf(whole));
    }
    if (value instanceof Double number) {
      return Double.isFinite(number)
          ? Optional.of(new BigDecimal(number.toString()))
          : Optional.empty();
    }
    return value instanceof String text && isNumber(text)
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  /** A floating-point number, also one that is not finite. */
  static Optional<Double> number(Object value) {
    if (value instanceof Double number) {
      return Optional.of(number);
    }
    if (value instanceof String text
        && text.length() <= LONGEST_NUMBER
        && NOT_FINITE.matcher(text).matches()) {
      return Optional.of(Double.NaN);
    }
    return decimal(value).filter(Values::isComputable).map(BigDecimal::doubleValue);
  }

  static boolean isNumber(String text) {
    return text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches();
  }

  /** Whether to compute with the digits of a number costs nothing; its exponent may be any. */
  static boolean isComputable(BigDecimal number) {
    return number.unscaledValue().bitLength() <= MAX_BITS;
  }

  /** A value for people: quoted, and not all of it if it is long. */
  static String shown(Object value) {
    if (value instanceof Map) {
      return "a group of fields";
    }
    if (value instanceof Collection) {
      return "a list";
    }
    if (value instanceof ByteBuffer || value instanceof byte[]) {
      return "bytes";
    }
    if (value instanceof BigDecimal number && !isComputable(number)) {
      return "a number of more than 300 digits";
    }
    return "'" + shortened(String.valueOf(value)) + "'";
  }

  /** Not all of a text if it is long. */
  static String shortened(String text) {
    if (text.length() <= SHOWN) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return text.substring(0, end) + "...";
  }

  private static boolean isShort(BigDecimal number) {
    return Math.abs((long) number.scale()) <= LONGEST_NUMBER
        && isComputable(number)
        && number.precision() <= LONGEST_NUMBER;
  }
}

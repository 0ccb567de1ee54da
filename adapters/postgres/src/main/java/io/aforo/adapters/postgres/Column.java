package io.aforo.adapters.postgres;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * A column as the writer fills it. Every value goes to the server as text and is cast there, so
 * that all types take the same way.
 *
 * @param name as in the table
 * @param type of the column, which the text is cast to
 * @param role what the column is to the guard
 * @param text the value of a row; null for NULL
 */
record Column<T>(String name, String type, Role role, Function<T, String> text) {

  enum Role {
    /** Part of what identifies the row. */
    KEY,
    /** Content that must not go down. */
    GUARD,
    /** All the rest. */
    CONTENT
  }

  /** Where the type of Postgres ends, on either side; what is beyond is sent as infinite. */
  private static final long FIRST_MILLIS = Instant.parse("-4712-01-01T00:00:00Z").toEpochMilli();

  private static final long LAST_MILLIS =
      Instant.parse("+294276-12-31T23:59:59.999Z").toEpochMilli();

  static <T> Column<T> key(String name, String type, Function<T, String> text) {
    return new Column<>(name, type, Role.KEY, text);
  }

  static <T> Column<T> guard(String name, String type, Function<T, String> text) {
    return new Column<>(name, type, Role.GUARD, text);
  }

  static <T> Column<T> content(String name, String type, Function<T, String> text) {
    return new Column<>(name, type, Role.CONTENT, text);
  }

  static String timestamp(long epochMillis) {
    if (epochMillis == Long.MIN_VALUE) {
      return "-infinity";
    }
    if (epochMillis == Long.MAX_VALUE) {
      return "infinity";
    }
    Instant instant = Instant.ofEpochMilli(epochMillis);
    String iso = instant.toString();
    // ISO 8601 signs years that do not have four digits; Postgres wants none, and BC after the
    // rest, where the year before 1 is 1 BC.
    if (iso.startsWith("+")) {
      return iso.substring(1);
    }
    int dash = iso.indexOf('-', 1);
    int year = Integer.parseInt(iso.substring(0, dash));
    return year > 0 ? iso : String.format("%04d", 1 - year) + iso.substring(dash) + " BC";
  }

  /** What {@link #timestamp} wrote, in epoch milliseconds. */
  static long millis(ResultSet row, String name) throws SQLException {
    OffsetDateTime time = row.getObject(name, OffsetDateTime.class);
    // How the driver gives infinite times.
    if (time.equals(OffsetDateTime.MIN)) {
      return Long.MIN_VALUE;
    }
    return time.equals(OffsetDateTime.MAX) ? Long.MAX_VALUE : time.toInstant().toEpochMilli();
  }

  /** Like {@link #timestamp}, but a time beyond the type's range is taken as infinite. */
  static String nearestTimestamp(long epochMillis) {
    if (epochMillis < FIRST_MILLIS) {
      return "-infinity";
    }
    return epochMillis > LAST_MILLIS ? "infinity" : timestamp(epochMillis);
  }

  static String number(long value) {
    return Long.toString(value);
  }

  static String decimal(BigDecimal value) {
    return value.toPlainString();
  }

  static String bytes(byte[] value) {
    return "\\x" + HexFormat.of().formatHex(value);
  }

  /** Text with U+FFFD in place of what Postgres cannot store: U+0000 and lone surrogates. */
  static String printable(String text) {
    String whole = new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
    return whole.replace('\0', '\uFFFD');
  }
}

package io.aforo.adapters.jdbc;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Event times as every database can hold them: in UTC, without a zone, and from the year 1000 to
 * the year 9999. What is beyond, "before everything" and "never" included, is the nearest of these
 * two: a key cannot be NULL, and few databases have an infinity.
 */
final class Times {

  static final LocalDateTime FIRST = LocalDateTime.parse("1000-01-01T00:00:00");
  static final LocalDateTime LAST = LocalDateTime.parse("9999-12-31T23:59:59.999");

  private static final long FIRST_MILLIS = FIRST.toInstant(ZoneOffset.UTC).toEpochMilli();
  private static final long LAST_MILLIS = LAST.toInstant(ZoneOffset.UTC).toEpochMilli();

  private Times() {}

  static LocalDateTime utc(long epochMillis) {
    long nearest = Math.max(FIRST_MILLIS, Math.min(epochMillis, LAST_MILLIS));
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(nearest), ZoneOffset.UTC);
  }
}

package io.aforo.local.picture;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** Where the marks of an axis are, and what stands beside them. */
final class Axis {

  private static final long SECOND = Duration.ofSeconds(1).toMillis();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  private static final long[] TIME_STEPS =
      LongStream.of(
              1,
              2,
              5,
              10,
              20,
              50,
              100,
              200,
              500,
              SECOND,
              2 * SECOND,
              5 * SECOND,
              10 * SECOND,
              15 * SECOND,
              30 * SECOND,
              MINUTE,
              2 * MINUTE,
              5 * MINUTE,
              10 * MINUTE,
              15 * MINUTE,
              30 * MINUTE,
              HOUR,
              2 * HOUR,
              3 * HOUR,
              6 * HOUR,
              12 * HOUR,
              DAY,
              2 * DAY,
              5 * DAY,
              10 * DAY,
              20 * DAY,
              50 * DAY,
              100 * DAY,
              200 * DAY,
              500 * DAY,
              1_000 * DAY,
              5_000 * DAY)
          .toArray();

  private static final DateTimeFormatter DATE = formatter("uuuu-MM-dd");
  private static final DateTimeFormatter MINUTES = formatter("HH:mm");
  private static final DateTimeFormatter SECONDS = formatter("HH:mm:ss");
  private static final DateTimeFormatter MILLIS = formatter("HH:mm:ss.SSS");

  private Axis() {}

  /**
   * A mark.
   *
   * @param at epoch milliseconds, or ninths of milli-degrees
   * @param label what stands beside it
   * @param more a second line, the day where it is new; empty for none
   */
  record Mark(long at, String label, String more) {}

  /** Round times, at most {@code most} of them, both ends included. */
  static List<Mark> times(Span span, int most) {
    long step = TIME_STEPS[TIME_STEPS.length - 1];
    for (int i = TIME_STEPS.length - 1; i >= 0 && span.millis() / TIME_STEPS[i] < most; i--) {
      step = TIME_STEPS[i];
    }
    DateTimeFormatter format =
        step % DAY == 0
            ? DATE
            : step % MINUTE == 0 ? MINUTES : step % SECOND == 0 ? SECONDS : MILLIS;
    List<Mark> marks = new ArrayList<>();
    LocalDate day = null;
    for (long at = -Math.floorDiv(-span.start(), step) * step; at <= span.end(); at += step) {
      Instant time = Instant.ofEpochMilli(at);
      LocalDate dayOfMark = LocalDate.ofInstant(time, ZoneOffset.UTC);
      boolean isNewDay = format != DATE && !dayOfMark.equals(day);
      day = dayOfMark;
      marks.add(new Mark(at, format.format(time), isNewDay ? DATE.format(time) : ""));
    }
    return marks;
  }

  /**
   * Round temperatures between two, about {@code about} of them.
   *
   * @param low ninths of milli-degrees Celsius
   * @param high above {@code low}
   */
  static List<Mark> temperatures(double low, double high, int about) {
    double rough = (high - low) / 9_000 / about;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor = rough / power;
    double step = power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    // A milli-degree is as fine as a reading is.
    long milli = Math.max(1, Math.round(step * 1_000));
    List<Mark> marks = new ArrayList<>();
    for (long at = (long) Math.ceil(low / 9 / milli) * milli; at * 9 <= high; at += milli) {
      BigDecimal degrees = BigDecimal.valueOf(at, 3).stripTrailingZeros();
      marks.add(
          new Mark(at * 9, degrees.setScale(Math.max(0, degrees.scale())).toPlainString(), ""));
    }
    return marks;
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}

package io.aforo.local.picture;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.Temperature;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Alerts, as people read them; times are UTC. */
final class Words {

  private static final DateTimeFormatter DAY_AND_TIME = formatter("uuuu-MM-dd HH:mm:ss");
  private static final DateTimeFormatter TIME = formatter("HH:mm:ss");
  private static final int LONGEST_ID = 64;

  private Words() {}

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Kind and severity. */
  static String kind(Alert alert) {
    return name(alert.kind()) + ", " + name(alert.severity());
  }

  static String time(long at) {
    return DAY_AND_TIME.format(Instant.ofEpochMilli(at));
  }

  /** From one time to another, the day of the second only where it is another one. */
  static String times(Span span) {
    String start = time(span.start());
    String end = time(span.end());
    boolean isOneDay = start.regionMatches(0, end, 0, 10);
    return start + " to " + (isOneDay ? TIME.format(Instant.ofEpochMilli(span.end())) : end);
  }

  /** Its state, and from when to when. */
  static String life(Alert alert) {
    String state = name(alert.state());
    if (alert.closedAt().isEmpty()) {
      return state + ", since " + time(alert.openedAt()) + " UTC";
    }
    return state
        + alert.closeReason().map(reason -> " (" + name(reason) + ")").orElse("")
        + ", "
        + times(new Span(alert.openedAt(), alert.closedAt().getAsLong()))
        + " UTC";
  }

  /** From when to when, or since when. */
  static String when(Alert alert) {
    return alert.closedAt().isPresent()
        ? times(new Span(alert.openedAt(), alert.closedAt().getAsLong()))
        : "since " + time(alert.openedAt());
  }

  static String degrees(Temperature temperature) {
    return degrees(temperature.toCelsius()) + " \u00B0C";
  }

  /** At least one decimal, at most three. */
  static String degrees(BigDecimal celsius) {
    BigDecimal plain = celsius.stripTrailingZeros();
    return plain.scale() < 1
        ? plain.setScale(1, RoundingMode.UNNECESSARY).toPlainString()
        : plain.toPlainString();
  }

  /** How bad it was at its worst; empty where that means nothing. */
  static String peak(Alert alert) {
    String peak = degrees(alert.peak().toCelsius()) + " \u00B0C";
    return switch (alert.kind()) {
      case JUMP -> {
        String sign =
            alert
                .direction()
                .map(
                    direction ->
                        switch (direction) {
                          case RISING -> "+";
                          case FALLING -> "\u2212";
                          case SIMULTANEOUS -> "\u00B1";
                        })
                .orElse("");
        yield sign
            + peak
            + " in "
            + duration(alert.evidence().secondAt() - alert.evidence().firstAt());
      }
      case TOO_WARM -> peak + " too warm";
      case TOO_COLD -> peak + " too cold";
      case SILENT, FLATLINE, RULE_NOT_EVALUABLE -> "";
    };
  }

  /** Whether the evidence is two readings to be joined, rather than the ends of something. */
  static boolean isPair(Alert alert) {
    return alert.kind() == AlertKind.JUMP;
  }

  static String duration(long millis) {
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 120_000) {
      return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
    }
    Duration duration = Duration.ofMillis(millis);
    if (duration.toHours() < 1) {
      return duration.toMinutes() + " min" + part(duration.toSecondsPart(), " s");
    }
    return duration.toHours() + " h" + part(duration.toMinutesPart(), " min");
  }

  private static String part(int count, String unit) {
    return count == 0 ? "" : " " + count + unit;
  }

  /** An id that is not too long for a title. */
  static String cut(String id) {
    int length = id.codePointCount(0, id.length());
    return length <= LONGEST_ID
        ? id
        : id.substring(0, id.offsetByCodePoints(0, LONGEST_ID - 1)) + "\u2026";
  }

  static String count(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}

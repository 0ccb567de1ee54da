package io.aforo.local.screen;

import io.aforo.domain.time.TimeWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Values as people read them; times are UTC. */
public final class Texts {

  private static final DateTimeFormatter SECOND = formatter("HH:mm:ss");
  private static final DateTimeFormatter MINUTE = formatter("HH:mm");
  private static final DateTimeFormatter DAY_AND_MINUTE = formatter("MM-dd HH:mm");
  private static final DateTimeFormatter DAY_AND_TIME = formatter("yyyy-MM-dd HH:mm:ss'Z'");

  private Texts() {}

  static String time(Instant instant) {
    return MINUTE.format(instant);
  }

  static String timeWithSeconds(Instant instant) {
    return SECOND.format(instant);
  }

  static String dayAndTime(Instant instant) {
    return DAY_AND_TIME.format(instant);
  }

  /** The window from its start to its end, or what stands in place of times. */
  static String window(View.SalesLine line) {
    return withoutTimes(line)
        .orElseGet(
            () ->
                DAY_AND_MINUTE.format(Instant.ofEpochMilli(line.window().start()))
                    + "-"
                    + MINUTE.format(Instant.ofEpochMilli(line.window().end())));
  }

  /** The time of the window's start, or what stands in place of times. */
  static String windowStart(View.SalesLine line) {
    return withoutTimes(line).orElseGet(() -> time(Instant.ofEpochMilli(line.window().start())));
  }

  private static Optional<String> withoutTimes(View.SalesLine line) {
    if (line.windowSeq() > 0) {
      return Optional.of("#" + line.windowSeq());
    }
    return line.window().equals(TimeWindow.ALWAYS) ? Optional.of("running") : Optional.empty();
  }

  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String money(BigDecimal amount) {
    return String.format(Locale.ROOT, "%,.2f", amount);
  }

  static String units(BigDecimal units) {
    return String.format(Locale.ROOT, "%,.3f", units);
  }

  static String degrees(BigDecimal degrees) {
    return String.format(Locale.ROOT, "%.1f", degrees);
  }

  /** What an alert is about in a word or two: of a jump, which way it went. */
  static String what(View.AlertLine alert) {
    return switch (alert.kind()) {
      case JUMP -> alert.direction().map(Texts::name).orElse("jump");
      case TOO_WARM, TOO_COLD, SILENT -> name(alert.kind());
      case FLATLINE -> "flat";
      case RULE_NOT_EVALUABLE -> "not evaluable";
    };
  }

  /**
   * The greatest difference of a jump, with the sign of its direction, or how far a limit was
   * passed; empty where there is neither.
   */
  static String peak(View.AlertLine alert) {
    return switch (alert.kind()) {
      case JUMP -> sign(alert) + degrees(alert.peak()) + " C";
      case TOO_WARM, TOO_COLD -> degrees(alert.peak()) + " C";
      case SILENT, FLATLINE, RULE_NOT_EVALUABLE -> "";
    };
  }

  private static String sign(View.AlertLine alert) {
    return alert
        .direction()
        .map(
            direction ->
                switch (direction) {
                  case RISING -> "+";
                  case FALLING -> "-";
                  case SIMULTANEOUS -> "";
                })
        .orElse("");
  }

  /** The two values that show it, or the one where they are the same. */
  static String evidence(View.AlertLine alert, String arrow) {
    return alert.first().compareTo(alert.second()) == 0
        ? degrees(alert.first())
        : degrees(alert.first()) + " " + arrow + " " + degrees(alert.second());
  }

  /** What a session's number counts. */
  static String actions(View.SessionLine session) {
    return session.actions() == 1 ? "action" : "actions";
  }

  static String speed(View view) {
    String factor =
        view.speed() == Math.rint(view.speed())
            ? count((long) view.speed())
            : String.format(Locale.ROOT, "%,.1f", view.speed());
    return view.live() ? "1x, live" : factor + "x, catching up with now";
  }

  static String group(View.SalesLine line) {
    return line.group().isEmpty() ? "(all)" : printable(line.group());
  }

  /**
   * The text without characters that a terminal would obey instead of showing: ids come from
   * outside.
   */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c ->
                switch (Character.getType(c)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      '?';
                  default -> c;
                })
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}

package io.aforo.job.config;

import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms that windows are written in: a new form is a new constant, and nothing else. In a form,
 * SIZE stands for a duration and COUNT for a whole number; the rest is a regular expression.
 */
enum WindowGrammar {
  TUMBLING("tumbling 1h", "tumbling SIZE", sizes -> Windowing.tumbling(sizes.duration(1))),
  SLIDING(
      "sliding 1h every 5m",
      "sliding SIZE every SIZE",
      sizes -> Windowing.sliding(sizes.duration(1), sizes.duration(2))),
  SESSION("session 30m", "session SIZE", sizes -> Windowing.session(sizes.duration(1))),
  RUNNING("running", "running", sizes -> Windowing.running(Duration.ofMinutes(1))),
  RUNNING_EVERY(
      "running every 10s", "running every SIZE", sizes -> Windowing.running(sizes.duration(1))),
  RUNNING_EVERY_CHANGES(
      "running every 100 changes",
      "running every COUNT changes?",
      sizes -> Windowing.runningEveryChanges(sizes.number(1))),
  COUNT("count 100", "count COUNT", sizes -> Windowing.count(sizes.number(1)));

  /** Beyond any recurring report, and well before the last year that a database can store. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private final String example;
  private final Pattern form;
  private final Function<Sizes, Windowing> windowing;

  WindowGrammar(String example, String form, Function<Sizes, Windowing> windowing) {
    this.example = example;
    this.form =
        Pattern.compile(
            form.replace(" ", " +")
                .replace("SIZE", "([0-9]+(?:ms|s|m|h|d))")
                .replace("COUNT", "([0-9]+)"));
    this.windowing = windowing;
  }

  /**
   * Reads a window.
   *
   * @throws IllegalArgumentException with the allowed forms if the text has none of them, or if the
   *     sizes make no windows, or such as no machine could keep
   */
  static Windowing parse(String text) {
    for (WindowGrammar grammar : values()) {
      Matcher matcher = grammar.form.matcher(text.strip());
      if (matcher.matches()) {
        return grammar.windowing.apply(new Sizes(matcher.toMatchResult()));
      }
    }
    throw new IllegalArgumentException(
        "must be a window\nfound: "
            + text
            + "\nallowed, with durations (ms, s, m, h, d) and numbers of your own: "
            + String.join(", ", examples()));
  }

  /** One example of each form. */
  static List<String> examples() {
    return Arrays.stream(values()).map(grammar -> grammar.example).toList();
  }

  /** What was written for the sizes in a form, numbered from 1. */
  private record Sizes(MatchResult found) {

    private static final int MOST_DIGITS = 9;

    Duration duration(int index) {
      Duration duration = Units.duration(ofFewDigits(index));
      if (duration.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "durations of windows are at most "
                + LONGEST.toDays()
                + "d, was "
                + found.group(index)
                + "; a total without an end is written `running`");
      }
      return duration;
    }

    long number(int index) {
      return Long.parseLong(ofFewDigits(index));
    }

    private String ofFewDigits(int index) {
      String text = found.group(index);
      if (text.replaceAll("[^0-9]", "").length() > MOST_DIGITS) {
        throw new IllegalArgumentException(
            "numbers in windows have at most " + MOST_DIGITS + " digits, was " + text);
      }
      return text;
    }
  }
}

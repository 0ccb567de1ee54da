package io.aforo.job.config;

import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The forms that windows are written in: a new form is a new constant, and nothing else. */
enum WindowGrammar {
  TUMBLING("tumbling 1h", "tumbling SIZE", sizes -> Windowing.tumbling(sizes.get(0))),
  SLIDING(
      "sliding 1h every 5m",
      "sliding SIZE every SIZE",
      sizes -> Windowing.sliding(sizes.get(0), sizes.get(1)));

  private final String example;
  private final Pattern form;
  private final Function<List<Duration>, Windowing> windowing;

  WindowGrammar(String example, String form, Function<List<Duration>, Windowing> windowing) {
    this.example = example;
    this.form =
        Pattern.compile(form.replace(" ", " +").replace("SIZE", "(" + Units.DURATION + ")"));
    this.windowing = windowing;
  }

  /**
   * Reads a window.
   *
   * @throws IllegalArgumentException with the allowed forms if the text has none of them, or if the
   *     sizes make no windows
   */
  static Windowing parse(String text) {
    for (WindowGrammar grammar : values()) {
      Matcher matcher = grammar.form.matcher(text.strip());
      if (matcher.matches()) {
        List<Duration> sizes = new ArrayList<>();
        for (int group = 1; group <= matcher.groupCount(); group++) {
          sizes.add(Units.duration(matcher.group(group)));
        }
        return grammar.windowing.apply(sizes);
      }
    }
    throw new IllegalArgumentException(
        "must be a window\nfound: "
            + text
            + "\nallowed, with durations of your own (ms, s, m, h, d): "
            + examples().stream().collect(Collectors.joining(", ")));
  }

  /** One example of each form. */
  static List<String> examples() {
    return Arrays.stream(values()).map(grammar -> grammar.example).toList();
  }
}

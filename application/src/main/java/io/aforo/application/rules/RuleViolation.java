package io.aforo.application.rules;

import java.util.List;

/**
 * One thing that is wrong with what was written.
 *
 * @param path the keys that lead to it, and indices of lists as decimals; empty for the whole
 * @param problem what is wrong and what is allowed, as the rest of a sentence that starts with the
 *     key
 */
public record RuleViolation(List<String> path, String problem) {

  public RuleViolation {
    path = List.copyOf(path);
  }

  /** The path as people write it: {@code rules[2].tooWarm.above}. */
  public String key() {
    StringBuilder text = new StringBuilder();
    for (String step : path) {
      if (step.matches("[0-9]{1,6}")) {
        text.append('[').append(step).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step);
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return path.isEmpty() ? problem : key() + " " + problem;
  }
}

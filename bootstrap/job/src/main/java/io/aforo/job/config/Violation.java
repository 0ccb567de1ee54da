package io.aforo.job.config;

import java.util.Comparator;
import java.util.List;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key what it is about
 * @param origin the place that the value, or what lacks it, came from
 * @param problem what is wrong, as the rest of a sentence that starts with the key
 * @param details lines that help: what was found, what was perhaps meant
 */
record Violation(KeyPath key, Origin origin, String problem, List<String> details) {

  /** By place: the file from its top, then the rest by key. */
  static final Comparator<Violation> BY_PLACE =
      Comparator.comparingInt((Violation violation) -> violation.origin.line())
          .thenComparing(violation -> violation.key.toString());

  Violation {
    details = List.copyOf(details);
  }

  Violation(KeyPath key, Origin origin, String problem, String... details) {
    this(key, origin, problem, List.of(details));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("  ");
    if (!key.isRoot()) {
      text.append(key).append(' ');
    }
    text.append(problem).append(" (").append(origin.text()).append(')');
    details.forEach(detail -> text.append("\n      ").append(detail));
    return text.toString();
  }
}

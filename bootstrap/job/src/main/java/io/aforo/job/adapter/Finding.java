package io.aforo.job.adapter;

import java.util.List;
import java.util.Objects;

/**
 * Something that is not as the configuration says, found by looking at what it speaks of.
 *
 * @param kind how bad it is
 * @param key the key that is concerned, such as {@code sales.topic}
 * @param problem what is wrong, as a sentence without its end
 * @param details what is there, what is allowed, what was perhaps meant; one line each
 */
public record Finding(Kind kind, String key, String problem, List<String> details) {

  /** What a finding means for a job that is about to start, the worst first. */
  public enum Kind {
    /** As it is, the job would refuse every record, or not run. */
    WRONG,
    /** Not there from here; the workers may see more. */
    UNREACHABLE,
    /** It can be meant like this, and can be a slip. */
    DOUBTFUL
  }

  public Finding {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(problem, "problem");
    details = List.copyOf(details);
  }

  static Finding wrong(String key, String problem, String... details) {
    return new Finding(Kind.WRONG, key, problem, List.of(details));
  }

  static Finding doubtful(String key, String problem, String... details) {
    return new Finding(Kind.DOUBTFUL, key, problem, List.of(details));
  }

  static Finding unreachable(String key, String problem, String... details) {
    return new Finding(Kind.UNREACHABLE, key, problem, List.of(details));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(key).append(": ").append(problem);
    details.forEach(detail -> text.append("\n    ").append(detail));
    return text.toString();
  }
}

package io.aforo.application.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A group of keys, as it is read: a value that cannot be used is a violation, and as if it were not
 * said.
 */
final class Section {

  private static final String NONE = "none";

  private final Map<?, ?> values;
  private final List<String> path;
  private final List<RuleViolation> violations;
  private final Set<String> wrong = new HashSet<>();
  private final Runnable onViolation;

  /**
   * @param what the group, for messages: {@code a rule}
   * @param known the keys that it can have; others are violations
   */
  Section(
      String what,
      Map<?, ?> values,
      List<String> path,
      List<RuleViolation> violations,
      List<String> known) {
    this(what, values, path, violations, known, () -> {});
  }

  private Section(
      String what,
      Map<?, ?> values,
      List<String> path,
      List<RuleViolation> violations,
      List<String> known,
      Runnable onViolation) {
    this.values = values;
    this.path = path;
    this.violations = violations;
    this.onViolation = onViolation;
    for (Object key : values.keySet()) {
      String name = String.valueOf(key);
      if (!known.contains(name)) {
        violate(
            name,
            NearestName.of(name, known)
                .map(meant -> "is not a key of " + what + "; did you mean: " + meant)
                .orElseGet(
                    () -> "is not a key of " + what + ", which are " + String.join(", ", known)));
      }
    }
  }

  /** Whether there is a value, if only to say that there is none. */
  boolean has(String key) {
    return values.containsKey(key);
  }

  /** Whether there is a value that is one. */
  boolean isSaid(String key) {
    return values.get(key) != null;
  }

  /** Whether something is switched off: {@code none}, or the null of JSON and YAML. */
  boolean isNone(String key) {
    return has(key) && (values.get(key) == null || NONE.equals(values.get(key)));
  }

  /** A value in one word; {@code conversion} throws an IllegalArgumentException with its rule. */
  <T> Optional<T> value(String key, Function<String, T> conversion) {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map || value instanceof List) {
      violate(key, "must be one value; was a " + (value instanceof Map ? "group" : "list"));
      return Optional.empty();
    }
    try {
      return Optional.of(conversion.apply(value.toString()));
    } catch (IllegalArgumentException refused) {
      violate(key, refused.getMessage());
      return Optional.empty();
    }
  }

  /** A group within this one. */
  Optional<Section> section(String key, List<String> known) {
    Object value = values.get(key);
    if (value instanceof Map<?, ?> group) {
      return Optional.of(
          new Section(key, group, pathOf(key), violations, known, () -> wrong.add(key)));
    }
    violate(key, "must be a group of " + String.join(", ", known) + "; was " + value);
    return Optional.empty();
  }

  /** The entries of a list, each with its path; none where there is no list. */
  <T> List<T> list(String key, String of, Entry<T> entry) {
    List<T> read = new ArrayList<>();
    Object value = values.get(key);
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        List<String> at = pathOf(key, Integer.toString(i));
        try {
          read.add(entry.read(list.get(i), at));
        } catch (IllegalArgumentException refused) {
          wrong.add(key);
          violations.add(new RuleViolation(at, refused.getMessage()));
        }
      }
    } else if (value != null) {
      violate(key, "must be a list of " + of + "; was " + value);
    }
    return read;
  }

  /**
   * Reads an entry of a list.
   *
   * @param <T> what is in the list
   */
  interface Entry<T> {
    T read(Object entry, List<String> path);
  }

  /** What is there, or a violation; then what to go on with, so that the rest is looked at too. */
  <T> T required(String key, Optional<T> value, String what, T goOnWith) {
    if (value.isEmpty() && !wrong.contains(key)) {
      violate(key, "is missing: it must be " + what);
    }
    return value.orElse(goOnWith);
  }

  void violate(String key, String problem) {
    wrong.add(key);
    onViolation.run();
    violations.add(new RuleViolation(pathOf(key), problem));
  }

  /** Tells what does not hold between several keys, unless one of them is wrong by itself. */
  void require(boolean holds, List<String> keys, String problem) {
    if (!holds && keys.stream().noneMatch(wrong::contains)) {
      violate(keys.get(0), problem);
    }
  }

  private List<String> pathOf(String... steps) {
    List<String> longer = new ArrayList<>(path);
    longer.addAll(List.of(steps));
    return longer;
  }
}

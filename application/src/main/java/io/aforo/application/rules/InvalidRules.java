package io.aforo.application.rules;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown where rules are written wrongly. It knows everything that is wrong, not just the first.
 */
public final class InvalidRules extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<RuleViolation> violations;

  /**
   * @param violations at least one
   */
  InvalidRules(List<RuleViolation> violations) {
    super(violations.stream().map(RuleViolation::toString).collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /** Everything that is wrong, in the order of the keys. */
  public List<RuleViolation> violations() {
    return violations;
  }
}

package io.aforo.application.rules;

import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.TemperatureRule;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * What a rule builds on: it takes from there whatever it does not say itself.
 *
 * @param general the rule for all sensors
 * @param packaged rules of a profile; a rule for the same sensors builds on the one of them
 */
public record RuleBases(TemperatureRule general, List<TemperatureRule> packaged)
    implements Serializable {

  public RuleBases {
    Objects.requireNonNull(general, "general");
    packaged = List.copyOf(packaged);
  }

  /** Every rule builds on one. */
  public static RuleBases of(TemperatureRule general) {
    return new RuleBases(general, List.of());
  }

  TemperatureRule baseOf(RuleScope scope) {
    return packaged.stream().filter(rule -> rule.scope().equals(scope)).findFirst().orElse(general);
  }
}

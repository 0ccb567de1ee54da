package io.aforo.job.config;

import io.aforo.application.rules.RuleBases;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.job.adapter.InputConfig;
import io.aforo.job.adapter.RuleInputs;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The input of temperature readings, and the rules that they are judged by.
 *
 * @param input where readings come from
 * @param bases the default rule and those of the profile, on which others build
 * @param rules all rules at the start but the default one
 * @param sensors what is known of sensors at the start
 * @param ruleInputs where more comes from while the job runs
 */
public record TemperaturesConfig(
    InputConfig input,
    RuleBases bases,
    List<TemperatureRule> rules,
    List<Sensor> sensors,
    RuleInputs ruleInputs) {

  public TemperaturesConfig {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(bases, "bases");
    rules = List.copyOf(rules);
    sensors = List.copyOf(sensors);
    Objects.requireNonNull(ruleInputs, "ruleInputs");
  }

  /** A new book of the rules and sensors that are known at the start. */
  public RuleBook book() {
    RuleBook book = new RuleBook(bases.general());
    rules.forEach(rule -> book.apply(new RuleBookChange.PutRule(rule)));
    sensors.forEach(sensor -> book.apply(new RuleBookChange.PutSensor(sensor)));
    return book;
  }

  /** The ids of the rules that are known at the start: late readings are counted by them. */
  public List<String> ruleIds() {
    return Stream.concat(Stream.of(bases.general()), rules.stream())
        .map(TemperatureRule::id)
        .distinct()
        .toList();
  }
}

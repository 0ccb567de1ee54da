package io.aforo.job.config;

import io.aforo.job.adapter.InputConfig;
import java.util.Objects;

/** The input of temperature readings, and the rule that they are judged by. */
public record TemperaturesConfig(InputConfig input, RuleSettings rule) {

  public TemperaturesConfig {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(rule, "rule");
  }
}

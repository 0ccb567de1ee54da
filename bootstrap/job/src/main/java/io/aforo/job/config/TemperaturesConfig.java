package io.aforo.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * The input of temperature readings, and the rule that they are judged by.
 *
 * @param outOfOrderness how far behind the newest event others may still come; not negative
 * @param idleness after how long without a record a partition no longer holds time back; positive
 * @param silence after how long without a record in any partition event time moves on with the wall
 *     clock; zero for never, else at least the idleness
 */
public record TemperaturesConfig(
    Source source,
    String topic,
    Duration outOfOrderness,
    Duration idleness,
    Duration silence,
    RuleSettings rule)
    implements Serializable {

  public TemperaturesConfig {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(outOfOrderness, "outOfOrderness");
    Objects.requireNonNull(idleness, "idleness");
    Objects.requireNonNull(silence, "silence");
    Objects.requireNonNull(rule, "rule");
  }
}

package io.aforo.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * The input of sales.
 *
 * @param outOfOrderness how far behind the newest event others may still come; not negative
 * @param idleness after how long without a record a partition no longer holds time back; positive
 * @param silence after how long without a record in any partition event time moves on with the wall
 *     clock; zero for never, else at least the idleness
 * @param deduplicate whether a sale id seen before in its store is counted once only
 */
public record SalesConfig(
    Source source,
    String topic,
    Duration outOfOrderness,
    Duration idleness,
    Duration silence,
    boolean deduplicate)
    implements Serializable {

  public SalesConfig {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(outOfOrderness, "outOfOrderness");
    Objects.requireNonNull(idleness, "idleness");
    Objects.requireNonNull(silence, "silence");
  }
}

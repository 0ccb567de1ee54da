package io.aforo.job.adapter;

import io.aforo.application.mapping.FieldRule;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One input: where its events come from, and how they move time.
 *
 * @param source the adapter's name
 * @param settings what the adapter makes of its keys beneath the input; empty if it has none
 * @param topic of sources that read one
 * @param mapping how an event comes about, by its parts; empty for records of our own schema
 * @param outOfOrderness how far behind the newest event others may still come; not negative
 * @param idleness after how long without a record a partition no longer holds time back; positive
 * @param silence after how long without a record in any partition event time moves on with the wall
 *     clock; zero for never, else at least the idleness
 */
public record InputConfig(
    String source,
    Optional<Serializable> settings,
    String topic,
    Map<String, FieldRule> mapping,
    Duration outOfOrderness,
    Duration idleness,
    Duration silence) {

  public InputConfig {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(topic, "topic");
    mapping = Map.copyOf(mapping);
    Objects.requireNonNull(outOfOrderness, "outOfOrderness");
    Objects.requireNonNull(idleness, "idleness");
    Objects.requireNonNull(silence, "silence");
  }

  /** The adapter's own keys; the schema makes sure that they are there where they are needed. */
  <S extends Serializable> S settings(Section<S> section) {
    return section.type().cast(settings.orElseThrow());
  }
}

package io.aforo.job.adapter;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.EventTimeBounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;

/** A kind of source that a configuration can name: what it is called, which keys it has. */
public interface SourceAdapter {

  /** As in {@code source: NAME}. */
  String name();

  /** The groups at the top of the configuration that it needs. */
  default List<Section<?>> sections() {
    return List.of();
  }

  /** Single keys in those groups that it needs, though others who share a group may not. */
  default List<String> neededKeys() {
    return List.of();
  }

  /** Its own keys beneath an input, under its name. */
  default Optional<Section<?>> settings() {
    return Optional.empty();
  }

  /** Whether it reads the input's {@code topic}. */
  default boolean hasTopic() {
    return false;
  }

  /** Whether the input's {@code mapping} means anything to it. */
  default boolean isMapped() {
    return false;
  }

  /**
   * Whether its records come in partitions that are read side by side, each with a time of its own.
   */
  default boolean isPartitioned() {
    return false;
  }

  /** The most subtasks that can share it; 0 for any number. */
  default int mostSubtasks() {
    return 0;
  }

  /** The source itself. Nothing is connected to before it runs. */
  <E> Source<Ingested<E>, ?, ?> open(Opening<E> opening);

  /**
   * The door that its records come through, for a person who asks of single ones; empty if they are
   * no records that could be sent again. Waits no longer than some seconds for what it needs.
   */
  default <E> Optional<Intake<E>> intake(Opening<E> opening) {
    return Optional.empty();
  }

  /**
   * What does not fit the world as it is seen from here. Connects, and comes back in about the time
   * limit whatever happens.
   *
   * @param key the input's key, such as {@code sales}
   */
  default List<Finding> check(String key, Opening<?> opening, Duration limit) {
    return List.of();
  }

  /**
   * What a source is made from.
   *
   * @param kind which events
   * @param input the input's keys
   * @param deployment all else
   * @param isBounded whether to read only what is there at the start
   * @param type how Flink carries the records on
   * @param bounds the event times that are believed
   */
  record Opening<E>(
      EventKind<E> kind,
      InputConfig input,
      Deployment deployment,
      boolean isBounded,
      TypeInformation<Ingested<E>> type,
      EventTimeBounds bounds) {}
}

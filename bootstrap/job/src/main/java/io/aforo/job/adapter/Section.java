package io.aforo.job.adapter;

import java.io.InputStream;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A group of keys that belongs to an adapter, and what it becomes.
 *
 * @param name the group's key: at the top of the configuration, or beneath an input
 * @param type a serializable record with a component for each key; what its constructor refuses by
 *     an {@link IllegalArgumentException} is told as a mistake in the configuration
 * @param schema the keys as a JSON schema, which may refer to the definitions of the whole; empty
 *     where the whole has the group already
 */
public record Section<S extends Serializable>(
    String name, Class<S> type, Optional<Supplier<InputStream>> schema) {

  /** Kafka and its registry. */
  public static final Section<KafkaConfig> KAFKA =
      new Section<>("kafka", KafkaConfig.class, Optional.empty());

  /** The database of the sink postgres. */
  public static final Section<PostgresConfig> POSTGRES =
      new Section<>("postgres", PostgresConfig.class, Optional.empty());

  public Section {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(schema, "schema");
  }

  /**
   * A group whose schema lies beside a class of its adapter.
   *
   * @param resource the file's name, relative to {@code beside}
   */
  static <S extends Serializable> Section<S> of(
      String name, Class<S> type, Class<?> beside, String resource) {
    return new Section<>(
        name,
        type,
        Optional.of(
            () ->
                Objects.requireNonNull(
                    beside.getResourceAsStream(resource), beside.getPackageName() + resource)));
  }
}

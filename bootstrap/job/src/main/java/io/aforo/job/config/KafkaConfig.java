package io.aforo.job.config;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The Kafka cluster and its schema registry.
 *
 * @param bootstrapServers {@code host:port}, joined by commas
 * @param schemaRegistryUrl without credentials
 * @param properties for the Kafka clients, as they are; secrets among them are references that the
 *     clients resolve
 * @param registryProperties for the registry's client, likewise
 */
public record KafkaConfig(
    String bootstrapServers,
    String schemaRegistryUrl,
    Map<String, String> properties,
    Map<String, String> registryProperties)
    implements Serializable {

  public KafkaConfig {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    Objects.requireNonNull(schemaRegistryUrl, "schemaRegistryUrl");
    properties = Map.copyOf(properties);
    registryProperties = Map.copyOf(registryProperties);
  }

  /** Shows the names of the properties, not their values. */
  @Override
  public String toString() {
    return "KafkaConfig[bootstrapServers="
        + bootstrapServers
        + ", schemaRegistryUrl="
        + schemaRegistryUrl
        + ", properties="
        + new TreeSet<>(properties.keySet())
        + ", registryProperties="
        + new TreeSet<>(registryProperties.keySet())
        + "]";
  }
}

package io.aforo.job.adapter;

import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.SecretReferences;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Kafka cluster and its schema registry.
 *
 * @param bootstrapServers {@code host:port}, joined by commas
 * @param schemaRegistryUrl without credentials; the empty text where nothing needs a registry
 * @param properties for the Kafka clients, as they are; secrets among them are references that the
 *     clients resolve
 * @param registryProperties for the registry's client, likewise
 * @param topicPrefix what the topics of results begin with
 */
public record KafkaConfig(
    String bootstrapServers,
    String schemaRegistryUrl,
    Map<String, String> properties,
    Map<String, String> registryProperties,
    String topicPrefix)
    implements Serializable {

  public KafkaConfig {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    schemaRegistryUrl = schemaRegistryUrl == null ? "" : schemaRegistryUrl;
    properties = Map.copyOf(properties);
    registryProperties = Map.copyOf(registryProperties);
    Objects.requireNonNull(topicPrefix, "topicPrefix");
  }

  /**
   * The same for the clients.
   *
   * @param groupId the consumer group
   */
  public KafkaSettings settings(String groupId) {
    return new KafkaSettings(
        bootstrapServers, schemaRegistryUrl, groupId, properties, registryProperties);
  }

  /**
   * The providers that references among properties can be of: those that are always there, and
   * those that the properties name.
   */
  public static Set<String> providers(Map<String, String> properties) {
    return SecretReferences.providers(properties);
  }

  /** The providers that the value of a property refers to. */
  public static Set<String> providersIn(String value) {
    return SecretReferences.providersIn(value);
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
        + ", topicPrefix="
        + topicPrefix
        + "]";
  }
}

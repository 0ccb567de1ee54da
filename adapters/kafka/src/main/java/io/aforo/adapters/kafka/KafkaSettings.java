package io.aforo.adapters.kafka;

import java.io.Serializable;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Where Kafka and its schema registry are, and how to speak to them.
 *
 * <p>These settings travel with the job, so a secret does not belong in them: write {@code
 * ${file:/run/secrets/kafka-password}} or {@code ${env:KAFKA_PASSWORD}} in its place. References
 * are resolved by the clients, where they run, in {@code registryProperties} too; see {@link
 * SecretReferences}.
 *
 * @param bootstrapServers {@code host:port} of one or more brokers, separated by commas
 * @param schemaRegistryUrl base URL of a registry with Confluent's API, such as {@code
 *     http://localhost:8081}; several are separated by commas; the empty text where there is none,
 *     and then nothing can be Avro
 * @param groupId the consumer group, under which offsets are committed
 * @param properties more properties of Kafka's clients, such as {@code security.protocol}
 * @param registryProperties more properties of the registry's client, such as {@code
 *     basic.auth.credentials.source}; those of TLS, {@code ssl.truststore.location} and the like,
 *     with or without the client's prefix {@code schema.registry.}
 */
public record KafkaSettings(
    String bootstrapServers,
    String schemaRegistryUrl,
    String groupId,
    Map<String, String> properties,
    Map<String, String> registryProperties)
    implements Serializable {

  /** Without it, the registry's client would leave out what is said about TLS, in silence. */
  private static final String TLS_PREFIX = "schema.registry.";

  /**
   * @throws IllegalArgumentException naming the setting that is blank, or the URL that is none
   */
  public KafkaSettings {
    requireText("bootstrap servers", bootstrapServers);
    requireText("consumer group", groupId);
    if (!schemaRegistryUrl.isEmpty()) {
      for (String url : schemaRegistryUrl.split(",")) {
        requireHttp(url.trim());
      }
    }
    properties = Map.copyOf(properties);
    registryProperties = Map.copyOf(registryProperties);
  }

  /** Settings with no properties beyond the addresses. */
  public KafkaSettings(String bootstrapServers, String schemaRegistryUrl, String groupId) {
    this(bootstrapServers, schemaRegistryUrl, groupId, Map.of(), Map.of());
  }

  /**
   * @throws IllegalArgumentException if there is no schema registry
   */
  void requireRegistry() {
    if (schemaRegistryUrl.isEmpty()) {
      throw new IllegalArgumentException(
          "Avro needs a schema registry, and there is no schema registry URL");
    }
  }

  /**
   * The properties of any Kafka client, unresolved.
   *
   * @throws org.apache.kafka.common.config.ConfigException if one refers to a provider that is none
   */
  Properties clientProperties() {
    Properties all = new Properties();
    all.putAll(SecretReferences.resolvable(properties));
    all.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return all;
  }

  /**
   * The properties of the registry's client; references to secrets are resolved here and now.
   *
   * @throws org.apache.kafka.common.config.ConfigException if what a reference names is not there,
   *     or its provider is none
   */
  Map<String, Object> resolvedRegistryProperties() {
    Map<String, String> unresolved = new HashMap<>();
    registryProperties.forEach(
        (key, value) -> unresolved.put(key.startsWith("ssl.") ? TLS_PREFIX + key : key, value));
    // The providers of Kafka's clients serve here too.
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
            unresolved.merge(
                key,
                value,
                (own, shared) ->
                    key.equals(AbstractConfig.CONFIG_PROVIDERS_CONFIG) ? own + "," + shared : own);
          }
        });
    return new AbstractConfig(new ConfigDef(), SecretReferences.resolvable(unresolved), false)
        .originals();
  }

  /** The registry's URL without the credentials that may stand in it. */
  String printableRegistryUrl() {
    return schemaRegistryUrl.replaceAll("//[^/@,]*@", "//");
  }

  /** The addresses, and of the properties only their names. */
  @Override
  public String toString() {
    return "KafkaSettings[bootstrapServers="
        + bootstrapServers
        + ", schemaRegistryUrl="
        + printableRegistryUrl()
        + ", groupId="
        + groupId
        + ", properties="
        + new TreeSet<>(properties.keySet())
        + ", registryProperties="
        + new TreeSet<>(registryProperties.keySet())
        + "]";
  }

  private static void requireText(String name, String value) {
    if (Objects.requireNonNull(value, name).isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }

  private static void requireHttp(String url) {
    String scheme;
    try {
      scheme = URI.create(url).getScheme();
    } catch (IllegalArgumentException notAUri) {
      scheme = null;
    }
    if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
      // The URL itself may hold a password, and one that is malformed cannot be redacted.
      throw new IllegalArgumentException(
          "schema registry URL must be one or more http:// or https:// URLs, separated by commas");
    }
  }
}

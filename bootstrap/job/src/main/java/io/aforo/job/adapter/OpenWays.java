package io.aforo.job.adapter;

import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.application.net.Hosts;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Ways beyond this machine on which others can read what goes by, or change it. */
final class OpenWays {

  private static final String NAMES_CHECKED = "ssl.endpoint.identification.algorithm";

  private OpenWays() {}

  /** Those to Kafka and to its schema registry. */
  static List<Finding> toKafka(KafkaSettings settings) {
    List<Finding> findings = new ArrayList<>();
    String protocol =
        settings
            .properties()
            .getOrDefault("security.protocol", "PLAINTEXT")
            .toUpperCase(Locale.ROOT);
    boolean leaves =
        Stream.of(settings.bootstrapServers().split(","))
            .map(address -> address.substring(0, address.lastIndexOf(':')))
            .anyMatch(host -> !isLoopback(host));
    if (leaves && protocol.endsWith("PLAINTEXT")) {
      findings.add(
          Finding.doubtful(
              "kafka.properties",
              "security.protocol is %s: records%s travel to %s where others can read them"
                  .formatted(
                      protocol,
                      protocol.startsWith("SASL") ? " and the login" : "",
                      settings.bootstrapServers()),
              "with TLS it is %s: docs/security.md"
                  .formatted(protocol.startsWith("SASL") ? "SASL_SSL" : "SSL")));
    } else if (leaves && isEmpty(settings.properties().get(NAMES_CHECKED))) {
      findings.add(nameNotChecked("kafka.properties", settings.bootstrapServers()));
    }
    if (!settings.schemaRegistryUrl().isEmpty()) {
      for (String url : settings.schemaRegistryUrl().split(",")) {
        findings.addAll(toRegistry(settings, URI.create(url.trim())));
      }
    }
    return findings;
  }

  private static List<Finding> toRegistry(KafkaSettings settings, URI registry) {
    if (isLoopback(registry.getHost())) {
      return List.of();
    }
    if (isHttp(registry)) {
      boolean hasCredentials =
          settings.registryProperties().keySet().stream()
              .anyMatch(key -> key.matches("(basic|bearer)\\.auth\\.credentials\\.source"));
      return List.of(
          Finding.doubtful(
              "kafka.schemaRegistryUrl",
              hasCredentials
                  ? "the credentials of the schema registry travel to %s where others can read them"
                      .formatted(registry.getAuthority())
                  : "schemas come from %s on a way where others can change them"
                      .formatted(registry.getAuthority()),
              "with TLS the URL begins with https: docs/security.md"));
    }
    return Stream.of(NAMES_CHECKED, "schema.registry." + NAMES_CHECKED)
            .anyMatch(key -> isEmpty(settings.registryProperties().get(key)))
        ? List.of(nameNotChecked("kafka.registryProperties", registry.getAuthority()))
        : List.of();
  }

  /**
   * Those to Alertmanagers. What they are told is no secret, but who tells it is.
   *
   * @param hasCredentials whether requests say who sends them
   */
  static List<Finding> toAlertmanagers(List<URI> urls, boolean hasCredentials) {
    return urls.stream()
        .filter(url -> hasCredentials && isHttp(url) && !isLoopback(url.getHost()))
        .map(
            url ->
                Finding.doubtful(
                    "alertmanager.urls",
                    "the credentials of Alertmanager travel to %s where others can read them"
                        .formatted(url.getAuthority()),
                    "with TLS the URL begins with https: docs/security.md"))
        .toList();
  }

  private static Finding nameNotChecked(String key, String address) {
    return Finding.doubtful(
        key,
        NAMES_CHECKED
            + " is empty: whoever has a certificate of the same authority can pass for "
            + address,
        "leave it out, so that the certificate must be for the name of the host");
  }

  private static boolean isEmpty(String value) {
    return value != null && value.isBlank();
  }

  private static boolean isHttp(URI url) {
    return "http".equalsIgnoreCase(url.getScheme());
  }

  private static boolean isLoopback(String host) {
    return host != null && Hosts.isLoopback(host.strip());
  }
}

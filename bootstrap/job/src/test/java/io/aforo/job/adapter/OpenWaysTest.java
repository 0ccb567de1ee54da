package io.aforo.job.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aforo.adapters.kafka.KafkaSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenWaysTest {

  private static final Map<String, String> TLS = Map.of("security.protocol", "SSL");
  private static final Map<String, String> TLS_WITH_ANY_NAME =
      Map.of("security.protocol", "sasl_ssl", "ssl.endpoint.identification.algorithm", "");

  @Test
  void aRegistryWithoutTlsIsDoubtedWithoutCredentialsToo() {
    assertThat(ways("kafka:9093", TLS, "http://registry:8081", Map.of()))
        .containsExactly(
            Finding.doubtful(
                "kafka.schemaRegistryUrl",
                "schemas come from registry:8081 on a way where others can change them",
                "with TLS the URL begins with https: docs/security.md"));
    assertThat(
            ways(
                "kafka:9093",
                TLS,
                "https://first,http://second",
                Map.of("bearer.auth.credentials.source", "STATIC_TOKEN")))
        .extracting(Finding::problem)
        .containsExactly(
            "the credentials of the schema registry travel to second where others can read them");
  }

  @Test
  void aCertificateForAnyNameIsDoubted() {
    assertThat(ways("127.0.0.1:1,kafka:9093", TLS_WITH_ANY_NAME, "", Map.of()))
        .containsExactly(
            Finding.doubtful(
                "kafka.properties",
                "ssl.endpoint.identification.algorithm is empty: whoever has a certificate of the"
                    + " same authority can pass for 127.0.0.1:1,kafka:9093",
                "leave it out, so that the certificate must be for the name of the host"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssl.endpoint.identification.algorithm",
        "schema.registry.ssl.endpoint.identification.algorithm"
      })
  void aCertificateForAnyNameIsDoubtedOfTheRegistryToo(String key) {
    assertThat(ways("kafka:9093", TLS, "https://registry", Map.of(key, "")))
        .extracting(Finding::key, Finding::kind)
        .containsExactly(tuple("kafka.registryProperties", Finding.Kind.DOUBTFUL));
  }

  @Test
  void whatIsEncryptedOrStaysOnThisMachineIsNot() {
    assertThat(ways("kafka:9093", TLS, "https://registry", Map.of())).isEmpty();
    assertThat(ways("localhost:1", Map.of(), "http://127.0.0.1:1", Map.of())).isEmpty();
    assertThat(ways("[::1]:1", TLS_WITH_ANY_NAME, "http://[::1]:1", Map.of())).isEmpty();
    assertThat(OpenWays.toAlertmanagers(List.of(URI.create("https://alerts")), true)).isEmpty();
    assertThat(OpenWays.toAlertmanagers(List.of(URI.create("http://localhost")), true)).isEmpty();
    assertThat(OpenWays.toAlertmanagers(List.of(URI.create("http://alerts")), false)).isEmpty();
  }

  @Test
  void aNameThatOnlyBeginsLikeAnAddressOfThisMachineIsElsewhere() {
    assertThat(ways("127.evil.example:1", Map.of(), "http://127.evil.example", Map.of()))
        .extracting(Finding::key)
        .containsExactly("kafka.properties", "kafka.schemaRegistryUrl");
  }

  @Test
  void credentialsOfAlertmanagerThatWouldTravelOpenlyAreDoubted() {
    assertThat(
            OpenWays.toAlertmanagers(
                List.of(URI.create("http://localhost:9093"), URI.create("http://alerts:9093/am")),
                true))
        .containsExactly(
            Finding.doubtful(
                "alertmanager.urls",
                "the credentials of Alertmanager travel to alerts:9093 where others can read them",
                "with TLS the URL begins with https: docs/security.md"));
  }

  private static List<Finding> ways(
      String servers,
      Map<String, String> properties,
      String registry,
      Map<String, String> registryProperties) {
    return OpenWays.toKafka(
        new KafkaSettings(servers, registry, "group", properties, registryProperties));
  }
}

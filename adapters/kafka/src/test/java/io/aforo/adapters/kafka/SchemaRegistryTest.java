package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.schemas.Sale;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryTest {

  private static final Schema SALE = new Schema.Parser().parse(Sale.getClassSchema().toString());

  private final FakeWaiting waiting = new FakeWaiting();

  private HttpRegistry server;

  @BeforeEach
  void start() throws IOException {
    server = new HttpRegistry();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SchemaRegistry registry() {
    return new SchemaRegistry(
        SchemaRegistry.client(server.settings()), server.url(), Patience.STANDARD, waiting);
  }

  @Test
  void schemaIsAskedForByItsId() {
    server.with(3, SALE);

    assertThat(registry().byId(3)).isEqualTo(SALE);
    assertThat(waiting.pauses).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {\"error_code\":50001,\"message\":\"store\"}",
        "503 | <html><body>Service Unavailable</body></html>",
        "429 | {\"error_code\":42901,\"message\":\"slow down\"}",
        "404 | <html><body>no such page</body></html>",
        "404 | {\"title\":\"Could not find resource\",\"status\":404}",
        "404 | {\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}",
        "200 | <html><body>Please log in</body></html>",
        "502 | ''"
      })
  void registryThatDoesNotAnswerIsWaitedFor(int status, String body) {
    server.with(3, SALE).answering(4, status, body);

    assertThat(registry().byId(3)).isEqualTo(SALE);
    assertThat(waiting.pauses)
        .containsExactly(
            Duration.ofMillis(200),
            Duration.ofMillis(400),
            Duration.ofMillis(800),
            Duration.ofMillis(1_600));
  }

  @Test
  void registryThatTakesTooLongIsWaitedFor() {
    server.with(3, SALE).silent(1);
    KafkaSettings impatient =
        new KafkaSettings(
            "127.0.0.1:9092",
            server.url(),
            "test",
            Map.of(),
            Map.of("http.read.timeout.ms", "200"));
    SchemaRegistry registry =
        new SchemaRegistry(
            SchemaRegistry.client(impatient), server.url(), Patience.STANDARD, waiting);

    assertThat(registry.byId(3)).isEqualTo(SALE);
    assertThat(waiting.pauses).containsExactly(Duration.ofMillis(200));
  }

  @Test
  void registryThatIsDownForLongFailsTheJobAndIsNoFaultOfTheRecord() {
    server.answering(100, 503, "<html>down</html>");

    assertThatThrownBy(() -> registry().byId(3))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining(server.url())
        .hasMessageContaining("HTTP 503")
        .hasMessageContaining("id 3");
    assertThat(waiting.read()).isGreaterThanOrEqualTo(Duration.ofMinutes(1).toNanos());
  }

  @Test
  void connectionThatIsRefusedIsAnOutage() {
    SchemaRegistry registry = registry();
    server.close();

    assertThatThrownBy(() -> registry.byId(3))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("ConnectException");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void refusedCredentialsFailAtOnce(int status) {
    server.answering(1, status, "{\"error_code\":" + status + ",\"message\":\"no\"}");

    assertThatThrownBy(() -> registry().byId(3))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("refuses the credentials (HTTP " + status + ")")
        .hasMessageContaining("basic.auth.user.info");
    assertThat(waiting.pauses).isEmpty();
  }

  @Test
  void idThatTheRegistryDoesNotKnowIsAFaultOfTheRecord() {
    InvalidEvent refused = catchThrowableOfType(InvalidEvent.class, () -> registry().byId(9));

    assertThat(refused.reason()).isEqualTo(RejectionReason.UNKNOWN_SCHEMA);
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void idThatHasOnlyJustBeenRegisteredIsFound() {
    server
        .with(9, SALE)
        .answering(1, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

    assertThat(registry().byId(9)).isEqualTo(SALE);
  }

  @Test
  void schemaThatIsNotAvroIsIncompatible() {
    server
        .with(4, Map.of("schemaType", "JSON", "schema", "{\"type\":\"object\"}"))
        .with(5, Map.of("schema", "{\"type\":\"nonsense\"}"));

    for (int id : List.of(4, 5)) {
      InvalidEvent refused = catchThrowableOfType(InvalidEvent.class, () -> registry().byId(id));

      assertThat(refused.reason()).isEqualTo(RejectionReason.INCOMPATIBLE_SCHEMA);
    }
    assertThat(waiting.pauses).isEmpty();
  }

  @Test
  void waitingEndsWhenTheJobIsCancelled() {
    server.answering(100, 503, "<html>down</html>");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> registry().byId(3))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("Interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void credentialsAreResolvedWhereTheClientIsMadeAndSent() {
    server.with(3, SALE);
    KafkaSettings settings =
        new KafkaSettings(
            "127.0.0.1:9092",
            server.url(),
            "test",
            Map.of(
                "config.providers", "env",
                "config.providers.env.class",
                    "org.apache.kafka.common.config.provider.EnvVarConfigProvider"),
            Map.of(
                "basic.auth.credentials.source", "USER_INFO",
                "basic.auth.user.info", "aforo:${env:PATH}"));

    SchemaRegistry.connect(settings).byId(3);

    String userInfo = "aforo:" + System.getenv("PATH");
    assertThat(server.credentials)
        .containsExactly(
            "Basic "
                + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8)));
  }

  static Stream<IOException> noTrust() {
    return Stream.of(
        failure(new SSLHandshakeException("no path"), new CertificateException("unknown signer")),
        new SSLPeerUnverifiedException("another host"),
        new SSLHandshakeException("Received fatal alert: bad_certificate"),
        new SSLHandshakeException("Received fatal alert: certificate_required"));
  }

  @ParameterizedTest
  @MethodSource("noTrust")
  void certificatesThatAreNotBelievedAreNotWaitedFor(IOException failure) throws Exception {
    SchemaRegistryClient client = mock();
    when(client.getSchemaById(3)).thenThrow(failure);
    SchemaRegistry registry =
        new SchemaRegistry(client, "https://registry", Patience.STANDARD, waiting);

    assertThatThrownBy(() -> registry.byId(3))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageStartingWith(
            "No TLS connection to the schema registry at https://registry comes about: ")
        .hasMessageContaining("ssl.truststore.location");
    assertThat(waiting.pauses).isEmpty();
  }

  @Test
  void aHandshakeThatBreaksOffIsWaitedFor() throws Exception {
    SchemaRegistryClient client = mock();
    when(client.getSchemaById(3))
        .thenThrow(failure(new SSLHandshakeException("closed"), new EOFException()))
        .thenReturn(new AvroSchema(SALE));

    assertThat(new SchemaRegistry(client, "https://r", Patience.STANDARD, waiting).byId(3))
        .isEqualTo(SALE);
    assertThat(waiting.pauses).hasSize(1);
  }

  private static IOException failure(IOException failure, Exception cause) {
    failure.initCause(cause);
    return failure;
  }
}

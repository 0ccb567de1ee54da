package io.aforo.adapters.kafka;

import static io.aforo.adapters.kafka.Records.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.EventMapping.Misfit;
import io.aforo.application.mapping.FieldPath;
import io.aforo.schemas.Sale;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegisteredSchemaTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Schema SALE = new Schema.Parser().parse(Sale.getClassSchema().toString());

  private HttpRegistry server;

  @BeforeEach
  void start() throws IOException {
    server = new HttpRegistry();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void latestSchemaOfATopicIsAShape() {
    server.withLatest("ventas-value", 7, avro(SALE));

    RegisteredSchema schema = latest("ventas");

    assertThat(schema.name()).isEqualTo("ventas-value, version 3");
    assertThat(schema.shape().paths())
        .extracting(FieldPath::toString)
        .containsExactly(
            "sale_id",
            "store_id",
            "product_id",
            "customer_id",
            "kind",
            "quantity",
            "amount",
            "currency",
            "sold_at");
    assertThat(EventKind.SALES.mapping(Map.of()).misfits(schema.shape())).isEmpty();
    assertThat(EventKind.SALES.mapping(Map.of("amount", field("monto"))).misfits(schema.shape()))
        .containsExactly(
            new Misfit("amount", "there is no field monto", FieldPath.parse("monto"), true, true));
  }

  @Test
  void schemaIsHeldAgainstOurOwn() {
    server
        .withLatest("ours-value", 7, avro(SALE))
        .withLatest("fewer-value", 8, avro(Wire.variant(SALE, "\"scale\":4", "\"scale\":2")))
        .withLatest("text-value", 9, avro(Schema.create(Schema.Type.STRING)));

    assertThat(latest("ours").unreadableAs(EventKind.SALES)).isEmpty();
    assertThat(latest("ours").unreadableAs(EventKind.ACTIVITIES))
        .contains("io.aforo.schemas.Sale, expected is io.aforo.schemas.Activity");
    assertThat(latest("fewer").unreadableAs(EventKind.SALES))
        .hasValueSatisfying(fault -> assertThat(fault).startsWith("field amount is written as "));
    assertThat(latest("text").unreadableAs(EventKind.READINGS))
        .contains("string, expected is io.aforo.schemas.TemperatureReading");
  }

  @Test
  void topicWithoutASubjectHasNone() {
    server.answering(1, 404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");

    assertThat(RegisteredSchema.latest(server.settings(), "ventas", LIMIT)).isEmpty();
    assertThat(server.requests)
        .singleElement()
        .asString()
        .startsWith("GET /subjects/ventas-value/versions/latest");
  }

  @Test
  void schemaThatIsNotAvroIsTold() {
    server.withLatest(
        "ventas-value", 7, Map.of("schemaType", "JSON", "schema", "{\"type\":\"object\"}"));

    assertThatThrownBy(() -> latest("ventas"))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessage(
            "The schema registry at "
                + server.url()
                + " has a schema of type JSON for ventas-value, version 3; expected is AVRO");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {\"error_code\":50001,\"message\":\"store\"} | HTTP 500",
        "404 | <html>no such page</html> | HTTP 404",
        "503 | '' | HTTP 503",
        "200 | <html>log in</html> | JsonParseException"
      })
  void registryThatCannotTellIsNamedWithItsAnswer(int status, String body, String answer) {
    server.answering(10, status, body);

    assertThatThrownBy(() -> latest("ventas"))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining(server.url())
        .hasMessageContaining("ventas-value")
        .hasMessageContaining(answer);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void refusedCredentialsAreTold(int status) {
    server.answering(10, status, "{\"error_code\":" + status + ",\"message\":\"no\"}");

    assertThatThrownBy(() -> latest("ventas"))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("refuses the credentials (HTTP " + status + ")");
  }

  @Test
  void registryThatIsNotThereIsTold() {
    server.close();

    assertThatThrownBy(() -> latest("ventas"))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("ConnectException");
  }

  @Test
  void registryThatAcceptsAndSaysNothingIsNotWaitedForLongerThanTheLimit() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      KafkaSettings settings =
          new KafkaSettings("127.0.0.1:9092", url + "," + url + "/b," + url + "/c", "test");
      long start = System.nanoTime();

      assertThatThrownBy(() -> RegisteredSchema.latest(settings, "ventas", Duration.ofMillis(300)))
          .isInstanceOf(SchemaRegistryException.class)
          .hasMessageContaining(url)
          .hasMessageContaining("ventas-value");

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void withoutARegistryNothingCanBeAsked() {
    KafkaSettings settings = new KafkaSettings("127.0.0.1:9092", "", "test");

    assertThatThrownBy(() -> RegisteredSchema.latest(settings, "ventas", LIMIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schema registry");
  }

  private RegisteredSchema latest(String topic) {
    return RegisteredSchema.latest(server.settings(), topic, LIMIT).orElseThrow();
  }

  private static Map<String, Object> avro(Schema schema) {
    return Map.of("schema", schema.toString());
  }
}

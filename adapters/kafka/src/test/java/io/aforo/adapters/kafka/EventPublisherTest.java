package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.activity.Activity;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.TemperatureUnit;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventPublisherTest {

  private static final long AT = Instant.parse("2026-01-01T10:05:00Z").toEpochMilli();

  private static final Sale SALE =
      new Sale(
          "S-1",
          "madrid",
          "P-7",
          "",
          SaleKind.SALE,
          new Quantity(1_500),
          new Money(199_900, "EUR"),
          AT);

  private HttpRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = new HttpRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void saleIsPublishedInItsGoldenBytesUnderItsStore() {
    MockProducer<byte[], byte[]> producer = producer(true);

    try (EventPublisher publisher = new EventPublisher(registry.settings(), producer)) {
      publisher.publish("sales", SALE, 5_000);
    }

    assertThat(producer.history()).hasSize(1);
    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("sales");
    assertThat(record.partition()).isNull();
    assertThat(record.timestamp()).isEqualTo(5_000);
    assertThat(record.key()).isEqualTo("madrid".getBytes(StandardCharsets.UTF_8));
    assertThat(record.value()).isEqualTo(Wire.frame(7, Wire.SALE));
    assertThat(registry.requests)
        .singleElement()
        .asString()
        .startsWith("POST /subjects/sales-value/versions ");
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void whatIsWrongIsPublishedAsItIs() {
    MockProducer<byte[], byte[]> producer = producer(true);
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);

    try (EventPublisher publisher = new EventPublisher(registry.settings(), producer)) {
      publisher.publish("sales", SALE, new BigDecimal("-19.9900"), 5_000);
      publisher.publishAsItIs("sales", "madrid", json, 6_000);
    }

    assertThat(producer.history()).hasSize(2);
    // The amount is the only field that differs: a decimal of three bytes, 199,900 and its
    // negative.
    byte[] refund = producer.history().get(0).value();
    assertThat(HexFormat.of().formatHex(refund))
        .isEqualTo(
            HexFormat.of().formatHex(Wire.frame(7, Wire.SALE)).replace("06030cdc", "06fcf324"));
    ProducerRecord<byte[], byte[]> other = producer.history().get(1);
    assertThat(other.topic()).isEqualTo("sales");
    assertThat(other.timestamp()).isEqualTo(6_000);
    assertThat(other.key()).isEqualTo("madrid".getBytes(StandardCharsets.UTF_8));
    assertThat(other.value()).isEqualTo(json);
    assertThat(registry.requests).hasSize(1);
  }

  @Test
  void readingIsPublishedInItsGoldenBytesUnderItsSensor() {
    MockProducer<byte[], byte[]> producer = producer(true);

    try (EventPublisher publisher = new EventPublisher(registry.settings(), producer)) {
      publisher.publish(
          "readings",
          new PublishedReading("R-1", "fridge-4", -18.25, TemperatureUnit.CELSIUS, AT),
          5_000);
    }

    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.key()).isEqualTo("fridge-4".getBytes(StandardCharsets.UTF_8));
    assertThat(record.value()).isEqualTo(Wire.frame(7, Wire.READING));
  }

  @Test
  void activityIsPublishedInItsGoldenBytesUnderItsUser() {
    MockProducer<byte[], byte[]> producer = producer(true);

    try (EventPublisher publisher = new EventPublisher(registry.settings(), producer)) {
      publisher.publish("activity", new Activity("u-1", "click", AT), 5_000);
    }

    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.key()).isEqualTo("u-1".getBytes(StandardCharsets.UTF_8));
    assertThat(record.value()).isEqualTo(Wire.frame(7, Wire.ACTIVITY));
    assertThat(record.timestamp()).isEqualTo(5_000);
    assertThat(registry.requests)
        .singleElement()
        .asString()
        .startsWith("POST /subjects/activity-value/versions ");
  }

  @Test
  void withoutARegistryNothingIsPublished() {
    KafkaSettings settings = new KafkaSettings("127.0.0.1:9092", "", "test");

    assertThatThrownBy(() -> new EventPublisher(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schema registry");
  }

  @Test
  void schemaIsRegisteredOnceForATopic() {
    try (EventPublisher publisher = new EventPublisher(registry.settings(), producer(true))) {
      for (int i = 0; i < 100; i++) {
        publisher.publish("sales", SALE, 5_000);
      }
    }

    assertThat(registry.requests).hasSize(1);
  }

  @Test
  void eventThatCouldNotBeSentIsThrownByTheNextCall() {
    MockProducer<byte[], byte[]> producer = producer(false);
    EventPublisher publisher = new EventPublisher(registry.settings(), producer);
    publisher.publish("sales", SALE, 5_000);

    producer.errorNext(new TimeoutException("no broker"));

    assertThatThrownBy(() -> publisher.publish("sales", SALE, 5_000))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("no broker");
    assertThatThrownBy(publisher::flush).isInstanceOf(KafkaException.class);
    assertThatThrownBy(publisher::close).isInstanceOf(KafkaException.class);
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void schemaThatCannotBeRegisteredSaysWhereItWasTried() {
    registry.answering(1, 409, "{\"error_code\":409,\"message\":\"incompatible\"}");

    try (EventPublisher publisher = new EventPublisher(registry.settings(), producer(true))) {
      assertThatThrownBy(() -> publisher.publish("sales", SALE, 5_000))
          .isInstanceOf(SchemaRegistryException.class)
          .hasMessageContaining("sales-value")
          .hasMessageContaining(registry.url());
    }
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}

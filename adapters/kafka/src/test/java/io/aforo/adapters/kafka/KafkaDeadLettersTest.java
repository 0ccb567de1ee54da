package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.intake.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaDeadLettersTest {

  private static final byte[] KEY = "madrid".getBytes(StandardCharsets.UTF_8);
  private static final byte[] VALUE = {0, -1, 7};
  private static final byte[] NOTHING = {};

  @Test
  void letterHoldsItsOriginalByteForByteAndWhereItWas() {
    MockProducer<byte[], byte[]> producer = producer(true);

    new KafkaDeadLetters(new AcknowledgedWriter(producer))
        .write(List.of(letter(KEY, VALUE, "cut at byte 3")));

    assertThat(producer.history()).hasSize(1);
    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("sales.dlq");
    assertThat(record.key()).isEqualTo(KEY);
    assertThat(record.value()).isEqualTo(VALUE);
    assertThat(record.timestamp()).isNull();
    assertThat(headers(record))
        .isEqualTo(
            Map.of(
                "aforo.reason", "BAD_AVRO",
                "aforo.topic", "sales",
                "aforo.partition", "2",
                "aforo.offset", "42",
                "aforo.timestamp", "1000",
                "aforo.error", "EOFException",
                "aforo.detail", "cut at byte 3"));
  }

  @Test
  void originalWithoutAKeyGivesALetterWithoutOneAndAnEmptyValueStaysEmpty() {
    MockProducer<byte[], byte[]> producer = producer(true);

    new KafkaDeadLetters(new AcknowledgedWriter(producer))
        .write(List.of(letter(NOTHING, NOTHING, "empty")));

    assertThat(producer.history().get(0).key()).isNull();
    assertThat(producer.history().get(0).value()).isEmpty();
  }

  @Test
  void detailIsOfBoundedLength() {
    MockProducer<byte[], byte[]> producer = producer(true);

    new KafkaDeadLetters(new AcknowledgedWriter(producer))
        .write(List.of(letter(KEY, VALUE, "x".repeat(5_000))));

    assertThat(headers(producer.history().get(0)).get("aforo.detail"))
        .isEqualTo("x".repeat(1_000) + "...");
  }

  @Test
  void writeReturnsOnlyWhenEveryLetterIsAcknowledged() {
    MockProducer<byte[], byte[]> producer = producer(false);

    new KafkaDeadLetters(new AcknowledgedWriter(producer))
        .write(List.of(letter(KEY, VALUE, "one"), letter(KEY, VALUE, "two")));

    assertThat(producer.flushed()).isTrue();
    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void letterThatIsNotAcknowledgedFailsTheBatchAndSaysWhatToDo() {
    MockProducer<byte[], byte[]> refusing =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            completeNext();
            errorNext(new RecordTooLargeException("too large"));
          }
        };

    assertThatThrownBy(
            () ->
                new KafkaDeadLetters(new AcknowledgedWriter(refusing))
                    .write(List.of(letter(KEY, VALUE, "one"), letter(KEY, VALUE, "two"))))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("sales-2@42")
        .hasMessageContaining("sales.dlq")
        .hasMessageContaining("max.message.bytes");
  }

  @Test
  void producerIsIdempotentWhateverTheSettingsSay() {
    KafkaSettings settings =
        new KafkaSettings(
            "k:9092",
            "http://r:8081",
            "g",
            Map.of("acks", "0", "enable.idempotence", "false", "linger.ms", "7"),
            Map.of());

    Properties properties = AcknowledgedWriter.producerProperties(settings);

    assertThat(properties)
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true")
        .containsEntry("linger.ms", "7")
        .containsEntry("bootstrap.servers", "k:9092");
  }

  private static DeadLetter letter(byte[] key, byte[] value, String detail) {
    return new DeadLetter(
        RejectionReason.BAD_AVRO,
        new SourceRecord("sales", 2, 42, 1_000, key, value),
        "EOFException",
        detail);
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Map<String, String> headers(ProducerRecord<?, ?> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }
}

package io.aforo.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aforo.adapters.kafka.KafkaSettings;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes JSON as any program could. */
final class JsonTopic implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final KafkaProducer<byte[], byte[]> producer;

  private final AtomicReference<Exception> failure = new AtomicReference<>();

  JsonTopic(KafkaSettings kafka) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** A row of CSV: an empty field is left out, and what is a number is written as one. */
  void publish(String topic, Map<String, String> row, long time) {
    ObjectNode object = MAPPER.createObjectNode();
    row.forEach(
        (column, value) -> {
          if (Recordings.isNumber(column)) {
            object.put(column, new BigDecimal(value));
          } else if (!value.isEmpty()) {
            object.put(column, value);
          }
        });
    publish(topic, object.toString(), time);
  }

  void publish(String topic, String json, long time) {
    producer.send(
        new ProducerRecord<>(topic, null, time, null, json.getBytes(StandardCharsets.UTF_8)),
        (written, refusal) -> {
          if (refusal != null) {
            failure.compareAndSet(null, refusal);
          }
        });
  }

  /**
   * @throws IllegalStateException if a record was not written
   */
  @Override
  public void close() {
    producer.close();
    if (failure.get() != null) {
      throw new IllegalStateException("a record was not written", failure.get());
    }
  }
}

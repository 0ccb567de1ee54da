package io.aforo.adapters.kafka;

import io.aforo.application.port.out.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Records of one topic: a key, and a value in Avro. A record's own time is that of the writing, as
 * retention goes by it. For one thread.
 */
class KafkaStore<T, A extends SpecificRecord> implements Store<T> {

  private final AcknowledgedWriter writer;
  private final String topic;
  private final RegisteredAvro<A> avro;
  private final Function<T, byte[]> key;
  private final Function<T, A> value;

  KafkaStore(
      AcknowledgedWriter writer,
      String topic,
      Class<A> type,
      KafkaSettings settings,
      Function<T, byte[]> key,
      Function<T, A> value) {
    this.writer = writer;
    this.topic = topic;
    this.avro = new RegisteredAvro<>(topic, type, settings);
    this.key = key;
    this.value = value;
  }

  /**
   * Writes all of the batch, in its order for each key, and waits until the broker has acknowledged
   * each.
   *
   * @throws SchemaRegistryException if the schema could not be registered
   * @throws KafkaException if one was not acknowledged; others of the batch may be written then
   */
  @Override
  public final void write(List<T> batch) {
    List<ProducerRecord<byte[], byte[]>> records =
        batch.stream().map(row -> record(key.apply(row), value.apply(row))).toList();
    writer.write(
        records, i -> "The row " + new String(records.get(i).key(), StandardCharsets.UTF_8));
  }

  private ProducerRecord<byte[], byte[]> record(byte[] key, A value) {
    return new ProducerRecord<>(topic, key, avro.serialize(value));
  }

  @Override
  public final void close() {
    writer.close();
  }
}

package io.aforo.adapters.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends batches of records, and waits until the broker has acknowledged each. */
final class AcknowledgedWriter implements AutoCloseable {

  /** A dead letter is larger than its original, which may be as large as its broker allows. */
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

  private final Producer<byte[], byte[]> producer;

  AcknowledgedWriter(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * @throws KafkaException if the settings are not those of a producer
   */
  static AcknowledgedWriter open(KafkaSettings settings) {
    return new AcknowledgedWriter(
        new KafkaProducer<>(
            producerProperties(settings), new ByteArraySerializer(), new ByteArraySerializer()));
  }

  static Properties producerProperties(KafkaSettings settings) {
    Properties properties = new Properties();
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(MAX_REQUEST_BYTES));
    properties.putAll(settings.clientProperties());
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return properties;
  }

  /**
   * Writes all of the batch, in its order within each partition.
   *
   * @param what names a record of the batch, as the beginning of an error's message
   * @throws KafkaException if one was not acknowledged; it names the topic and says why
   */
  void write(List<ProducerRecord<byte[], byte[]>> batch, IntFunction<String> what) {
    List<Future<?>> acknowledgements = new ArrayList<>(batch.size());
    for (ProducerRecord<byte[], byte[]> record : batch) {
      acknowledgements.add(producer.send(record));
    }
    producer.flush();
    for (int i = 0; i < batch.size(); i++) {
      requireAcknowledged(acknowledgements.get(i), batch.get(i).topic(), what, i);
    }
  }

  private static void requireAcknowledged(
      Future<?> acknowledgement, String topic, IntFunction<String> what, int index) {
    try {
      acknowledgement.get();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while writing to " + topic, cancelled);
    } catch (ExecutionException refused) {
      throw new KafkaException(
          what.apply(index) + " was not written to " + topic + remedy(refused.getCause()),
          refused.getCause());
    }
  }

  private static String remedy(Throwable refusal) {
    if (refusal instanceof RecordTooLargeException) {
      return ": it is larger than the topic allows, as a dead letter is larger than its original;"
          + " raise max.message.bytes of this topic";
    }
    if (refusal instanceof UnknownTopicOrPartitionException) {
      return ": there is no such topic; create it";
    }
    return ": " + refusal.getMessage();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}

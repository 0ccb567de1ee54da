package io.aforo.adapters.kafka;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Dead letters as records of the topic {@code <topic>.dlq}: the key and the value of the original
 * byte for byte, and the rest in headers, as UTF-8 text:
 *
 * <ul>
 *   <li>{@code aforo.reason}: of the closed list
 *   <li>{@code aforo.topic}, {@code aforo.partition}, {@code aforo.offset}: where the original is
 *   <li>{@code aforo.timestamp}: the original's, epoch milliseconds
 *   <li>{@code aforo.error}, {@code aforo.detail}: the error's class, and what is wrong
 * </ul>
 *
 * <p>A record's own time is that of the writing, as retention goes by it. An original without a key
 * gives one without a key.
 *
 * <p>A topic replaces nothing and takes nothing back: the same letter written twice is there twice,
 * and of a batch that fails a part may be. Readers tell letters apart by topic, partition and
 * offset of the original.
 */
public final class KafkaDeadLetters implements DeadLetters {

  /** What follows a topic's name in the name of its dead letters' topic. */
  public static final String TOPIC_SUFFIX = ".dlq";

  /** A letter is larger than its original, which may be as large as its broker allows. */
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

  private static final int MAX_DETAIL = 1_000;

  private final Producer<byte[], byte[]> producer;

  KafkaDeadLetters(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Connects; to be called where the letters are written.
   *
   * @throws KafkaException if the settings are not those of a producer
   */
  public static KafkaDeadLetters open(KafkaSettings settings) {
    return new KafkaDeadLetters(
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

  /** The topic for the dead letters of a topic. */
  public static String topicFor(String topic) {
    return topic + TOPIC_SUFFIX;
  }

  /**
   * Writes all of the batch and waits until the broker has acknowledged each.
   *
   * @throws KafkaException if one was not acknowledged; it names the topic and says why
   */
  @Override
  public void write(List<DeadLetter> batch) {
    List<ProducerRecord<byte[], byte[]>> records = batch.stream().map(this::toRecord).toList();
    List<Future<?>> acknowledgements = new ArrayList<>(records.size());
    for (ProducerRecord<byte[], byte[]> record : records) {
      acknowledgements.add(producer.send(record));
    }
    producer.flush();
    for (int i = 0; i < records.size(); i++) {
      requireAcknowledged(acknowledgements.get(i), records.get(i).topic(), batch.get(i));
    }
  }

  private ProducerRecord<byte[], byte[]> toRecord(DeadLetter letter) {
    SourceRecord original = letter.record();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topicFor(original.topic()),
            original.key().length == 0 ? null : original.key(),
            original.value());
    header(record.headers(), "aforo.reason", letter.reason().name());
    header(record.headers(), "aforo.topic", original.topic());
    header(record.headers(), "aforo.partition", String.valueOf(original.partition()));
    header(record.headers(), "aforo.offset", String.valueOf(original.offset()));
    header(record.headers(), "aforo.timestamp", String.valueOf(original.timestamp()));
    header(record.headers(), "aforo.error", letter.errorClass());
    header(record.headers(), "aforo.detail", shortened(letter.detail()));
    return record;
  }

  private static void header(Headers headers, String key, String value) {
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "...";
  }

  private static void requireAcknowledged(
      Future<?> acknowledgement, String topic, DeadLetter letter) {
    try {
      acknowledgement.get();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while writing dead letters to " + topic, cancelled);
    } catch (ExecutionException refused) {
      throw new KafkaException(
          "The dead letter of "
              + letter.record()
              + " was not written to "
              + topic
              + remedy(refused.getCause()),
          refused.getCause());
    }
  }

  private static String remedy(Throwable refusal) {
    if (refusal instanceof RecordTooLargeException) {
      return ": it is larger than its original; raise max.message.bytes of this topic";
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

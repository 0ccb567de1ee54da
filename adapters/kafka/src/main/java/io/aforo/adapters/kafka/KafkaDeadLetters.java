package io.aforo.adapters.kafka;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;

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

  private static final int MAX_DETAIL = 1_000;

  private final AcknowledgedWriter writer;

  KafkaDeadLetters(AcknowledgedWriter writer) {
    this.writer = writer;
  }

  /**
   * Connects; to be called where the letters are written.
   *
   * @throws KafkaException if the settings are not those of a producer
   */
  public static KafkaDeadLetters open(KafkaSettings settings) {
    return new KafkaDeadLetters(AcknowledgedWriter.open(settings));
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
    writer.write(
        batch.stream().map(KafkaDeadLetters::toRecord).toList(),
        i -> "The dead letter of " + batch.get(i).record());
  }

  private static ProducerRecord<byte[], byte[]> toRecord(DeadLetter letter) {
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

  @Override
  public void close() {
    writer.close();
  }
}

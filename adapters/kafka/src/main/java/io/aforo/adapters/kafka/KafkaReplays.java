package io.aforo.adapters.kafka;

import io.aforo.application.intake.RecordPlace;
import io.aforo.application.intake.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Sends records again: to their own topic and partition, with their own key, value and time, so
 * that they are judged as the first time. A record that was sent again says so in the header
 * {@value #HEADER}; that is how it is known, wherever its dead letter is kept. For one thread.
 */
public final class KafkaReplays implements AutoCloseable {

  /** The header of a record that was sent again: the place of the first one. */
  public static final String HEADER = "aforo.replay-of";

  private final TopicScan scan;
  private final AcknowledgedWriter writer;

  KafkaReplays(TopicScan scan, AcknowledgedWriter writer) {
    this.scan = scan;
    this.writer = writer;
  }

  /**
   * Connects.
   *
   * @throws KafkaException if the settings are not those of a client
   */
  public static KafkaReplays open(KafkaSettings settings) {
    TopicScan scan = TopicScan.open(settings);
    try {
      return new KafkaReplays(scan, AcknowledgedWriter.open(settings));
    } catch (KafkaException unusable) {
      scan.close();
      throw unusable;
    }
  }

  /** How many partitions a topic has; 0 if it is not there. */
  public int partitions(String topic) {
    return scan.partitions(topic).size();
  }

  /**
   * Those of the records that were sent again before. Reads each of their partitions behind the
   * first of them to its end, which can be long.
   *
   * @param progress is told how many records were read so far
   * @throws KafkaException if Kafka does not answer
   */
  public Set<RecordPlace> sentBefore(Collection<RecordPlace> places, LongConsumer progress) {
    Map<TopicPartition, Long> behind = new HashMap<>();
    for (RecordPlace place : places) {
      behind.merge(
          new TopicPartition(place.topic(), place.partition()), place.offset() + 1, Math::min);
    }
    scan.beginnings(behind.keySet())
        .forEach((partition, first) -> behind.merge(partition, first, Math::max));
    Set<String> wanted = new HashSet<>();
    places.forEach(place -> wanted.add(place.toString()));
    Set<RecordPlace> found = new HashSet<>();
    long[] read = {0};
    scan.read(
        behind,
        record -> {
          progress.accept(++read[0]);
          for (Header header : record.headers().headers(HEADER)) {
            String place =
                header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
            if (wanted.contains(place)) {
              found.add(RecordPlace.parse(place));
            }
          }
        });
    return found;
  }

  /**
   * Sends records, and waits until each is acknowledged by all replicas in sync. One can be too
   * large for the topic that it came from, since it has a header more; it is left.
   *
   * @return the places of those that are too large
   * @throws KafkaException if another was not acknowledged; it says which, and others may have been
   */
  public Set<RecordPlace> send(List<SourceRecord> records) {
    return writer
        .writeWhatFits(
            records.stream().map(KafkaReplays::again).toList(), i -> "The record " + records.get(i))
        .stream()
        .map(i -> RecordPlace.of(records.get(i)))
        .collect(Collectors.toSet());
  }

  private static ProducerRecord<byte[], byte[]> again(SourceRecord record) {
    ProducerRecord<byte[], byte[]> again =
        new ProducerRecord<>(
            record.topic(),
            record.partition(),
            record.timestamp() < 0 ? null : record.timestamp(),
            record.key().length == 0 ? null : record.key(),
            record.value());
    again.headers().add(HEADER, RecordPlace.of(record).toString().getBytes(StandardCharsets.UTF_8));
    return again;
  }

  @Override
  public void close() {
    try {
      writer.close();
    } finally {
      scan.close();
    }
  }
}

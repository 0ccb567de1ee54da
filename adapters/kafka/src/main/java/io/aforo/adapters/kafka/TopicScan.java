package io.aforo.adapters.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads partitions to the end that they have when the reading begins, and commits nothing. For one
 * thread.
 */
final class TopicScan implements AutoCloseable {

  private static final Duration STEP = Duration.ofMillis(200);

  /** How long Kafka may say nothing. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final KafkaSettings settings;
  private final Consumer<byte[], byte[]> consumer;

  /**
   * @param settings for messages
   */
  TopicScan(KafkaSettings settings, Consumer<byte[], byte[]> consumer) {
    this.settings = settings;
    this.consumer = consumer;
  }

  /**
   * @throws KafkaException if the settings are not those of a consumer
   */
  static TopicScan open(KafkaSettings settings) {
    Properties properties = settings.clientProperties();
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // What is sought was not written in a transaction; those of others that are open hide nothing.
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    // Retention may remove the first records while they are asked for.
    properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new TopicScan(
        settings,
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /** The partitions of a topic; none if it is not there. */
  List<TopicPartition> partitions(String topic) {
    Collection<PartitionInfo> found = answered(() -> consumer.partitionsFor(topic, LIMIT));
    return found == null
        ? List.of()
        : found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /** The offset of the first record that there still is, in each partition. */
  Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
    return answered(() -> consumer.beginningOffsets(partitions, LIMIT));
  }

  /**
   * Hands over the records of each partition in their order.
   *
   * @param from the offset to begin at, for each partition
   * @throws KafkaException if Kafka does not answer
   */
  void read(
      Map<TopicPartition, Long> from,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Map<TopicPartition, Long> ends = answered(() -> consumer.endOffsets(from.keySet(), LIMIT));
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    List<TopicPartition> open = unread(ends, from.keySet());
    while (!open.isEmpty()) {
      boolean isSilent = true;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(STEP)) {
        isSilent = false;
        if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
          reader.accept(record);
        }
      }
      List<TopicPartition> before = open;
      open = unread(ends, before);
      if (!isSilent || open.size() < before.size()) {
        deadline = System.nanoTime() + LIMIT.toNanos();
      } else if (System.nanoTime() - deadline >= 0) {
        throw KafkaTopics.unreachable(settings, LIMIT, null);
      }
      // Others may write on to those that are read.
      consumer.pause(without(before, open));
    }
  }

  private List<TopicPartition> unread(
      Map<TopicPartition, Long> ends, Collection<TopicPartition> partitions) {
    return answered(
        () ->
            partitions.stream()
                .filter(partition -> consumer.position(partition, LIMIT) < ends.get(partition))
                .toList());
  }

  private static List<TopicPartition> without(
      List<TopicPartition> partitions, List<TopicPartition> some) {
    List<TopicPartition> others = new ArrayList<>(partitions);
    others.removeAll(some);
    return others;
  }

  private <T> T answered(Supplier<T> question) {
    try {
      return question.get();
    } catch (TimeoutException silent) {
      throw KafkaTopics.unreachable(settings, LIMIT, silent);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}

package io.aforo.adapters.kafka;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.temperature.RuleBookChange;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics of rules and sensors from their beginning to the end that they have now, in one go:
 * what was said before the first reading is judged. It travels with the job, and reads where it is
 * asked to; it commits nothing.
 */
public final class KafkaRuleBook implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Duration STEP = Duration.ofMillis(200);

  /** Makes the client, where the job runs. */
  @FunctionalInterface
  interface Connection extends Serializable {
    Consumer<byte[], byte[]> open(Properties properties);
  }

  private final KafkaSettings settings;
  private final Map<String, KafkaChanges> topics;
  private final Duration limit;
  private final Connection connection;

  /**
   * @param settings where Kafka is
   * @param topics what the records of each topic hold
   * @param limit how long it may take
   */
  public KafkaRuleBook(KafkaSettings settings, Map<String, KafkaChanges> topics, Duration limit) {
    this(
        settings,
        topics,
        limit,
        properties ->
            new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  KafkaRuleBook(
      KafkaSettings settings,
      Map<String, KafkaChanges> topics,
      Duration limit,
      Connection connection) {
    this.settings = settings;
    this.topics = Map.copyOf(topics);
    this.limit = limit;
    this.connection = connection;
  }

  /**
   * The changes that are there now, those of a partition in their order. Records that are none are
   * left out: the source of the same topic tells of them.
   *
   * @throws KafkaException if a topic is not there, Kafka does not answer, or the end is not
   *     reached in time
   */
  public List<Ingested.Accepted<RuleBookChange>> read() {
    long deadline = System.nanoTime() + limit.toNanos();
    try (Consumer<byte[], byte[]> consumer = connection.open(properties())) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, limit);
      consumer.seekToBeginning(partitions);
      List<Ingested.Accepted<RuleBookChange>> changes = new ArrayList<>();
      while (!isAt(ends, consumer)) {
        if (System.nanoTime() - deadline >= 0) {
          throw new KafkaException(
              "The rules in %s could not be read to their end within %d ms, at %s"
                  .formatted(ends.keySet(), limit.toMillis(), settings.bootstrapServers()));
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(STEP)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          if (record.offset() < ends.get(partition)
              && topics.get(record.topic()).read(record)
                  instanceof Ingested.Accepted<RuleBookChange> change) {
            changes.add(change);
          }
        }
      }
      return changes;
    } catch (TimeoutException | AuthenticationException failure) {
      throw KafkaTopics.failure(settings, limit, failure);
    }
  }

  private Properties properties() {
    Properties properties = settings.clientProperties();
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    // What a source of the same topic sees.
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // Compaction may remove the first records while they are asked for.
    properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return properties;
  }

  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics.keySet()) {
      Collection<PartitionInfo> found = consumer.partitionsFor(topic, limit);
      if (found == null || found.isEmpty()) {
        throw new KafkaException(
            "There is no topic "
                + topic
                + " at "
                + settings.bootstrapServers()
                + "; rules are kept in a compacted topic, so create it with cleanup.policy=compact");
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private boolean isAt(Map<TopicPartition, Long> ends, Consumer<byte[], byte[]> consumer) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), limit) >= end.getValue());
  }
}

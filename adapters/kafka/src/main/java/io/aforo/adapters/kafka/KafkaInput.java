package io.aforo.adapters.kafka;

import java.time.Duration;
import java.util.List;

/**
 * What to read of Kafka: which topics, and up to where.
 *
 * @param topics the topics, all of one kind of event
 * @param bounded whether to read only to the end that the topics have at the start
 * @param partitionDiscovery how often to look for new partitions; zero for never. A bounded input
 *     never does.
 */
public record KafkaInput(List<String> topics, boolean bounded, Duration partitionDiscovery) {

  private static final Duration PARTITION_DISCOVERY = Duration.ofSeconds(30);

  /**
   * @throws IllegalArgumentException if there is no topic or the interval is negative
   */
  public KafkaInput {
    topics = List.copyOf(topics);
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("topics must not be empty");
    }
    if (partitionDiscovery.isNegative()) {
      throw new IllegalArgumentException(
          "partition discovery interval must not be negative, was " + partitionDiscovery);
    }
  }

  /** All that these topics hold and ever will, new partitions included. */
  public static KafkaInput continuous(String... topics) {
    return new KafkaInput(List.of(topics), false, PARTITION_DISCOVERY);
  }

  /** What these topics hold now: for a replay. */
  public static KafkaInput bounded(String... topics) {
    return new KafkaInput(List.of(topics), true, Duration.ZERO);
  }
}

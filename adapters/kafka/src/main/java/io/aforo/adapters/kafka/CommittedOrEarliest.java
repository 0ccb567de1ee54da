package io.aforo.adapters.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts where the consumer group left off, or at the earliest record of a partition that it never
 * read; and nowhere else.
 *
 * <p>Flink's own initializers tie the two together: whoever starts at the earliest record where
 * nothing is committed also goes back there, in silence, when an offset is out of range later on.
 */
final class CommittedOrEarliest implements OffsetsInitializer {

  private static final long serialVersionUID = 1L;

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    Map<TopicPartition, Long> committed = retriever.committedOffsets(partitions);
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Long offset = committed.get(partition);
      // A mark that the reader resolves: an offset asked for here may be gone when reading starts.
      starts.put(partition, offset == null ? KafkaPartitionSplit.EARLIEST_OFFSET : offset);
    }
    return starts;
  }

  /** None: an offset that is out of range fails the job. */
  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}

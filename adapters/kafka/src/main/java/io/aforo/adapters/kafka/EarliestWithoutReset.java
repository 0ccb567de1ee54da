package io.aforo.adapters.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts at the earliest record of each partition, and never goes back there by itself.
 *
 * <p>Not where the consumer group left off: offsets without the state that belongs to them would
 * count only the rest of the windows that were open. And not with Flink's own initializer of this
 * name, which also goes to the earliest record, in silence, when an offset is out of range later
 * on.
 */
final class EarliestWithoutReset implements OffsetsInitializer {

  private static final long serialVersionUID = 1L;

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (TopicPartition partition : partitions) {
      // A mark that the reader resolves: an offset asked for here may be gone when reading starts.
      starts.put(partition, KafkaPartitionSplit.EARLIEST_OFFSET);
    }
    return starts;
  }

  /** None: an offset that is out of range fails the job. */
  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}

package io.aforo.adapters.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics on the heap: what was written to them in a test is what is read from them. */
final class TopicLog {

  static final KafkaSettings SETTINGS = new KafkaSettings("k:9092", "", "test");

  private final Map<String, Integer> topics = new TreeMap<>();
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
  private final Map<TopicPartition, Long> beginnings = new HashMap<>();
  private final Map<String, RuntimeException> refusals = new HashMap<>();

  /** No record of this value is taken. */
  TopicLog refusing(String value, RuntimeException refusal) {
    refusals.put(value, refusal);
    return this;
  }

  TopicLog with(String topic, int partitions) {
    topics.put(topic, partitions);
    IntStream.range(0, partitions)
        .forEach(i -> records.put(new TopicPartition(topic, i), new ArrayList<>()));
    return this;
  }

  /** What retention leaves of a partition. */
  void deleteBefore(String topic, int partition, long offset) {
    beginnings.put(new TopicPartition(topic, partition), offset);
  }

  List<ConsumerRecord<byte[], byte[]>> records(String topic, int partition) {
    return records.get(new TopicPartition(topic, partition));
  }

  AcknowledgedWriter writer() {
    return new AcknowledgedWriter(
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            RuntimeException refusal = refusals.get(new String(record.value(), UTF_8));
            if (refusal != null) {
              return CompletableFuture.failedFuture(refusal);
            }
            append(record, record.timestamp() == null ? 1_000 : record.timestamp());
            return super.send(record);
          }
        });
  }

  /** Replaces a record by the same of another time. */
  void changeTime(TopicPartition partition, int index, long time) {
    ConsumerRecord<byte[], byte[]> record = records.get(partition).get(index);
    records.get(partition).set(index, at(record, time));
  }

  void append(ProducerRecord<byte[], byte[]> record, long time) {
    int partition = record.partition() == null ? 0 : record.partition();
    List<ConsumerRecord<byte[], byte[]>> log =
        records.get(new TopicPartition(record.topic(), partition));
    ConsumerRecord<byte[], byte[]> next =
        new ConsumerRecord<>(record.topic(), partition, log.size(), record.key(), record.value());
    record.headers().forEach(next.headers()::add);
    log.add(at(next, time));
  }

  private static ConsumerRecord<byte[], byte[]> at(
      ConsumerRecord<byte[], byte[]> record, long time) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        time,
        TimestampType.CREATE_TIME,
        0,
        0,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }

  TopicScan scan() {
    return new TopicScan(SETTINGS, new Reader());
  }

  private final class Reader extends MockConsumer<byte[], byte[]> {

    private Reader() {
      super("earliest");
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String topic, Duration limit) {
      return topics.containsKey(topic)
          ? IntStream.range(0, topics.get(topic))
              .mapToObj(i -> new PartitionInfo(topic, i, Node.noNode(), null, null))
              .toList()
          : null;
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
        Collection<TopicPartition> partitions, Duration limit) {
      Map<TopicPartition, Long> found = new HashMap<>();
      partitions.forEach(partition -> found.put(partition, beginnings.getOrDefault(partition, 0L)));
      updateBeginningOffsets(found);
      return found;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration limit) {
      Map<TopicPartition, Long> found = new HashMap<>();
      partitions.forEach(partition -> found.put(partition, (long) records.get(partition).size()));
      updateEndOffsets(found);
      return found;
    }

    @Override
    public synchronized void assign(Collection<TopicPartition> partitions) {
      super.assign(partitions);
      partitions.forEach(partition -> records.get(partition).forEach(this::addRecord));
    }
  }
}

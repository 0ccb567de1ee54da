package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.Stopwatch;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer with the defaults of Kafka's client in one thread: what one who reads with it can do.
 *
 * @param isDecoding whether it decodes what it polls
 */
record BareConsumer(boolean isDecoding) implements Contestant {

  @Override
  public String name() {
    return isDecoding ? "bare consumer that decodes" : "bare consumer that polls";
  }

  @Override
  public void read(Servers servers, String topic, long sales, Stopwatch stopwatch)
      throws Exception {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", servers.bootstrapServers(),
            "interceptor.classes", FirstPoll.class.getName());
    SaleReader reader = new SaleReader();
    long seen = 0;
    long units = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          IntStream.range(0, SalesDay.PARTITIONS)
              .mapToObj(partition -> new TopicPartition(topic, partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (seen < sales) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (isDecoding) {
            units += reader.read(record.value()).getQuantity().unscaledValue().longValue();
          }
          seen++;
        }
      }
      stopwatch.stop();
    }
    if (isDecoding && units == 0) {
      throw new IllegalStateException("nothing was decoded");
    }
  }
}

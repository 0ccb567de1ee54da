package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.Stopwatch;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts the clock when a consumer hands out its first records: whoever reads, what comes before is
 * setting up. One at a time in a process.
 */
public final class FirstPoll implements ConsumerInterceptor<Object, Object> {

  // Kafka makes the interceptors.
  private static volatile Stopwatch stopwatch;

  /** What is started next. */
  static void starts(Stopwatch next) {
    stopwatch = next;
  }

  @Override
  public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
    Stopwatch next = stopwatch;
    if (next != null) {
      next.start();
      stopwatch = null;
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void configure(Map<String, ?> configuration) {}

  @Override
  public void close() {}
}

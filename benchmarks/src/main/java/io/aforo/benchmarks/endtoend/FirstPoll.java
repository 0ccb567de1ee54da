package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.Stopwatch;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
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
  private static final AtomicReference<Stopwatch> STOPWATCH = new AtomicReference<>();

  /** What is started next. */
  static void starts(Stopwatch next) {
    STOPWATCH.set(next);
  }

  @Override
  public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
    Stopwatch next = STOPWATCH.getAndSet(null);
    if (next != null) {
      next.start();
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

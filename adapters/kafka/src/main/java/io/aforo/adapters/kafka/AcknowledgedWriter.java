package io.aforo.adapters.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends batches of records, and waits until the broker has acknowledged each. */
final class AcknowledgedWriter implements AutoCloseable {

  /** A dead letter is larger than its original, which may be as large as its broker allows. */
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

  private final Producer<byte[], byte[]> producer;

  AcknowledgedWriter(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * @throws KafkaException if the settings are not those of a producer
   */
  static AcknowledgedWriter open(KafkaSettings settings) {
    return new AcknowledgedWriter(
        new KafkaProducer<>(
            producerProperties(settings), new ByteArraySerializer(), new ByteArraySerializer()));
  }

  static Properties producerProperties(KafkaSettings settings) {
    Properties properties = new Properties();
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(MAX_REQUEST_BYTES));
    properties.putAll(settings.clientProperties());
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return properties;
  }

  /**
   * Writes all of the batch, in its order within each partition.
   *
   * @param what names a record of the batch, as the beginning of an error's message
   * @throws KafkaException if one was not acknowledged; it names the topic and says why
   */
  void write(List<ProducerRecord<byte[], byte[]>> batch, IntFunction<String> what) {
    write(batch, what, index -> false);
  }

  /**
   * Writes those of the batch that their topics have room for, in its order within each partition.
   *
   * @param what names a record of the batch, as the beginning of an error's message
   * @return the indices of those that are larger than their topic, or a request, may be
   * @throws KafkaException if another was not acknowledged; it names the topic and says why
   */
  Set<Integer> writeWhatFits(List<ProducerRecord<byte[], byte[]>> batch, IntFunction<String> what) {
    Set<Integer> tooLarge = new HashSet<>();
    write(batch, what, tooLarge::add);
    return tooLarge;
  }

  /**
   * @param leavesTooLarge is told the index of a record that is too large, and says whether to go
   *     on without it
   */
  private void write(
      List<ProducerRecord<byte[], byte[]>> batch,
      IntFunction<String> what,
      IntPredicate leavesTooLarge) {
    List<Future<?>> acknowledgements = new ArrayList<>(batch.size());
    for (ProducerRecord<byte[], byte[]> record : batch) {
      acknowledgements.add(producer.send(record));
    }
    producer.flush();
    for (int i = 0; i < batch.size(); i++) {
      String topic = batch.get(i).topic();
      Optional<Throwable> refusal = refusal(acknowledgements.get(i), topic);
      boolean isLeft =
          refusal.filter(RecordTooLargeException.class::isInstance).isPresent()
              && leavesTooLarge.test(i);
      if (refusal.isPresent() && !isLeft) {
        throw new KafkaException(
            what.apply(i) + " was not written to " + topic + remedy(refusal.get()), refusal.get());
      }
    }
  }

  private static Optional<Throwable> refusal(Future<?> acknowledgement, String topic) {
    try {
      acknowledgement.get();
      return Optional.empty();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while writing to " + topic, cancelled);
    } catch (ExecutionException refused) {
      return Optional.of(refused.getCause());
    }
  }

  private static String remedy(Throwable refusal) {
    if (refusal instanceof RecordTooLargeException) {
      return ": it is larger than the topic allows, as a dead letter is larger than its original;"
          + " raise max.message.bytes of this topic";
    }
    if (refusal instanceof UnknownTopicOrPartitionException) {
      return ": there is no such topic; create it";
    }
    if (refusal instanceof TopicAuthorizationException) {
      return ": the right to write to this topic is missing; aforo check tells how to give it";
    }
    return ": " + refusal.getMessage();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}

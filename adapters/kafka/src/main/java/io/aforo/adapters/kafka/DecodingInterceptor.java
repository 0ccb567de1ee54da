package io.aforo.adapters.kafka;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;

/**
 * Decodes records on the thread that polls them. A source has two threads, and all else that is
 * done for a record, up to the shuffle, is done on the other one.
 *
 * <p>It takes what is good. Whatever else there is passes as it came, and is left to the source's
 * own thread: only there one waits for a registry, and only there is said why a record is refused.
 * Kafka makes it, of the {@linkplain #decode properties} of a consumer.
 */
public final class DecodingInterceptor implements ConsumerInterceptor<byte[], byte[]> {

  private static final String INTAKE = "aforo.intake";

  /** A record with what it holds. */
  private static final class Decoded extends ConsumerRecord<byte[], byte[]> {

    private final Ingested<?> ingested;

    private Decoded(ConsumerRecord<byte[], byte[]> record, Ingested<?> ingested) {
      super(
          record.topic(),
          record.partition(),
          record.offset(),
          record.timestamp(),
          record.timestampType(),
          record.serializedKeySize(),
          record.serializedValueSize(),
          record.key(),
          record.value(),
          record.headers(),
          record.leaderEpoch());
      this.ingested = ingested;
    }
  }

  private Intake<?> intake;

  /**
   * Has a consumer's records decoded.
   *
   * @param intake makes the door that they come through. It must not wait for anything, and throws
   *     what it likes where it would have to.
   */
  static void decode(Properties consumer, SerializableSupplier<? extends Intake<?>> intake) {
    consumer.merge(
        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
        DecodingInterceptor.class.getName(),
        (theirs, ours) -> theirs.toString().isBlank() ? ours : theirs + "," + ours);
    consumer.put(INTAKE, intake);
  }

  /**
   * What a record holds, if it was decoded; of the kind of event that its consumer's intake has.
   */
  @SuppressWarnings("unchecked") // A source has one intake.
  static <E> Optional<Ingested<E>> decoded(ConsumerRecord<byte[], byte[]> record) {
    return record instanceof Decoded decoded
        ? Optional.of((Ingested<E>) decoded.ingested)
        : Optional.empty();
  }

  /**
   * @throws ConfigException if a consumer has the interceptor and not what {@link #decode} put
   *     beside it
   */
  @Override
  public void configure(Map<String, ?> properties) {
    if (!(properties.get(INTAKE) instanceof SerializableSupplier<?> supplier)) {
      throw new ConfigException(
          "%s is for consumers that Aforo makes, with its property %s; take it out of %s"
              .formatted(
                  DecodingInterceptor.class.getName(),
                  INTAKE,
                  ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG));
    }
    intake = (Intake<?>) supplier.get();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> passed = new LinkedHashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      passed.put(partition, passed(polled.records(partition)));
    }
    return new ConsumerRecords<>(passed, polled.nextOffsets());
  }

  private List<ConsumerRecord<byte[], byte[]>> passed(
      List<ConsumerRecord<byte[], byte[]>> records) {
    List<ConsumerRecord<byte[], byte[]>> passed = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      passed.add(passed(record));
    }
    return passed;
  }

  private ConsumerRecord<byte[], byte[]> passed(ConsumerRecord<byte[], byte[]> record) {
    try {
      Ingested<?> ingested = intake.admit(SourceRecords.of(record), record.value() == null);
      return ingested instanceof Ingested.Accepted<?> ? new Decoded(record, ingested) : record;
    } catch (RuntimeException left) {
      // The source's own thread will find out what is wrong, if anything is.
      return record;
    }
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}

package io.aforo.adapters.kafka;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.temperature.RuleBookChange;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Flink sources of events that were published as Avro or JSON. Each record of a topic, tombstones
 * included, becomes exactly one {@link Ingested}; bad data is an answer, never an exception.
 *
 * <p>Without a checkpoint or savepoint, reading starts at the earliest record: offsets are part of
 * the state, and state without its past would be wrong. The consumer group's offsets are committed
 * for others to watch. An offset that is not there any more, because records were deleted before
 * they were read, fails the job: nothing is skipped in silence. Of transactions, only what was
 * committed is read.
 *
 * <p>While the registry cannot answer for a schema that is not known yet, reading waits; after a
 * minute the job fails with a {@link SchemaRegistryException} and starts again from its checkpoint.
 */
public final class KafkaSources {

  private final KafkaSettings settings;
  private final EventTimeBounds bounds;

  /**
   * @param settings where Kafka and the registry are
   * @param bounds the event times that are believed
   */
  public KafkaSources(KafkaSettings settings, EventTimeBounds bounds) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.bounds = Objects.requireNonNull(bounds, "bounds");
  }

  /**
   * Events of one kind.
   *
   * @param values what the records hold
   * @param type how Flink carries the records on
   * @throws IllegalArgumentException if the rules of a mapping are not rules for this kind, or the
   *     values need a schema registry and there is none
   */
  public <E> KafkaSource<Ingested<E>> source(
      EventKind<E> kind, KafkaInput input, KafkaValues values, TypeInformation<Ingested<E>> type) {
    values.check(kind, settings);
    EventTimeBounds believed = bounds;
    KnownSchemas known = new KnownSchemas();
    Properties consumer = consumerProperties(input);
    DecodingInterceptor.decode(
        consumer,
        () ->
            new Intake<>(
                values.decoder(kind, () -> known, Patience.STANDARD), kind::timeOf, believed));
    return source(input, consumer, deserializer(kind, values, known, type));
  }

  /**
   * Changes of rules or of sensors, from the beginning of a compacted topic on.
   *
   * @param changes what the records hold
   * @param type how Flink carries the records on
   */
  public KafkaSource<Ingested<RuleBookChange>> changes(
      KafkaInput input, KafkaChanges changes, TypeInformation<Ingested<RuleBookChange>> type) {
    return source(input, consumerProperties(input), new ChangesDeserializer(changes, type));
  }

  /**
   * What {@link #source} makes of records, for those who have records at hand; it is to be opened
   * before its first one.
   *
   * @throws IllegalArgumentException as {@link #source} does
   */
  public <E> KafkaRecordDeserializationSchema<Ingested<E>> records(
      EventKind<E> kind, KafkaValues values, TypeInformation<Ingested<E>> type) {
    values.check(kind, settings);
    return deserializer(kind, values, type);
  }

  private <T> KafkaSource<T> source(
      KafkaInput input, Properties consumer, KafkaRecordDeserializationSchema<T> deserializer) {
    KafkaSourceBuilder<T> source =
        KafkaSource.<T>builder()
            .setProperties(consumer)
            .setTopics(input.topics())
            .setStartingOffsets(new EarliestWithoutReset())
            .setDeserializer(deserializer);
    return (input.bounded() ? source.setBounded(OffsetsInitializer.latest()) : source).build();
  }

  <E> IngestingDeserializer<E> deserializer(
      EventKind<E> kind, KafkaValues values, TypeInformation<Ingested<E>> type) {
    return deserializer(kind, values, new KnownSchemas(), type);
  }

  private <E> IngestingDeserializer<E> deserializer(
      EventKind<E> kind,
      KafkaValues values,
      KnownSchemas known,
      TypeInformation<Ingested<E>> type) {
    KafkaSettings connection = settings;
    return new IngestingDeserializer<>(
        () ->
            values.decoder(
                kind,
                () -> known.learningFrom(SchemaRegistry.connect(connection)),
                Patience.STANDARD),
        kind,
        bounds,
        type);
  }

  /**
   * The door that the records of a source come through, for a person who asks of single ones. It
   * waits some seconds for a registry that does not answer. For one thread.
   *
   * @param values what the records hold
   * @throws IllegalArgumentException if the rules of a mapping are not rules for this kind, or the
   *     values need a schema registry and there is none
   */
  public <E> Intake<E> intake(EventKind<E> kind, KafkaValues values) {
    values.check(kind, settings);
    Patience patience = Patience.OF_A_PERSON;
    return new Intake<>(
        values.decoder(kind, () -> SchemaRegistry.connect(settings, patience), patience),
        kind::timeOf,
        bounds);
  }

  Properties consumerProperties(KafkaInput input) {
    Properties properties = settings.clientProperties();
    properties.setProperty(ConsumerConfig.GROUP_ID_CONFIG, settings.groupId());
    // One prefix for each source: clients of one name collide in JMX.
    properties.setProperty(
        KafkaSourceOptions.CLIENT_ID_PREFIX.key(),
        settings.groupId() + "-" + String.join("-", input.topics()));
    // Offsets are committed with checkpoints, and only then.
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    Duration discovery = input.partitionDiscovery();
    properties.setProperty(
        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
        String.valueOf(input.bounded() || discovery.isZero() ? -1 : discovery.toMillis()));
    return properties;
  }
}

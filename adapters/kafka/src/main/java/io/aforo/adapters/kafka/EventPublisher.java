package io.aforo.adapters.kafka;

import io.aforo.domain.activity.Activity;
import io.aforo.domain.sales.Sale;
import io.aforo.schemas.TemperatureReading;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes events as Avro, with the keys that Aforo's topics have: sales by store, readings by
 * sensor, activities by user. The schema is registered under the subject {@code <topic>-value} on
 * first use.
 *
 * <p>Sends in the background and in order; {@link #flush()} returns when all is acknowledged. What
 * could not be sent is thrown by the next call, whichever that is. Not for use by several threads
 * at once.
 */
public final class EventPublisher implements AutoCloseable {

  private final KafkaSettings settings;
  private final Producer<byte[], byte[]> producer;
  private final Map<String, RegisteredAvro<io.aforo.schemas.Sale>> sales = new HashMap<>();
  private final Map<String, RegisteredAvro<TemperatureReading>> readings = new HashMap<>();
  private final Map<String, RegisteredAvro<io.aforo.schemas.Activity>> activities = new HashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @throws IllegalArgumentException if the settings have no schema registry
   * @throws KafkaException if the settings are not those of a producer
   */
  public EventPublisher(KafkaSettings settings) {
    this(
        settings,
        new KafkaProducer<>(
            producerProperties(settings), new ByteArraySerializer(), new ByteArraySerializer()));
  }

  EventPublisher(KafkaSettings settings, Producer<byte[], byte[]> producer) {
    this.settings = settings;
    this.producer = producer;
  }

  private static Properties producerProperties(KafkaSettings settings) {
    settings.requireRegistry();
    Properties properties = new Properties();
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "10");
    properties.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(128 * 1024));
    properties.putAll(settings.clientProperties());
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return properties;
  }

  /**
   * Publishes a sale.
   *
   * @param recordTime the record's own time, epoch milliseconds
   * @throws SchemaRegistryException if the schema could not be registered
   * @throws KafkaException if this or an earlier event could not be sent
   */
  public void publish(String topic, Sale sale, long recordTime) {
    publish(topic, SaleMapper.INSTANCE.toAvro(sale), recordTime);
  }

  /**
   * Publishes a sale with this amount in place of its own. Nothing is checked: what is wrong with
   * it is for whoever reads it to say.
   *
   * @param amount with four decimals
   * @param recordTime the record's own time, epoch milliseconds
   * @throws SchemaRegistryException if the schema could not be registered
   * @throws KafkaException if this or an earlier event could not be sent
   */
  public void publish(String topic, Sale sale, BigDecimal amount, long recordTime) {
    publish(
        topic,
        io.aforo.schemas.Sale.newBuilder(SaleMapper.INSTANCE.toAvro(sale))
            .setAmount(amount)
            .build(),
        recordTime);
  }

  private void publish(String topic, io.aforo.schemas.Sale sale, long recordTime) {
    send(
        topic,
        sale.getStoreId(),
        avro(sales, topic, io.aforo.schemas.Sale.class),
        sale,
        recordTime);
  }

  /**
   * Publishes a reading.
   *
   * @param recordTime the record's own time, epoch milliseconds
   * @throws SchemaRegistryException if the schema could not be registered
   * @throws KafkaException if this or an earlier event could not be sent
   */
  public void publish(String topic, PublishedReading reading, long recordTime) {
    send(
        topic,
        reading.sensorId(),
        avro(readings, topic, TemperatureReading.class),
        ReadingMapper.INSTANCE.toAvro(reading),
        recordTime);
  }

  /**
   * Publishes an activity.
   *
   * @param recordTime the record's own time, epoch milliseconds
   * @throws SchemaRegistryException if the schema could not be registered
   * @throws KafkaException if this or an earlier event could not be sent
   */
  public void publish(String topic, Activity activity, long recordTime) {
    send(
        topic,
        activity.userId(),
        avro(activities, topic, io.aforo.schemas.Activity.class),
        ActivityMapper.INSTANCE.toAvro(activity),
        recordTime);
  }

  /**
   * Publishes a value as it is, whatever it is.
   *
   * @param recordTime the record's own time, epoch milliseconds
   * @throws KafkaException if this or an earlier event could not be sent
   */
  public void publishAsItIs(String topic, String key, byte[] value, long recordTime) {
    requireNoFailure();
    producer.send(
        new ProducerRecord<>(topic, null, recordTime, key.getBytes(StandardCharsets.UTF_8), value),
        (written, refusal) -> {
          if (refusal != null) {
            failure.compareAndSet(null, refusal);
          }
        });
  }

  private <A extends SpecificRecord> RegisteredAvro<A> avro(
      Map<String, RegisteredAvro<A>> topics, String topic, Class<A> type) {
    return topics.computeIfAbsent(topic, name -> new RegisteredAvro<>(name, type, settings));
  }

  private <A extends SpecificRecord> void send(
      String topic, String key, RegisteredAvro<A> avro, A event, long recordTime) {
    requireNoFailure();
    publishAsItIs(topic, key, avro.serialize(event), recordTime);
  }

  /**
   * Waits until all that was published is acknowledged.
   *
   * @throws KafkaException if something could not be sent
   */
  public void flush() {
    producer.flush();
    requireNoFailure();
  }

  private void requireNoFailure() {
    Exception refusal = failure.get();
    if (refusal != null) {
      throw new KafkaException(
          "Events could not be published to "
              + settings.bootstrapServers()
              + ": "
              + refusal.getMessage(),
          refusal);
    }
  }

  /**
   * Flushes and lets go of the connections.
   *
   * @throws KafkaException if something could not be sent
   */
  @Override
  public void close() {
    try {
      flush();
    } finally {
      producer.close(Duration.ofSeconds(10));
    }
  }
}

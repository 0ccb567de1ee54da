package io.aforo.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the tables must hold: reads the input's log itself, decodes it by other means than the job
 * ({@link Decoder}), and recomputes in SQL ({@link Recount}). Shares no code with what it judges.
 *
 * <p>What it has read it keeps, in the schema {@code oracle} of the judged database, so that
 * records which retention takes away afterwards still count. One oracle a database; not for use by
 * several threads at once.
 */
final class Oracle {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Addresses addresses;
  private final Decoder decoder;
  private final Recount recount;
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  private Oracle(Addresses addresses) {
    this.addresses = addresses;
    this.decoder = new Decoder(addresses.schemaRegistryUrl());
    this.recount = Recount.in(addresses.jdbcUrl(), addresses.user(), addresses.password());
  }

  /** Begins anew: what another oracle has kept in the database is gone. */
  static Oracle of(Addresses addresses) {
    return new Oracle(addresses);
  }

  /**
   * Compares the tables as they are now with the whole of the log. While the job lags behind the
   * log, rows are missing or wrong: wait until it is right, for as long as that may take.
   *
   * @throws IllegalStateException if the log, the registry or the database cannot be read
   */
  Verdict judge() {
    read();
    return recount.judge();
  }

  private void read() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, addresses.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Collection<TopicPartition> partitions =
          List.of(Scenario.SALES, Scenario.READINGS).stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      partitions.forEach(
          each -> consumer.seek(each, positions.getOrDefault(each, begins.get(each))));
      try (Recount.Intake intake = recount.take()) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
          if (Instant.now().isAfter(deadline)) {
            throw new IllegalStateException("the log could not be read within " + PATIENCE);
          }
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            if (record.offset() < ends.get(partition(record))) {
              take(record, intake);
            }
          }
        }
        intake.commit();
      }
      ends.forEach((partition, end) -> positions.merge(partition, end, Math::max));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Recount.Intake intake) {
    boolean isSale = record.topic().equals(Scenario.SALES);
    if (record.value() == null) {
      intake.tombstone();
      return;
    }
    try {
      if (isSale) {
        intake.sale(record, decoder.sale(record.value(), record.timestamp()));
      } else {
        intake.reading(record, decoder.reading(record.value(), record.timestamp()));
      }
    } catch (Decoder.Refusal refusal) {
      intake.refused(record, refusal.reason());
    }
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}

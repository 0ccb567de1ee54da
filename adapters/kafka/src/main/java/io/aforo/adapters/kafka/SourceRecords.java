package io.aforo.adapters.kafka;

import io.aforo.application.intake.SourceRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of Kafka, as they arrived. */
final class SourceRecords {

  private static final byte[] NOTHING = {};

  private SourceRecords() {}

  /** A record without a time has that of its reading; without a key or a value, empty ones. */
  static SourceRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new SourceRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp() == ConsumerRecord.NO_TIMESTAMP
            ? System.currentTimeMillis()
            : record.timestamp(),
        record.key() == null ? NOTHING : record.key(),
        record.value() == null ? NOTHING : record.value());
  }
}

package io.aforo.application.intake;

import java.util.Arrays;
import java.util.Objects;

/**
 * A record as it arrived, and where: enough to show it to a person and to send it again.
 *
 * @param topic the topic, or the name of the file
 * @param partition the partition; 0 for a file
 * @param offset the offset, or the line number
 * @param timestamp the record's own time, epoch milliseconds; negative where it has none
 * @param key the key's bytes; empty where there is none
 * @param value the value's bytes; empty for a tombstone
 */
// The arrays are never changed after construction, and equality is spelled out below.
@SuppressWarnings("ArrayRecordComponent")
public record SourceRecord(
    String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {

  public SourceRecord {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceRecord that
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && timestamp == that.timestamp
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, partition, offset);
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}

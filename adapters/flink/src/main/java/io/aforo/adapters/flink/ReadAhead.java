package io.aforo.adapters.flink;

import io.aforo.application.intake.SourceRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which records of the rules' inputs were applied before they came, and what became of them. A
 * partition is forgotten once its input has caught up.
 */
final class ReadAhead {

  private record Partition(String topic, int number) {

    static Partition of(SourceRecord record) {
      return new Partition(record.topic(), record.partition());
    }
  }

  /** What was read of one partition: up to where, and why some of it was refused. */
  private static final class Stretch {
    private long lastOffset;
    private final Map<Long, String> refusals = new HashMap<>();
  }

  private final Map<Partition, Stretch> stretches = new HashMap<>();

  /**
   * Takes down that a record was applied ahead of its input; of a partition, in order.
   *
   * @param refusal why the use case refused it; empty if it did not
   */
  void add(SourceRecord record, Optional<String> refusal) {
    Stretch stretch = stretches.computeIfAbsent(Partition.of(record), unseen -> new Stretch());
    stretch.lastOffset = record.offset();
    refusal.ifPresent(why -> stretch.refusals.put(record.offset(), why));
  }

  /** Whether a record that comes now was applied already. */
  boolean includes(SourceRecord record) {
    Partition partition = Partition.of(record);
    Stretch stretch = stretches.get(partition);
    if (stretch == null) {
      return false;
    }
    if (record.offset() > stretch.lastOffset) {
      stretches.remove(partition);
      return false;
    }
    return true;
  }

  /** Why a record that {@link #includes} holds was refused, if it was. */
  Optional<String> refusalOf(SourceRecord record) {
    return Optional.ofNullable(stretches.get(Partition.of(record)).refusals.get(record.offset()));
  }
}

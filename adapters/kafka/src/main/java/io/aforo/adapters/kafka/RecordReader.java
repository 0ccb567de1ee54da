package io.aforo.adapters.kafka;

import io.aforo.domain.intake.InvalidEvent;

/**
 * Reads the records of one writer's schema.
 *
 * @param <E> the kind of event
 */
interface RecordReader<E> {

  /**
   * @param record a whole record, with its frame, which is known to be good
   * @throws InvalidEvent BAD_AVRO, TRAILING_BYTES, or what the event refuses
   */
  E read(byte[] record);
}

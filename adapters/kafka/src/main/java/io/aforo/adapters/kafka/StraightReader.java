package io.aforo.adapters.kafka;

import io.aforo.domain.intake.InvalidEvent;

/**
 * Reads records that were written with our own schema straight into events, which is a fraction of
 * the work. It takes what is good and plainly written, and leaves all else to Avro's rules: there
 * is one place that says why a record is refused.
 */
record StraightReader<E>(OwnBody<E> body, RecordReader<E> byAvro) implements RecordReader<E> {

  @Override
  public E read(byte[] record) {
    try {
      return body.read(record);
    } catch (BodyBytes.NotPlain | InvalidEvent left) {
      return byAvro.read(record);
    }
  }
}

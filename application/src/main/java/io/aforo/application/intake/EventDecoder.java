package io.aforo.application.intake;

import io.aforo.domain.intake.InvalidEvent;

/**
 * From a record's value to an event of the domain. Each call is bounded by its own record: whatever
 * one record holds, the next one decodes right.
 *
 * @param <E> the kind of event
 */
@FunctionalInterface
public interface EventDecoder<E> {

  /**
   * @param value the record's value, not empty of meaning: tombstones never come here
   * @throws InvalidEvent if the bytes are not an event that Aforo counts. Any other exception is a
   *     fault of the infrastructure and fails the job, which then starts again from its checkpoint.
   */
  E decode(byte[] value);
}

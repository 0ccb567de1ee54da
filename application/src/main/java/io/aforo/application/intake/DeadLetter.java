package io.aforo.application.intake;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;

/**
 * A record that was refused: why, where it came from, and its original bytes. Its natural key is
 * (topic, partition, offset).
 *
 * @param reason from the closed list
 * @param record the record as it arrived
 * @param errorClass the simple name of the error's class
 * @param detail what is wrong and what is allowed, for a person
 */
public record DeadLetter(
    RejectionReason reason, SourceRecord record, String errorClass, String detail) {

  /** The letter for a record that {@code error} refused, with the error's own message. */
  public static DeadLetter of(SourceRecord record, InvalidEvent error) {
    Throwable origin = error.getCause() == null ? error : error.getCause();
    return new DeadLetter(
        error.reason(), record, origin.getClass().getSimpleName(), error.getMessage());
  }
}

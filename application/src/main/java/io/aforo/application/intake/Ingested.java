package io.aforo.application.intake;

import java.util.Objects;

/**
 * What became of one record at the door: exactly one of the three.
 *
 * @param <E> the kind of event
 */
public sealed interface Ingested<E> {

  /**
   * An event to be counted.
   *
   * @param record the record it came in, kept in case a later stage refuses it
   * @param event the event
   */
  record Accepted<E>(SourceRecord record, E event) implements Ingested<E> {
    public Accepted {
      Objects.requireNonNull(record, "record");
      Objects.requireNonNull(event, "event");
    }
  }

  /** Not an event; the dead letter says why. */
  record Rejected<E>(DeadLetter letter) implements Ingested<E> {
    public Rejected {
      Objects.requireNonNull(letter, "letter");
    }
  }

  /** A record without a value: nothing to count, and nothing wrong. */
  record Tombstone<E>(SourceRecord record) implements Ingested<E> {}
}

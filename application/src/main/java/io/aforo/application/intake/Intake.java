package io.aforo.application.intake;

import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.InvalidEvent;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * The door of one input: decodes a record, judges its time, and says what became of it. A fault of
 * the data is an answer, never an exception.
 *
 * @param <E> the kind of event
 */
public final class Intake<E> {

  private final EventDecoder<E> decoder;
  private final ToLongFunction<E> eventTime;
  private final EventTimeBounds bounds;

  /**
   * @param decoder from bytes to an event
   * @param eventTime an event's time, epoch milliseconds
   * @param bounds the event times that are believed
   */
  public Intake(EventDecoder<E> decoder, ToLongFunction<E> eventTime, EventTimeBounds bounds) {
    this.decoder = Objects.requireNonNull(decoder, "decoder");
    this.eventTime = Objects.requireNonNull(eventTime, "eventTime");
    this.bounds = Objects.requireNonNull(bounds, "bounds");
  }

  /**
   * @param record the record
   * @param isTombstone whether the record had no value at all, as opposed to an empty one
   */
  public Ingested<E> admit(SourceRecord record, boolean isTombstone) {
    if (isTombstone) {
      return new Ingested.Tombstone<>(record);
    }
    try {
      E event = decoder.decode(record.value());
      bounds.check(eventTime.applyAsLong(event), record.timestamp());
      return new Ingested.Accepted<>(record, event);
    } catch (InvalidEvent refused) {
      return new Ingested.Rejected<>(DeadLetter.of(record, refused));
    }
  }
}

package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The two ways to read a writer's records of our own schema, held against each other.
 *
 * @param own what reads them straight
 * @param reader what reads them in a job: straight, or else by Avro
 * @param byAvro what reads them by Avro's own resolution
 */
record TwoReaders<E>(OwnBody<E> own, RecordReader<E> reader, RecordReader<E> byAvro) {

  static <E> TwoReaders<E> of(EventKind<E> kind, Schema writer) {
    OwnSchema<?, E> schema = OwnSchema.of(kind);
    StraightReader<E> reader = (StraightReader<E>) schema.reader(1, writer);
    return new TwoReaders<>(reader.body(), reader, schema.byAvro(1, writer));
  }

  /** An event, or why there is none. */
  private record Answer(Object event, RejectionReason reason, String message) {}

  private static Answer answer(RecordReader<?> reader, byte[] record) {
    try {
      return new Answer(reader.read(record), null, null);
    } catch (InvalidEvent refused) {
      return new Answer(null, refused.reason(), refused.getMessage());
    }
  }

  E read(byte[] record) {
    return reader.read(record);
  }

  /** What is read without Avro; empty for what is left to it. */
  Optional<E> straight(byte[] record) {
    try {
      return Optional.of(own.read(record));
    } catch (BodyBytes.NotPlain | InvalidEvent left) {
      return Optional.empty();
    }
  }

  /** Whether Avro reads an event, after both have given the same answer. */
  boolean assertSame(byte[] record) {
    Answer expected = answer(byAvro, record);
    Answer answer = answer(reader, record);
    if (!answer.equals(expected)) {
      assertThat(answer).isEqualTo(expected);
    }
    straight(record)
        .filter(event -> !event.equals(expected.event()))
        .ifPresent(event -> assertThat(event).as("read straight").isEqualTo(expected.event()));
    return expected.event() != null;
  }

  void assertRead(byte[] record) {
    assertThat(assertSame(record)).as("read").isTrue();
  }

  void assertRefused(byte[] record, RejectionReason reason) {
    assertThat(assertSame(record)).as("read").isFalse();
    assertThat(straight(record)).isEmpty();
    assertThat(answer(reader, record).reason()).isEqualTo(reason);
  }
}

package io.aforo.adapters.kafka;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.io.IOException;
import java.util.function.Function;
import org.apache.avro.io.DatumReader;

/**
 * Reads records by Avro's own rules.
 *
 * @param id of the schema, for messages
 * @param body reads what Avro makes of a body
 * @param toEvent makes an event of that
 */
record ResolvedReader<A, E>(int id, DatumReader<A> body, Function<A, E> toEvent)
    implements RecordReader<E> {

  @Override
  public E read(byte[] record) {
    return toEvent.apply(datum(new BoundedDecoder(record, WireFrame.HEADER_BYTES)));
  }

  private A datum(BoundedDecoder bytes) {
    A datum;
    int trailing;
    try {
      datum = body.read(null, bytes);
      trailing = bytes.remaining();
    } catch (InvalidEvent bad) {
      throw bad;
    } catch (IOException | RuntimeException | StackOverflowError broken) {
      // Avro reports broken bytes in every way there is; deep nesting overflows its stack.
      throw new InvalidEvent(
          RejectionReason.BAD_AVRO,
          "the body cannot be read with schema id " + id + ": " + fault(broken),
          broken);
    }
    if (trailing > 0) {
      throw new InvalidEvent(
          RejectionReason.TRAILING_BYTES,
          "the body, of schema id " + id + ", is followed by " + trailing + " bytes");
    }
    return datum;
  }

  private static String fault(Throwable broken) {
    // Avro looks it up in an array, and the virtual machine does not tell the index for ever.
    return broken instanceof IndexOutOfBoundsException
        ? "it has a branch of a union, or a symbol of an enum, that the schema does not have"
        : broken.toString();
  }
}

package io.aforo.adapters.flink.format;

import io.aforo.application.intake.Ingested;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A tag, then what stands behind it. */
final class IngestedFormat<E> implements Format<Ingested<E>> {

  private static final int ACCEPTED = 1;
  private static final int REJECTED = 2;
  private static final int TOMBSTONE = 3;

  private final Accepted<E> accepted;
  private final DeadLetterFormat letters = new DeadLetterFormat();

  IngestedFormat(Format<E> events) {
    this.accepted = new Accepted<>(events);
  }

  @Override
  public void write(Ingested<E> ingested, DataOutputView out) throws IOException {
    if (ingested instanceof Ingested.Accepted<E> event) {
      out.writeByte(ACCEPTED);
      accepted.write(event, out);
    } else if (ingested instanceof Ingested.Rejected<E> rejected) {
      out.writeByte(REJECTED);
      letters.write(rejected.letter(), out);
    } else {
      out.writeByte(TOMBSTONE);
      Fields.writeRecord(((Ingested.Tombstone<E>) ingested).record(), out);
    }
  }

  @Override
  public Ingested<E> read(int version, DataInputView in) throws IOException {
    int tag = in.readByte();
    return switch (tag) {
      case ACCEPTED -> accepted.read(version, in);
      case REJECTED -> new Ingested.Rejected<>(letters.read(version, in));
      case TOMBSTONE -> new Ingested.Tombstone<>(Fields.readRecord(in));
      default -> throw new IOException("no kind of ingested record has the tag " + tag);
    };
  }

  /** An accepted event alone. */
  static final class Accepted<E> implements Format<Ingested.Accepted<E>> {

    private final Format<E> events;

    Accepted(Format<E> events) {
      this.events = events;
    }

    @Override
    public void write(Ingested.Accepted<E> accepted, DataOutputView out) throws IOException {
      Fields.writeRecord(accepted.record(), out);
      events.write(accepted.event(), out);
    }

    @Override
    public Ingested.Accepted<E> read(int version, DataInputView in) throws IOException {
      return new Ingested.Accepted<>(Fields.readRecord(in), events.read(version, in));
    }
  }
}

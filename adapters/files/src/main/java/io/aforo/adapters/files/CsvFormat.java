package io.aforo.adapters.files;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.IteratorResultIterator;

/** A whole CSV file as one split. The position is the number of records that were read. */
final class CsvFormat<E> implements BulkFormat<Ingested<E>, FileSourceSplit> {

  private static final long serialVersionUID = 1L;

  private static final byte[] NO_KEY = {};

  private static final long NO_TIME = -1;

  private static final int BATCH_RECORDS = 500;

  /** Two batches or three are in memory at a time. */
  private static final int BATCH_BYTES = 1 << 20;

  private final EventKind<E> kind;
  private final TypeInformation<Ingested<E>> type;
  private final EventTimeBounds bounds;

  CsvFormat(EventKind<E> kind, TypeInformation<Ingested<E>> type, EventTimeBounds bounds) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.type = Objects.requireNonNull(type, "type");
    this.bounds = Objects.requireNonNull(bounds, "bounds");
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<Ingested<E>> getProducedType() {
    return type;
  }

  @Override
  public BulkFormat.Reader<Ingested<E>> createReader(Configuration config, FileSourceSplit file)
      throws IOException {
    return open(file);
  }

  @Override
  public BulkFormat.Reader<Ingested<E>> restoreReader(Configuration config, FileSourceSplit file)
      throws IOException {
    Reader reader = open(file);
    try {
      reader.skip(
          file.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L));
      return reader;
    } catch (IOException | RuntimeException failure) {
      reader.close();
      throw failure;
    }
  }

  private Reader open(FileSourceSplit file) throws IOException {
    try {
      CsvEvents<E> events =
          CsvEvents.open(
              file.path().toString(),
              file.path().toString(),
              file.path().getFileSystem().open(file.path()),
              file.fileSize(),
              CsvLayout.of(kind));
      return new Reader(events);
    } catch (WrongHeader wrong) {
      SourceRecord header =
          new SourceRecord(file.path().toString(), 0, 1, NO_TIME, NO_KEY, wrong.line());
      return new Reader(rejected(header, RejectionReason.BAD_LINE, wrong));
    }
  }

  private Ingested<E> judged(Ingested<E> read) {
    if (read instanceof Ingested.Accepted<E> accepted) {
      try {
        bounds.check(kind.timeOf(accepted.event()), System.currentTimeMillis());
      } catch (InvalidEvent refused) {
        return rejected(accepted.record(), refused.reason(), refused);
      }
    }
    return read;
  }

  private Ingested<E> rejected(SourceRecord line, RejectionReason reason, Exception fault) {
    String detail = "line " + line.offset() + ": " + fault.getMessage();
    return new Ingested.Rejected<>(DeadLetter.of(line, new InvalidEvent(reason, detail, fault)));
  }

  private static int sizeOf(Ingested<?> read) {
    SourceRecord record =
        read instanceof Ingested.Accepted<?> accepted
            ? accepted.record()
            : ((Ingested.Rejected<?>) read).letter().record();
    return record.value().length;
  }

  private final class Reader implements BulkFormat.Reader<Ingested<E>> {

    private final Iterator<Ingested<E>> records;
    private final Closeable file;
    private long recordsRead;

    Reader(CsvEvents<E> events) {
      this.records = events;
      this.file = events;
    }

    Reader(Ingested<E> only) {
      this.records = List.of(only).iterator();
      this.file = () -> {};
    }

    void skip(long count) throws IOException {
      while (recordsRead < count && hasNext()) {
        records.next();
        recordsRead++;
      }
    }

    @Override
    public BulkFormat.RecordIterator<Ingested<E>> readBatch() throws IOException {
      long before = recordsRead;
      List<Ingested<E>> batch = new ArrayList<>();
      int bytes = 0;
      while (batch.size() < BATCH_RECORDS && bytes < BATCH_BYTES && hasNext()) {
        Ingested<E> record = judged(records.next());
        batch.add(record);
        bytes += sizeOf(record);
        recordsRead++;
      }
      return batch.isEmpty()
          ? null
          : new IteratorResultIterator<>(batch.iterator(), CheckpointedPosition.NO_OFFSET, before);
    }

    private boolean hasNext() throws IOException {
      try {
        return records.hasNext();
      } catch (UncheckedIOException failure) {
        throw failure.getCause();
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}

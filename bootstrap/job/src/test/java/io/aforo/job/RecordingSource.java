package io.aforo.job;

import io.aforo.application.intake.Ingested;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads a {@link Recording} as a topic is read: its partitions are splits, each in its own order
 * and with its own watermarks, in turns where a reader has several.
 *
 * @param <E> the kind of event
 */
final class RecordingSource<E>
    implements Source<Ingested<E>, RecordingSource.Partition, List<RecordingSource.Partition>> {

  private static final long serialVersionUID = 1L;

  private final int recording;
  private final Boundedness boundedness;

  RecordingSource(Recording<E> recording) {
    this.recording = recording.id();
    this.boundedness =
        recording.isEndless() ? Boundedness.CONTINUOUS_UNBOUNDED : Boundedness.BOUNDED;
  }

  /**
   * A partition from a position on.
   *
   * @param position of the next record, from 0
   */
  record Partition(int number, int position) implements SourceSplit {

    Partition next() {
      return new Partition(number, position + 1);
    }

    @Override
    public String splitId() {
      return Integer.toString(number);
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return boundedness;
  }

  @Override
  public SplitEnumerator<Partition, List<Partition>> createEnumerator(
      SplitEnumeratorContext<Partition> context) {
    return restoreEnumerator(
        context,
        IntStream.range(0, Recording.numbered(recording).partitions())
            .mapToObj(number -> new Partition(number, 0))
            .toList());
  }

  @Override
  public SplitEnumerator<Partition, List<Partition>> restoreEnumerator(
      SplitEnumeratorContext<Partition> context, List<Partition> unassigned) {
    return new Enumerator(context, unassigned);
  }

  @Override
  public SourceReader<Ingested<E>, Partition> createReader(SourceReaderContext context) {
    return new Reader<>(Recording.numbered(recording));
  }

  @Override
  public SimpleVersionedSerializer<Partition> getSplitSerializer() {
    return new Serializer<>() {
      @Override
      public byte[] serialize(Partition partition) throws IOException {
        return bytes(List.of(partition));
      }

      @Override
      public Partition deserialize(int version, byte[] bytes) {
        return partitions(bytes).get(0);
      }
    };
  }

  @Override
  public SimpleVersionedSerializer<List<Partition>> getEnumeratorCheckpointSerializer() {
    return new Serializer<>() {
      @Override
      public byte[] serialize(List<Partition> partitions) throws IOException {
        return bytes(partitions);
      }

      @Override
      public List<Partition> deserialize(int version, byte[] bytes) {
        return partitions(bytes);
      }
    };
  }

  /** Gives every reader its share of the partitions as it registers. */
  private static final class Enumerator implements SplitEnumerator<Partition, List<Partition>> {

    private final SplitEnumeratorContext<Partition> context;
    private final List<Partition> unassigned;

    private Enumerator(SplitEnumeratorContext<Partition> context, List<Partition> unassigned) {
      this.context = context;
      this.unassigned = new ArrayList<>(unassigned);
    }

    @Override
    public void addReader(int reader) {
      for (Partition partition : List.copyOf(unassigned)) {
        if (partition.number() % context.currentParallelism() == reader) {
          context.assignSplit(partition, reader);
          unassigned.remove(partition);
        }
      }
      context.signalNoMoreSplits(reader);
    }

    @Override
    public void addSplitsBack(List<Partition> partitions, int reader) {
      unassigned.addAll(partitions);
    }

    @Override
    public List<Partition> snapshotState(long checkpoint) {
      return List.copyOf(unassigned);
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int reader, String host) {}

    @Override
    public void close() {}
  }

  private static final class Reader<E> implements SourceReader<Ingested<E>, Partition> {

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private final Recording<E> recording;
    private final Deque<Partition> turns = new ArrayDeque<>();
    private final CompletableFuture<Void> allAssigned = new CompletableFuture<>();
    private CompletableFuture<Void> released = NOW;

    private Reader(Recording<E> recording) {
      this.recording = recording;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Ingested<E>> output) {
      // Asked for before any record is: after a refusal, the release may have been already.
      released = turns.isEmpty() ? NOW : recording.released();
      for (int tries = turns.size(); tries > 0; tries--) {
        Partition partition = turns.removeFirst();
        if (recording.isAtEnd(partition.number(), partition.position())) {
          output.releaseOutputForSplit(partition.splitId());
        } else if (recording.mayRead(partition.number(), partition.position())) {
          Ingested<E> record = recording.read(partition.number(), partition.position());
          turns.addLast(partition.next());
          output.createOutputForSplit(partition.splitId()).collect(record);
          return InputStatus.MORE_AVAILABLE;
        } else {
          turns.addLast(partition);
        }
      }
      return turns.isEmpty() && allAssigned.isDone()
          ? InputStatus.END_OF_INPUT
          : InputStatus.NOTHING_AVAILABLE;
    }

    /** The same one until it is done: Flink may listen to none but the first that it is given. */
    @Override
    public CompletableFuture<Void> isAvailable() {
      return allAssigned.isDone() ? released : allAssigned;
    }

    @Override
    public List<Partition> snapshotState(long checkpoint) {
      return List.copyOf(turns);
    }

    @Override
    public void addSplits(List<Partition> partitions) {
      turns.addAll(partitions);
    }

    @Override
    public void notifyNoMoreSplits() {
      allAssigned.complete(null);
    }

    @Override
    public void start() {}

    @Override
    public void close() {}
  }

  private abstract static class Serializer<T> implements SimpleVersionedSerializer<T> {

    @Override
    public int getVersion() {
      return 1;
    }

    static byte[] bytes(List<Partition> partitions) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      for (Partition partition : partitions) {
        out.writeInt(partition.number());
        out.writeInt(partition.position());
      }
      return bytes.toByteArray();
    }

    static List<Partition> partitions(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      List<Partition> partitions = new ArrayList<>();
      while (in.hasRemaining()) {
        partitions.add(new Partition(in.getInt(), in.getInt()));
      }
      return partitions;
    }
  }
}

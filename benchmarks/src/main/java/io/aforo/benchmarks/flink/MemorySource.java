package io.aforo.benchmarks.flink;

import io.aforo.benchmarks.Stopwatch;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Events that are in memory already, for one reader: next to nothing beside what is measured. The
 * stopwatch starts with the first of them. One at a time in a process.
 *
 * @param <T> the events
 */
final class MemorySource<T>
    implements Source<T, NumberSequenceSplit, Collection<NumberSequenceSplit>> {

  private static final long serialVersionUID = 1L;

  /** Between two of these the task looks at its mailbox. */
  private static final int AT_ONCE = 64;

  // Not a part of the job: it runs in this process, and the events are large.
  private static volatile Object[] events;
  private static volatile Stopwatch stopwatch;
  private static volatile int pauseAt = Integer.MAX_VALUE;
  private static volatile long pausedWatermark;

  private final NumberSequenceSource splits;

  MemorySource(T[] events, Stopwatch stopwatch) {
    MemorySource.events = events;
    MemorySource.stopwatch = stopwatch;
    splits = new NumberSequenceSource(0, events.length - 1);
  }

  /**
   * From now on no source goes on behind so many events; there it tells how far time has come, and
   * waits until its job is cancelled.
   *
   * @param watermark epoch milliseconds
   */
  static void pauseAt(int events, long watermark) {
    pausedWatermark = watermark;
    pauseAt = events;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> createEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context) {
    return splits.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> restoreEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context,
      Collection<NumberSequenceSplit> checkpoint) {
    return splits.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<NumberSequenceSplit> getSplitSerializer() {
    return splits.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Collection<NumberSequenceSplit>>
      getEnumeratorCheckpointSerializer() {
    return splits.getEnumeratorCheckpointSerializer();
  }

  @Override
  public SourceReader<T, NumberSequenceSplit> createReader(SourceReaderContext context) {
    return new Reader<>(context);
  }

  private static final class Reader<T> implements SourceReader<T, NumberSequenceSplit> {

    private final SourceReaderContext context;
    private final CompletableFuture<Void> available = new CompletableFuture<>();
    private int next;
    private int end = -1;
    private boolean hasNoMore;
    private boolean isFirst = true;
    private boolean isPaused;

    private Reader(SourceReaderContext context) {
      this.context = context;
    }

    @Override
    public void start() {
      context.sendSplitRequest();
    }

    @Override
    @SuppressWarnings("unchecked") // They are of the one source in this process.
    public InputStatus pollNext(ReaderOutput<T> output) {
      if (end < 0) {
        return hasNoMore ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
      }
      if (next >= pauseAt) {
        if (!isPaused) {
          isPaused = true;
          output.emitWatermark(new Watermark(pausedWatermark));
        }
        return InputStatus.NOTHING_AVAILABLE;
      }
      if (isFirst) {
        isFirst = false;
        stopwatch.start();
      }
      Object[] all = events;
      for (int stop = Math.min(Math.min(end, pauseAt), next + AT_ONCE); next < stop; next++) {
        output.collect((T) all[next]);
      }
      return next < end ? InputStatus.MORE_AVAILABLE : InputStatus.END_OF_INPUT;
    }

    @Override
    public List<NumberSequenceSplit> snapshotState(long checkpoint) {
      return end < 0 || next >= end
          ? List.of()
          : List.of(new NumberSequenceSplit("rest", next, end - 1));
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return isPaused ? new CompletableFuture<>() : available;
    }

    @Override
    public void addSplits(List<NumberSequenceSplit> splits) {
      NumberSequenceSplit split = splits.get(0);
      next = (int) split.from();
      end = (int) split.to() + 1;
      available.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {
      hasNoMore = true;
      available.complete(null);
    }

    @Override
    public void close() {}
  }
}

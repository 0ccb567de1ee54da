package io.aforo.benchmarks.flink;

import io.aforo.benchmarks.Stopwatch;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The end of a job: adds results up where they are made, and stops the clock behind the last one.
 * One at a time in a process.
 */
public final class Collected {

  // Not a part of the job: it runs in this process.
  private static volatile Object sum;
  private static volatile Stopwatch stopwatch;
  private static volatile long awaited = Long.MAX_VALUE;
  private static volatile CompletableFuture<Long> passed = new CompletableFuture<>();

  private Collected() {}

  /**
   * Adds one result to what came before.
   *
   * @param <T> the results
   * @param <S> what they add up to
   */
  @FunctionalInterface
  public interface Adding<T, S> extends Serializable {
    void add(S sum, T result);
  }

  /** Ends a stream; what it adds up to is in {@code sum} when the job has ended. */
  public static <T, S> void into(
      DataStream<T> results, S sum, Stopwatch stopwatch, Adding<T, S> adding) {
    Collected.sum = sum;
    Collected.stopwatch = stopwatch;
    results.transform("collect", Types.VOID, new Collector<>(adding)).setParallelism(1);
  }

  /**
   * From now on tells when all up to a time has gone through a job.
   *
   * @param watermark epoch milliseconds
   */
  static void await(long watermark) {
    awaited = watermark;
    passed = new CompletableFuture<>();
  }

  /** When the time that is awaited had come, by {@link System#nanoTime}. */
  static CompletableFuture<Long> passed() {
    return passed;
  }

  private static final class Collector<T, S> extends AbstractStreamOperator<Void>
      implements OneInputStreamOperator<T, Void> {

    private static final long serialVersionUID = 1L;

    private final Adding<T, S> adding;
    private transient S to;

    private Collector(Adding<T, S> adding) {
      this.adding = adding;
    }

    @Override
    @SuppressWarnings("unchecked") // It is that of the one job in this process.
    public void open() throws Exception {
      super.open();
      to = (S) sum;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
      super.processWatermark(mark);
      if (mark.getTimestamp() >= awaited) {
        passed.complete(System.nanoTime());
      }
    }

    @Override
    public void processElement(StreamRecord<T> element) {
      adding.add(to, element.getValue());
    }

    @Override
    public void finish() throws Exception {
      stopwatch.stop();
      super.finish();
    }
  }
}

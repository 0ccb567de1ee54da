package io.aforo.adapters.flink;

import io.aforo.application.port.out.Store;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Any outward port as a sink of Flink. Records are gathered and written in batches: when there are
 * enough of them, when the oldest has waited long enough, and before every checkpoint, which is
 * what makes delivery at least once. After a failure nothing more is written: what was not flushed
 * comes again from the last checkpoint.
 *
 * @param <T> the records
 */
public final class StoreSink<T> implements Sink<T> {

  private static final long serialVersionUID = 1L;

  /**
   * Opens the store on the worker; travels in the job graph, so it holds no connection and no
   * secret.
   *
   * @param <T> the records
   */
  @FunctionalInterface
  public interface Opener<T> extends Serializable {
    Store<T> open();
  }

  /**
   * About how many bytes a record holds in memory.
   *
   * @param <T> the records
   */
  @FunctionalInterface
  public interface Weight<T> extends Serializable {
    long of(T element);
  }

  /** A batch is written when it holds this many bytes, however few records those are. */
  private static final long MAX_BATCH_BYTES = 8L << 20;

  private final Opener<T> opener;
  private final Weight<T> weight;
  private final int maxBatch;
  private final long maxDelayMillis;

  /**
   * @param opener opens the store
   * @param maxBatch how many records a batch holds at most; positive
   * @param maxDelay how long a record waits at most; positive
   */
  public StoreSink(Opener<T> opener, int maxBatch, Duration maxDelay) {
    this(opener, element -> 0, maxBatch, maxDelay);
  }

  /**
   * @param opener opens the store
   * @param weight of records that can be large
   * @param maxBatch how many records a batch holds at most; positive
   * @param maxDelay how long a record waits at most; positive
   */
  public StoreSink(Opener<T> opener, Weight<T> weight, int maxBatch, Duration maxDelay) {
    this.opener = Objects.requireNonNull(opener, "opener");
    this.weight = Objects.requireNonNull(weight, "weight");
    if (maxBatch <= 0) {
      throw new IllegalArgumentException("maxBatch must be positive, was " + maxBatch);
    }
    if (maxDelay.toMillis() <= 0) {
      throw new IllegalArgumentException("maxDelay must be positive, was " + maxDelay);
    }
    this.maxBatch = maxBatch;
    this.maxDelayMillis = maxDelay.toMillis();
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    return new Writer<>(
        opener.open(), weight, maxBatch, maxDelayMillis, context.getProcessingTimeService());
  }

  private static final class Writer<T> implements SinkWriter<T> {

    private final Store<T> store;
    private final Weight<T> weight;
    private final int maxBatch;
    private final long maxDelayMillis;
    private final ProcessingTimeService time;
    private List<T> batch = new ArrayList<>();
    private long batchBytes;
    private boolean isTimerSet;

    private Writer(
        Store<T> store,
        Weight<T> weight,
        int maxBatch,
        long maxDelayMillis,
        ProcessingTimeService time) {
      this.store = store;
      this.weight = weight;
      this.maxBatch = maxBatch;
      this.maxDelayMillis = maxDelayMillis;
      this.time = time;
    }

    @Override
    public void write(T element, Context context) {
      batch.add(element);
      batchBytes += weight.of(element);
      if (batch.size() >= maxBatch || batchBytes >= MAX_BATCH_BYTES) {
        flush();
      } else if (!isTimerSet) {
        isTimerSet = true;
        // Runs in the task's own mailbox, so never beside write or a checkpoint.
        time.registerTimer(
            time.getCurrentProcessingTime() + maxDelayMillis,
            now -> {
              isTimerSet = false;
              flush();
            });
      }
    }

    @Override
    public void flush(boolean endOfInput) {
      flush();
    }

    private void flush() {
      if (batch.isEmpty()) {
        return;
      }
      List<T> full = batch;
      batch = new ArrayList<>();
      batchBytes = 0;
      store.write(full);
    }

    /** Writes nothing: after a failure, what is still here is older than what comes again. */
    @Override
    public void close() throws IOException {
      store.close();
    }
  }
}

package io.aforo.adapters.flink;

import io.aforo.application.port.in.KeyedProcess;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.flink.runtime.state.StateBackendLoader;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Runs a keyed function, and lets time go on when the whole input is silent: from then on the
 * watermark moves with the wall clock, so that the last windows close.
 *
 * <p>The first operator behind a shuffle is where the whole input is seen: it becomes idle when all
 * partitions are, and each is by its source's clock of activity, which stands still under
 * backpressure. A mark of idleness comes behind the records before it, so nothing is overtaken.
 *
 * @param <K> Flink's key
 * @param <E> the events that come in
 * @param <S> the state of one key
 * @param <R> the results that go out
 */
class UseCaseOperator<K, E, S, R> extends KeyedProcessOperator<K, E, R> {

  private static final long serialVersionUID = 1L;

  private static final long STEP_MILLIS = 1_000;

  /** What Flink calls the state backend that holds values as objects. */
  private static final String HEAP = StateBackendLoader.HASHMAP_STATE_BACKEND_NAME;

  private final UseCaseFunction<K, E, S, R> function;
  private final long idlenessMillis;
  private final long silenceMillis;

  private transient SavedWatermarks watermarks;
  private transient long current;
  private transient ScheduledFuture<?> step;
  private transient HeapShare share;

  /**
   * @param process what runs
   * @param layout how its state is kept
   * @param input the input's name, first part of its counters' names
   * @param silence after how long without any event time goes on, and after how long a partition is
   *     idle
   */
  UseCaseOperator(
      KeyedProcess<?, E, S, R> process, KeptState.Layout<S> layout, String input, Silence silence) {
    this(new UseCaseFunction<>(process, layout, input), silence);
  }

  private UseCaseOperator(UseCaseFunction<K, E, S, R> function, Silence silence) {
    super(function);
    this.function = function;
    this.idlenessMillis = silence.idleness().toMillis();
    this.silenceMillis = silence.after().toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    current = Long.MIN_VALUE;
    watermarks = new SavedWatermarks(context.getOperatorStateStore());
    // So far it had come for every key.
    function.restoredWatermark(watermarks.earliest());
    if (serializes()) {
      function.serializes(
          new KeyScope() {
            @Override
            public Object current() {
              return getCurrentKey();
            }

            @Override
            public void enter(Object key) {
              setCurrentKey(key);
            }

            @Override
            public LongSupplier cacheBytes() {
              share = new HeapShare();
              return share;
            }
          });
    }
  }

  @Override
  public void close() throws Exception {
    try {
      super.close();
    } finally {
      if (share != null) {
        share.close();
      }
    }
  }

  /** Whether the state backend serializes each value that is read or written. */
  final boolean serializes() {
    return !HEAP.equals(getKeyedStateBackend().getBackendTypeIdentifier());
  }

  /** Changes the state of the current key by other means than an event. */
  final void change(Consumer<S> change, TimerService timers) throws Exception {
    function.change(change, timers);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    watermarks.save(furthest());
  }

  @Override
  public final void processWatermark(Watermark mark) throws Exception {
    // The input's own watermark can be behind after a silence.
    if (mark.getTimestamp() > current) {
      current = mark.getTimestamp();
      super.processWatermark(mark);
    }
  }

  /**
   * Not sent on: every subtask sees the whole input, so each is as far as the others, and what is
   * behind waits for the last of them. If one that is idle were left out, tables would be ahead of
   * the combiner that is chained to it.
   */
  @Override
  public final void processWatermarkStatus(WatermarkStatus status) {
    if (step != null) {
      step.cancel(false);
      step = null;
    }
    if (status.isIdle() && silenceMillis > 0) {
      long base = furthest();
      if (base != Long.MIN_VALUE) {
        long silentSince = getProcessingTimeService().getCurrentProcessingTime() - idlenessMillis;
        goOn(base, silentSince, silentSince + silenceMillis);
      }
    }
  }

  /** Counts one more under the name that {@link Counted} gives it. */
  final void count(String counter) {
    function.count(counter);
  }

  /** How far time has come, before a restart or since. */
  private long furthest() {
    return Math.max(current, watermarks.latest());
  }

  private void goOn(long base, long silentSince, long at) {
    step =
        getProcessingTimeService()
            .registerTimer(
                at,
                now -> {
                  processWatermark(new Watermark(base + (now - silentSince)));
                  goOn(base, silentSince, now + STEP_MILLIS);
                });
  }
}

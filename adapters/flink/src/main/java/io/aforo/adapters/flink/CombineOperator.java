package io.aforo.adapters.flink;

import io.aforo.application.port.in.Combiner;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Drives a {@link Combiner} before a shuffle. What it holds is sent on before anything could
 * overtake it (a watermark, a change of idleness) or lose it (a checkpoint's barrier, the end), so
 * no event's effect is ever outside of a snapshot.
 *
 * <p>It is an operator and not a function, since only operators see barriers come.
 *
 * @param <E> the events that come in
 * @param <B> what is sent on
 */
final class CombineOperator<E, B> extends AbstractStreamOperator<B>
    implements OneInputStreamOperator<E, B> {

  private static final long serialVersionUID = 1L;

  /**
   * Makes a combiner on the worker.
   *
   * @param <E> the events that come in
   * @param <B> what is sent on
   */
  @FunctionalInterface
  interface Factory<E, B> extends Serializable {
    Combiner<E, B> newCombiner();
  }

  private final Factory<E, B> factory;
  private final long mostMillis;

  private transient Combiner<E, B> combiner;
  private transient SavedWatermarks watermarks;
  private transient long watermark;
  private transient StreamRecord<B> record;
  private transient boolean isTimed;

  CombineOperator(Factory<E, B> factory) {
    this(factory, Duration.ZERO);
  }

  /**
   * @param most for how long an event is held at most, by the clock on the wall; zero for as long
   *     as nothing overtakes it
   */
  CombineOperator(Factory<E, B> factory, Duration most) {
    this.factory = factory;
    this.mostMillis = most.toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    watermarks = new SavedWatermarks(context.getOperatorStateStore());
    // Behind the shuffle, time has come no further than this.
    watermark = watermarks.latest();
  }

  @Override
  public void open() throws Exception {
    super.open();
    combiner = factory.newCombiner();
    combiner.resumeAt(watermark);
    record = new StreamRecord<>(null);
  }

  @Override
  public void processElement(StreamRecord<E> element) {
    if (combiner.add(element.getValue(), watermark)) {
      drain();
    } else if (mostMillis > 0 && !isTimed) {
      isTimed = true;
      ProcessingTimeService clock = getProcessingTimeService();
      clock.registerTimer(
          clock.getCurrentProcessingTime() + mostMillis,
          now -> {
            isTimed = false;
            drain();
          });
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    drain();
    watermark = Math.max(watermark, mark.getTimestamp());
    super.processWatermark(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    drain();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    drain();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    watermarks.save(watermark);
  }

  @Override
  public void finish() throws Exception {
    drain();
    super.finish();
  }

  private void drain() {
    if (!combiner.isEmpty()) {
      // The record's own time is not used behind: a bundle holds the times of what is in it.
      combiner.drain(bundle -> output.collect(record.replace(bundle)));
    }
  }
}

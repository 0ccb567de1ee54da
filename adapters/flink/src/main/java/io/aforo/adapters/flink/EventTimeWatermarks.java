package io.aforo.adapters.flink;

import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.BoundedOutOfOrdernessWatermarks;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.eventtime.WatermarksWithIdleness;

/**
 * Event time of ingested records. Applied within a source, each of its partitions has its own;
 * applied behind it, each subtask.
 *
 * <p>The watermark is the newest event time less the out-of-orderness, less the one millisecond by
 * which Flink's watermarks are inclusive. Only accepted events move it, and only they keep a
 * partition from being idle: one that holds nothing but refused records and tombstones must not
 * hold time back.
 */
public final class EventTimeWatermarks {

  private EventTimeWatermarks() {}

  /**
   * The event time of a kind of event.
   *
   * @param outOfOrderness how much older than the newest event one can be and still be on time
   * @param idleness after how long without events a partition is left out of the watermark; zero
   *     for never
   * @throws IllegalArgumentException if a duration is negative
   */
  public static <E> WatermarkStrategy<Ingested<E>> of(
      EventKind<E> kind, Duration outOfOrderness, Duration idleness) {
    return new Strategy<>(outOfOrderness, idleness, kind, false);
  }

  /**
   * The same event time, told after every event instead of a few times a second: what is late then
   * follows from the order of the events alone, and a replay of one partition always gives the same
   * answer. It costs a watermark for each event, so it is for bounded inputs.
   *
   * @param watermarks made by {@link #of}
   */
  public static <E> WatermarkStrategy<Ingested<E>> afterEveryEvent(
      WatermarkStrategy<Ingested<E>> watermarks) {
    Strategy<E> strategy = (Strategy<E>) watermarks;
    return new Strategy<>(strategy.outOfOrderness(), strategy.idleness(), strategy.kind(), true);
  }

  private record Strategy<E>(
      Duration outOfOrderness, Duration idleness, EventKind<E> kind, boolean isAfterEveryEvent)
      implements WatermarkStrategy<Ingested<E>> {

    Strategy {
      requireNotNegative("out-of-orderness", outOfOrderness);
      requireNotNegative("idleness", idleness);
    }

    @Override
    public WatermarkGenerator<Ingested<E>> createWatermarkGenerator(
        WatermarkGeneratorSupplier.Context context) {
      WatermarkGenerator<Ingested<E>> newest =
          new BoundedOutOfOrdernessWatermarks<>(outOfOrderness);
      return new AcceptedOnly<>(
          idleness.isZero()
              ? newest
              : new WatermarksWithIdleness<>(newest, idleness, context.getInputActivityClock()),
          isAfterEveryEvent);
    }

    @Override
    public TimestampAssigner<Ingested<E>> createTimestampAssigner(
        TimestampAssignerSupplier.Context context) {
      return (ingested, recordTime) ->
          ingested instanceof Ingested.Accepted<E> accepted
              ? kind.timeOf(accepted.event())
              : recordTime;
    }

    private static void requireNotNegative(String name, Duration duration) {
      if (duration.isNegative()) {
        throw new IllegalArgumentException(name + " must not be negative, was " + duration);
      }
    }
  }

  /** Shows a generator the accepted events alone. */
  private record AcceptedOnly<E>(
      WatermarkGenerator<Ingested<E>> watermarks, boolean isAfterEveryEvent)
      implements WatermarkGenerator<Ingested<E>> {

    @Override
    public void onEvent(Ingested<E> event, long timestamp, WatermarkOutput output) {
      if (event instanceof Ingested.Accepted) {
        watermarks.onEvent(event, timestamp, output);
        if (isAfterEveryEvent) {
          watermarks.onPeriodicEmit(output);
        }
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      watermarks.onPeriodicEmit(output);
    }
  }
}

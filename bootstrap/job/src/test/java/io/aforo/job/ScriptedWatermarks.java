package io.aforo.job;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Sale;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks that are part of a recording: the time of a record itself is the watermark that is
 * told after it. Of one partition, what is late follows from the recording alone.
 */
final class ScriptedWatermarks implements WatermarkStrategy<Ingested<Sale>> {

  private static final long serialVersionUID = 1L;

  @Override
  public WatermarkGenerator<Ingested<Sale>> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new WatermarkGenerator<>() {
      @Override
      public void onEvent(Ingested<Sale> ingested, long time, WatermarkOutput output) {
        output.emitWatermark(new Watermark(after((Ingested.Accepted<Sale>) ingested)));
      }

      @Override
      public void onPeriodicEmit(WatermarkOutput output) {}
    };
  }

  @Override
  public TimestampAssigner<Ingested<Sale>> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return (ingested, recordTime) -> ((Ingested.Accepted<Sale>) ingested).event().soldAt();
  }

  /** The watermark that follows a record. */
  static long after(Ingested.Accepted<Sale> accepted) {
    return accepted.record().timestamp();
  }
}

package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.WatchTemperatures;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The operator of the temperatures, put in as {@link Topology} does, without its inputs. */
public final class TemperaturePipeline {

  private static final long OUT_OF_ORDERNESS_MILLIS = 5_000;

  private TemperaturePipeline() {}

  /** What the standard rule says of the readings. */
  public static DataStream<AlertChange> alertChanges(DataStream<Reading> readings) {
    WatchTemperatures watch = new WatchTemperatures(RuleBook.standard(), OUT_OF_ORDERNESS_MILLIS);
    byte[] none = {};
    return readings
        .map(
            reading ->
                new Ingested.Accepted<>(
                    new SourceRecord("temperatures", 0, 0, reading.readAt(), none, none), reading),
            Formats.ACCEPTED_READING)
        .keyBy(watch::keyOf, Types.STRING)
        .transform(
            "temperature alerts",
            Formats.ALERT_CHANGE,
            new UseCaseOperator<>(
                watch, KeptState.monitors(), Topology.TEMPERATURES, Silence.IGNORED));
  }
}

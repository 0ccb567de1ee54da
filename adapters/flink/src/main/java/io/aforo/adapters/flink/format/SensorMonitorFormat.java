package io.aforo.adapters.flink.format;

import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.Episode;
import io.aforo.domain.temperature.KeptReading;
import io.aforo.domain.temperature.SensorMonitor;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A monitor's snapshot: the clocks, then the readings, each by its distance from the one before,
 * then what its rule found.
 */
final class SensorMonitorFormat implements Format<SensorMonitor> {

  private final TemperatureRuleFormat rules = new TemperatureRuleFormat();

  @Override
  public void write(SensorMonitor monitor, DataOutputView out) throws IOException {
    SensorMonitor.Snapshot snapshot = monitor.snapshot();
    Fields.writeText(snapshot.sensorId(), out);
    out.writeLong(snapshot.newestAt());
    out.writeLong(snapshot.thinnedBefore());
    out.writeLong(snapshot.forgottenBefore());
    Fields.writeLong(snapshot.crowdedOut(), out);
    out.writeLong(snapshot.heardAt());
    out.writeLong(snapshot.wakeAt());
    Fields.writeLong(snapshot.readings().size(), out);
    long before = 0;
    for (KeptReading reading : snapshot.readings()) {
      Fields.writeText(reading.readingId(), out);
      Fields.writeLong(reading.temperature().ninthsOfMilliCelsius(), out);
      Fields.writeLong(reading.readAt() - before, out);
      before = reading.readAt();
    }
    Fields.writeLong(snapshot.lives().size(), out);
    for (SensorMonitor.Life life : snapshot.lives()) {
      Fields.writeText(life.kind().name(), out);
      out.writeLong(life.lastHotAt());
      Fields.writeLong(life.readingsSinceHot(), out);
      out.writeLong(life.lastOpenedAt());
      out.writeBoolean(life.open().isPresent());
      if (life.open().isPresent()) {
        writeEpisode(life.open().get(), out);
      }
    }
    Fields.writeLong(snapshot.closed().size(), out);
    for (Episode episode : snapshot.closed()) {
      writeEpisode(episode, out);
    }
    writeRun(snapshot.warmRun(), out);
    writeRun(snapshot.coldRun(), out);
    writeValues(snapshot.flat().coldest(), out);
    writeValues(snapshot.flat().hottest(), out);
    out.writeLong(snapshot.flat().heardSince());
    out.writeLong(snapshot.flat().differentAt());
    Fields.writeLong(snapshot.lastTimes().size(), out);
    before = 0;
    for (long lastTime : snapshot.lastTimes()) {
      Fields.writeLong(lastTime - before, out);
      before = lastTime;
    }
    Fields.writeText(snapshot.saidNotEvaluable(), out);
  }

  @Override
  public SensorMonitor read(int version, DataInputView in) throws IOException {
    String sensorId = Fields.readText(in);
    long newestAt = in.readLong();
    long thinnedBefore = in.readLong();
    long forgottenBefore = in.readLong();
    long crowdedOut = Fields.readLong(in);
    long heardAt = in.readLong();
    long wakeAt = in.readLong();
    List<KeptReading> readings = new ArrayList<>();
    long time = 0;
    for (long left = Fields.readLong(in); left > 0; left--) {
      String readingId = Fields.readText(in);
      Temperature temperature = new Temperature(Fields.readLong(in));
      time += Fields.readLong(in);
      readings.add(new KeptReading(readingId, temperature, time));
    }
    List<SensorMonitor.Life> lives = new ArrayList<>();
    for (long left = Fields.readLong(in); left > 0; left--) {
      lives.add(
          new SensorMonitor.Life(
              AlertKind.valueOf(Fields.readText(in)),
              in.readLong(),
              Fields.readLong(in),
              in.readLong(),
              in.readBoolean() ? Optional.of(readEpisode(version, in)) : Optional.empty()));
    }
    List<Episode> closed = new ArrayList<>();
    for (long left = Fields.readLong(in); left > 0; left--) {
      closed.add(readEpisode(version, in));
    }
    Optional<SensorMonitor.Run> warmRun = readRun(in);
    Optional<SensorMonitor.Run> coldRun = readRun(in);
    SensorMonitor.FlatTime flat =
        new SensorMonitor.FlatTime(readValues(in), readValues(in), in.readLong(), in.readLong());
    List<Long> lastTimes = new ArrayList<>();
    time = 0;
    for (long left = Fields.readLong(in); left > 0; left--) {
      time += Fields.readLong(in);
      lastTimes.add(time);
    }
    return SensorMonitor.restore(
        new SensorMonitor.Snapshot(
            sensorId,
            readings,
            newestAt,
            thinnedBefore,
            forgottenBefore,
            crowdedOut,
            heardAt,
            wakeAt,
            lives,
            closed,
            warmRun,
            coldRun,
            flat,
            lastTimes,
            Fields.readText(in)));
  }

  @Override
  public SensorMonitor copy(SensorMonitor monitor) {
    return monitor.copy();
  }

  @Override
  public boolean isImmutable() {
    return false;
  }

  private void writeEpisode(Episode episode, DataOutputView out) throws IOException {
    Fields.writeText(episode.kind().name(), out);
    rules.write(episode.rule(), out);
    Fields.writeText(episode.state().name(), out);
    Fields.writeText(episode.closeReason().map(CloseReason::name).orElse(""), out);
    out.writeLong(episode.openedAt());
    out.writeBoolean(episode.closedAt().isPresent());
    out.writeLong(episode.closedAt().orElse(0));
    Fields.writeLong(episode.peak().ninthsOfMilliCelsius(), out);
    Fields.writePair(episode.evidence(), out);
    Fields.writeText(episode.detail(), out);
    Fields.writeLong(episode.revision(), out);
    out.writeBoolean(episode.historical());
    out.writeBoolean(episode.isLive());
    out.writeLong(episode.shownAt());
    Fields.writeLong(episode.seq(), out);
    Fields.writeLong(episode.toldPeak().ninthsOfMilliCelsius(), out);
  }

  private Episode readEpisode(int version, DataInputView in) throws IOException {
    AlertKind kind = AlertKind.valueOf(Fields.readText(in));
    TemperatureRule rule = rules.read(version, in);
    AlertState state = AlertState.valueOf(Fields.readText(in));
    String closeReason = Fields.readText(in);
    long openedAt = in.readLong();
    boolean isClosed = in.readBoolean();
    long closedAt = in.readLong();
    return new Episode(
        kind,
        rule,
        state,
        closeReason.isEmpty() ? Optional.empty() : Optional.of(CloseReason.valueOf(closeReason)),
        openedAt,
        isClosed ? OptionalLong.of(closedAt) : OptionalLong.empty(),
        new TemperatureDelta(Fields.readLong(in)),
        Fields.readPair(in),
        Fields.readText(in),
        Fields.readLong(in),
        in.readBoolean(),
        in.readBoolean(),
        in.readLong(),
        Fields.readLong(in),
        new TemperatureDelta(Fields.readLong(in)));
  }

  private static void writeRun(Optional<SensorMonitor.Run> run, DataOutputView out)
      throws IOException {
    out.writeBoolean(run.isPresent());
    if (run.isPresent()) {
      Fields.writeLong(run.get().limit().ninthsOfMilliCelsius(), out);
      Fields.writePair(run.get().extremes(), out);
    }
  }

  private static Optional<SensorMonitor.Run> readRun(DataInputView in) throws IOException {
    return in.readBoolean()
        ? Optional.of(
            new SensorMonitor.Run(new Temperature(Fields.readLong(in)), Fields.readPair(in)))
        : Optional.empty();
  }

  private static void writeValues(List<SensorMonitor.TimedValue> values, DataOutputView out)
      throws IOException {
    Fields.writeLong(values.size(), out);
    for (SensorMonitor.TimedValue value : values) {
      out.writeLong(value.time());
      Fields.writeLong(value.value(), out);
    }
  }

  private static List<SensorMonitor.TimedValue> readValues(DataInputView in) throws IOException {
    List<SensorMonitor.TimedValue> values = new ArrayList<>();
    for (long left = Fields.readLong(in); left > 0; left--) {
      values.add(new SensorMonitor.TimedValue(in.readLong(), Fields.readLong(in)));
    }
    return values;
  }
}

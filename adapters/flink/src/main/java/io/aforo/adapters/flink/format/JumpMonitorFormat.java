package io.aforo.adapters.flink.format;

import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.Episode;
import io.aforo.domain.temperature.JumpMonitor;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.KeptReading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A monitor's snapshot: the clocks, then the readings, each by its distance from the one before.
 */
final class JumpMonitorFormat implements Format<JumpMonitor> {

  @Override
  public void write(JumpMonitor monitor, DataOutputView out) throws IOException {
    JumpMonitor.Snapshot snapshot = monitor.snapshot();
    Fields.writeText(snapshot.sensorId(), out);
    out.writeLong(snapshot.newestAt());
    out.writeLong(snapshot.thinnedBefore());
    out.writeLong(snapshot.forgottenBefore());
    Fields.writeLong(snapshot.crowdedOut(), out);
    out.writeLong(snapshot.heardAt());
    out.writeLong(snapshot.wakeAt());
    out.writeLong(snapshot.lastHotAt());
    Fields.writeLong(snapshot.readingsSinceHot(), out);
    Fields.writeLong(snapshot.readings().size(), out);
    long before = 0;
    for (KeptReading reading : snapshot.readings()) {
      Fields.writeText(reading.readingId(), out);
      Fields.writeLong(reading.temperature().ninthsOfMilliCelsius(), out);
      Fields.writeLong(reading.readAt() - before, out);
      before = reading.readAt();
    }
    out.writeBoolean(snapshot.open().isPresent());
    if (snapshot.open().isPresent()) {
      writeEpisode(snapshot.open().get(), out);
    }
    Fields.writeLong(snapshot.closed().size(), out);
    for (Episode episode : snapshot.closed()) {
      writeEpisode(episode, out);
    }
  }

  @Override
  public JumpMonitor read(int version, DataInputView in) throws IOException {
    String sensorId = Fields.readText(in);
    long newestAt = in.readLong();
    long thinnedBefore = in.readLong();
    long forgottenBefore = in.readLong();
    long crowdedOut = Fields.readLong(in);
    long heardAt = in.readLong();
    long wakeAt = in.readLong();
    long lastHotAt = in.readLong();
    long readingsSinceHot = Fields.readLong(in);
    List<KeptReading> readings = new ArrayList<>();
    long time = 0;
    for (long left = Fields.readLong(in); left > 0; left--) {
      String readingId = Fields.readText(in);
      Temperature temperature = new Temperature(Fields.readLong(in));
      time += Fields.readLong(in);
      readings.add(new KeptReading(readingId, temperature, time));
    }
    Optional<Episode> open = in.readBoolean() ? Optional.of(readEpisode(in)) : Optional.empty();
    List<Episode> closed = new ArrayList<>();
    for (long left = Fields.readLong(in); left > 0; left--) {
      closed.add(readEpisode(in));
    }
    return JumpMonitor.restore(
        new JumpMonitor.Snapshot(
            sensorId,
            readings,
            newestAt,
            thinnedBefore,
            forgottenBefore,
            crowdedOut,
            heardAt,
            wakeAt,
            lastHotAt,
            readingsSinceHot,
            open,
            closed));
  }

  @Override
  public JumpMonitor copy(JumpMonitor monitor) {
    return monitor.copy();
  }

  @Override
  public boolean isImmutable() {
    return false;
  }

  private static void writeEpisode(Episode episode, DataOutputView out) throws IOException {
    JumpRule rule = episode.rule();
    Fields.writeText(rule.id(), out);
    Fields.writeLong(rule.version(), out);
    Fields.writeLong(rule.threshold().ninthsOfMilliCelsius(), out);
    Fields.writeLong(rule.window().toMillis(), out);
    Fields.writeText(rule.direction().map(Direction::name).orElse(""), out);
    Fields.writeLong(rule.clearBelow().ninthsOfMilliCelsius(), out);
    Fields.writeLong(rule.clearAfter().toMillis(), out);
    out.writeLong(episode.openedAt());
    out.writeBoolean(episode.closedAt().isPresent());
    out.writeLong(episode.closedAt().orElse(0));
    Fields.writeJump(episode.peak(), out);
    Fields.writeLong(episode.revision(), out);
    out.writeBoolean(episode.historical());
  }

  private static Episode readEpisode(DataInputView in) throws IOException {
    String id = Fields.readText(in);
    int version = (int) Fields.readLong(in);
    TemperatureDelta threshold = new TemperatureDelta(Fields.readLong(in));
    Duration window = Duration.ofMillis(Fields.readLong(in));
    String direction = Fields.readText(in);
    JumpRule rule =
        new JumpRule(
            id,
            version,
            threshold,
            window,
            direction.isEmpty() ? Optional.empty() : Optional.of(Direction.valueOf(direction)),
            new TemperatureDelta(Fields.readLong(in)),
            Duration.ofMillis(Fields.readLong(in)));
    long openedAt = in.readLong();
    boolean isClosed = in.readBoolean();
    long closedAt = in.readLong();
    return new Episode(
        rule,
        openedAt,
        isClosed ? OptionalLong.of(closedAt) : OptionalLong.empty(),
        Fields.readJump(in),
        Fields.readLong(in),
        in.readBoolean());
  }
}

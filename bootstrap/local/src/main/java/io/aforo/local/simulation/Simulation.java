package io.aforo.local.simulation;

import io.aforo.adapters.files.CsvReading;
import io.aforo.adapters.inmemory.InMemoryTemperatureAlerts;
import io.aforo.adapters.inmemory.KeyedRuntime;
import io.aforo.application.WatchTemperatures;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.SensorMonitor;
import io.aforo.domain.time.EventTime;
import io.aforo.local.picture.Span;
import io.aforo.local.picture.Story;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Rules, run over a recording: the answers of a replay, in the calling thread and without a server.
 * As there, the order of the lines is the order of arrival, and after every accepted reading time
 * has come to 5 s before the newest one. Holds the state of each sensor and the alerts; all
 * readings are kept on disk.
 */
public final class Simulation implements AutoCloseable {

  private static final long OUT_OF_ORDERNESS = Duration.ofSeconds(5).toMillis();

  private static final Comparator<String> BY_CODE_POINTS =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  /** The order of the export of a replay. */
  private static final Comparator<Alert> IN_ORDER =
      Comparator.comparing(Alert::sensorId, BY_CODE_POINTS)
          .thenComparing(Alert::ruleId, BY_CODE_POINTS)
          .thenComparingLong(Alert::openedAt)
          .thenComparing(Alert::alertId);

  private final RuleBook book;
  private final Sinks sinks;
  private final long now;
  private final ReadingSpool spool;
  private final KeyedRuntime<String, Ingested.Accepted<Reading>, SensorMonitor, AlertChange>
      runtime;
  private final InMemoryTemperatureAlerts alerts = new InMemoryTemperatureAlerts();
  private final Map<String, List<Span>> silences = new HashMap<>();
  private final Map<String, SensorTrace> sensors = new HashMap<>();
  private final Map<RejectionReason, Long> refusedBy = new EnumMap<>(RejectionReason.class);
  private long newestAt = EventTime.MIN;
  private long in;
  private long accepted;
  private long duplicates;
  private long late;
  private boolean isRefused;

  /**
   * @param book the rules and the sensors
   * @param sinks take what is told along the way
   * @param directory where the readings are kept meanwhile
   * @param now no reading is believed that is more than 5 min later; epoch milliseconds
   * @throws IOException if there can be no file in the directory
   */
  public Simulation(RuleBook book, Sinks sinks, Path directory, long now) throws IOException {
    this.book = book;
    this.sinks = sinks;
    this.now = now;
    this.spool = ReadingSpool.in(directory);
    // The use case may change its book; this one is asked again for the pictures.
    this.runtime =
        new KeyedRuntime<>(new WatchTemperatures(book.copy(), OUT_OF_ORDERNESS), new Told());
  }

  /**
   * What takes what is told along the way, in the order of the recording.
   *
   * @param history what is told of the alerts
   * @param late readings that were too old for their sensor's own clock
   * @param refused lines, and readings, that were refused
   */
  public record Sinks(
      Consumer<AlertChange> history, Consumer<LateEvent> late, Consumer<DeadLetter> refused) {}

  /**
   * Takes the next line.
   *
   * @throws IOException if the reading cannot be kept
   */
  public void take(Ingested<CsvReading> line) throws IOException {
    in++;
    if (line instanceof Ingested.Rejected<CsvReading> rejected) {
      refuse(rejected.letter());
    } else if (line instanceof Ingested.Accepted<CsvReading> read) {
      Reading reading = read.event().reading();
      try {
        // As if each reading had been sent when it was made, but never later than now.
        EventTimeBounds.standard().check(reading.readAt(), Math.min(reading.readAt(), now));
      } catch (InvalidEvent unbelievable) {
        refuse(DeadLetter.of(read.record(), unbelievable));
        return;
      }
      judge(new Ingested.Accepted<>(read.record(), reading));
    }
  }

  private void judge(Ingested.Accepted<Reading> read) throws IOException {
    Reading reading = read.event();
    isRefused = false;
    runtime.event(read);
    if (!isRefused) {
      SensorTrace sensor = sensors.get(reading.sensorId());
      if (sensor == null) {
        sensor = new SensorTrace(sensors.size(), reading.sensorId());
        sensors.put(reading.sensorId(), sensor);
      }
      sensor.add(reading.readAt());
      spool.add(sensor.number(), reading.readAt(), reading.temperature().ninthsOfMilliCelsius());
    }
    if (reading.readAt() > newestAt) {
      newestAt = reading.readAt();
      // Watermarks are inclusive: a reading of the same time may still come.
      runtime.watermark(EventTime.minus(newestAt, OUT_OF_ORDERNESS + 1));
    }
  }

  /** Ends the recording: no reading comes any more, and no time passes. */
  public void end() {
    runtime.watermark(EventTime.MAX);
  }

  public Tallies tallies() {
    return new Tallies(in, accepted, duplicates, late, new TreeMap<>(refusedBy));
  }

  /** Every alert as it stands now, by sensor, rule and opening. */
  public List<Story> stories() {
    return alerts.alerts().stream()
        .sorted(IN_ORDER)
        .map(alert -> new Story(alert, silences.getOrDefault(alert.alertId(), List.of())))
        .toList();
  }

  /** The sensors of which there are readings. */
  public Collection<SensorTrace> sensors() {
    return sensors.values();
  }

  /** The time of the newest reading of all, epoch milliseconds. */
  public long newestAt() {
    return newestAt;
  }

  /**
   * The greatest difference that each sensor came to within the window of its rule, the nearest to
   * its rule's threshold first.
   *
   * @param most of so many sensors
   */
  public List<NearMiss> nearestMisses(int most) throws IOException {
    return NearMiss.nearest(sensors.values(), spool, book, OUT_OF_ORDERNESS, most);
  }

  /** Draws every sensor that has an alert. */
  public Pictures pictures() {
    return new Pictures(stories(), sensors, spool, book, newestAt);
  }

  /** Lets go of the readings. */
  @Override
  public void close() throws IOException {
    spool.close();
  }

  private void refuse(DeadLetter letter) {
    isRefused = true;
    refusedBy.merge(letter.reason(), 1L, Long::sum);
    sinks.refused().accept(letter);
  }

  private void note(AlertChange change) {
    Alert alert = change.alert();
    alerts.write(List.of(alert));
    if (!change.isTold()) {
      return;
    }
    sinks.history().accept(change);
    List<Span> spans = silences.get(alert.alertId());
    Span last = spans == null ? null : spans.get(spans.size() - 1);
    boolean isSilent = last != null && last.end() == EventTime.MAX;
    if (alert.state() == AlertState.OPEN_NO_DATA && !isSilent) {
      silences
          .computeIfAbsent(alert.alertId(), id -> new ArrayList<>())
          .add(new Span(change.at(), EventTime.MAX));
    } else if (alert.state() != AlertState.OPEN_NO_DATA && isSilent) {
      spans.set(spans.size() - 1, new Span(last.start(), Math.max(last.start(), change.at())));
    }
  }

  private final class Told implements Outcome<AlertChange> {

    @Override
    public void result(AlertChange change) {
      note(change);
    }

    @Override
    public void late(LateEvent event) {
      late++;
      sinks.late().accept(event);
    }

    @Override
    public void reject(DeadLetter letter) {
      refuse(letter);
    }

    @Override
    public void count(Tally tally) {
      if (tally == Tally.ACCEPTED) {
        accepted++;
      } else if (tally == Tally.DUPLICATES) {
        duplicates++;
      }
    }
  }
}

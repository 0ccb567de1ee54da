package io.aforo.job;

import io.aforo.adapters.flink.Notifying;
import io.aforo.adapters.flink.Preload;
import io.aforo.adapters.flink.Topology;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.AlertNotifications;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.Excursion;
import io.aforo.domain.temperature.Flatline;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Plausibility;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.SeverityBands;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.MemoryStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job of 0.1.0 with everything that keeps state, and the day that its kept savepoint lies in
 * the middle of. What is read here is part of that savepoint, so it never changes: a release with
 * more to keep gets a day of its own.
 */
final class ReleaseDay {

  private static final long NOON = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final Duration LATENESS = Duration.ofHours(24);

  private static final List<SalesReport> REPORTS =
      List.of(
          report("hourly", Windowing.tumbling(Duration.ofHours(1)), MINUTE, Dimension.PRODUCT),
          report(
              "moving",
              Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(20)),
              0,
              Dimension.STORE),
          report("sessions", Windowing.session(Duration.ofMinutes(30)), 0, Dimension.CUSTOMER),
          report("so-far", Windowing.running(Duration.ofMinutes(10)), 0, Dimension.STORE),
          // Its sales are all alike, so that it does not matter which of them comes first.
          report("twelves", Windowing.count(12), 0, Dimension.CUSTOMER));

  private final Recording<Sale> sales;
  private final Recording<Reading> readings;
  private final Recording<Activity> activities;
  private final Recording<RuleBookChange> rules;
  private final Recording<RuleBookChange> sensors;
  private final boolean isToBeHeld;

  private ReleaseDay(boolean isToBeHeld, boolean isEndless) {
    this.isToBeHeld = isToBeHeld;
    this.sales = held(List.of(sales(0), sales(1)), 60, 60);
    this.readings =
        held(
            List.of(readings(0), readings(1)),
            morningReadings(readings(0)),
            morningReadings(readings(1)));
    this.activities = held(List.of(activities(0), activities(1)), 40, 40);
    Recording<RuleBookChange> rules = Recording.ofReleased(List.of(rules()));
    Recording<RuleBookChange> sensors = Recording.ofReleased(List.of(sensors()));
    // State of what has ended would not be saved.
    this.rules = isEndless ? rules.endless() : rules;
    this.sensors = isEndless ? sensors.endless() : sensors;
  }

  /** A day that is held at noon. */
  static ReleaseDay heldAtNoon() {
    return new ReleaseDay(true, false);
  }

  /** The same, whose rules could still change. */
  static ReleaseDay toBeSavedAtNoon() {
    return new ReleaseDay(true, true);
  }

  /** A day that goes on to its end, to be resumed from noon. */
  static ReleaseDay fromNoon() {
    return new ReleaseDay(false, false);
  }

  private <E> Recording<E> held(List<List<Ingested<E>>> partitions, Integer... holdAt) {
    return isToBeHeld
        ? new Recording<>(partitions, List.of(holdAt))
        : Recording.ofReleased(partitions);
  }

  /** Whether the inputs of events were read as far as noon, before a resumption or since. */
  boolean isHeld() {
    return sales.isHeld() && readings.isHeld() && activities.isHeld();
  }

  boolean isAtNoon() {
    return isHeld() && rules.reads() == rules.size() && sensors.reads() == sensors.size();
  }

  void goOn() {
    sales.release();
    readings.release();
    activities.release();
  }

  /** How many records there are, of the whole day. */
  long size() {
    return sales.size() + readings.size() + activities.size() + rules.size() + sensors.size();
  }

  /** How many of them were read. */
  long reads() {
    return sales.reads() + readings.reads() + activities.reads() + rules.reads() + sensors.reads();
  }

  /**
   * Builds the whole job.
   *
   * @param preload reads the rules before the first reading
   */
  void defineIn(StreamExecutionEnvironment env, Preload<RuleBookChange> preload) {
    new Topology(env, JobCluster.MAX_PARALLELISM)
        .sales(input(sales), REPORTS, true)
        .temperatures(
            input(readings),
            Map.of(
                Topology.RULES, new RecordingSource<>(rules),
                Topology.SENSORS, new RecordingSource<>(sensors)),
            RuleBook.standard(),
            preload,
            Duration.ofSeconds(5))
        .activities(input(activities), SessionRule.of(Duration.ofMinutes(30), LATENESS))
        .notifying("people", new Notifying(People::new, Duration.ofMinutes(1), true))
        .into(
            new Topology.Sinks(
                Map.of("memory", JobCluster.sink(MemoryStores::salesReports)),
                Map.of("memory", JobCluster.sink(MemoryStores::temperatureAlerts)),
                Map.of("memory", JobCluster.sink(MemoryStores::alertHistory)),
                Map.of("memory", JobCluster.sink(MemoryStores::activitySessions)),
                Map.of("memory", JobCluster.sink(MemoryStores::lateEvents)),
                Map.of("memory", JobCluster.sink(MemoryStores::deadLetters))));
  }

  private static <E> Topology.Input<E> input(Recording<E> recording) {
    return new Topology.Input<>(new RecordingSource<>(recording), new AfterEveryEvent<>());
  }

  /** The rules and sensors ahead of their inputs. */
  static List<Ingested.Accepted<RuleBookChange>> preloaded() {
    List<Ingested.Accepted<RuleBookChange>> changes = new ArrayList<>();
    for (List<Ingested<RuleBookChange>> input : List.of(rules(), sensors())) {
      input.forEach(change -> changes.add((Ingested.Accepted<RuleBookChange>) change));
    }
    return changes;
  }

  private static SalesReport report(
      String name, Windowing windowing, long earlyMillis, Dimension dimension) {
    return new SalesReport(
        name, windowing, Set.of(dimension), WindowLifecycle.ofLateness(LATENESS), earlyMillis);
  }

  // What came in.

  /** Sixty records of the three days before noon, then as many of the afternoon. */
  private static List<Ingested<Sale>> sales(int partition) {
    List<Ingested<Sale>> records = new ArrayList<>();
    for (int n = 0; n < 120; n++) {
      boolean isMorning = n < 60;
      SourceRecord record = record("sales", partition, n);
      if (n % 20 == 7) {
        records.add(new Ingested.Tombstone<>(record));
      } else if (n % 20 == 13) {
        records.add(new Ingested.Rejected<>(refused(record)));
      } else if (n == 70) {
        // One that was counted in the morning, again.
        records.add(records.get(40));
      } else if (n == 71) {
        Sale before = ((Ingested.Accepted<Sale>) records.get(41)).event();
        records.add(
            new Ingested.Accepted<>(record, sale(before.saleId(), partition, "other", n, NOON)));
      } else {
        long at;
        if (n == 0) {
          at = NOON - 3 * 24 * 60 * MINUTE;
        } else if (n == 90) {
          // Too late for everything, by what time it was at noon.
          at = NOON - 2 * 24 * 60 * MINUTE;
        } else if (n % 10 == 5 && !isMorning) {
          // Corrects what was complete at noon.
          at = NOON - 90 * MINUTE + n * SECOND;
        } else {
          at = NOON + (n - 60) * 2 * MINUTE + partition * SECOND;
        }
        records.add(
            new Ingested.Accepted<>(
                record, sale("s" + n, partition, n % 3 == 0 ? "te" : "cafe", n, at)));
      }
    }
    return records;
  }

  private static Sale sale(String id, int partition, String product, int n, long at) {
    return new Sale(
        id,
        partition == 0 ? "norte" : "sur",
        product,
        "c" + partition + n % 3,
        n % 3 == 2 ? SaleKind.RETURN : SaleKind.SALE,
        new Quantity(1_000),
        new Money(10_000L * (1 + n % 3), "EUR"),
        at);
  }

  /** Users of whom some are in the middle of a session at noon. */
  private static List<Ingested<Activity>> activities(int partition) {
    List<Ingested<Activity>> records = new ArrayList<>();
    for (int n = 0; n < 80; n++) {
      long at = NOON + (n - 40) * 4 * MINUTE;
      records.add(
          new Ingested.Accepted<>(
              record("activity", partition, n),
              new Activity("u" + partition + (n % 13 < 9 ? n % 3 : 3 + n % 5), "view", at)));
    }
    return records;
  }

  private static int morningReadings(List<Ingested<Reading>> readings) {
    return (int)
        readings.stream()
            .filter(next -> ((Ingested.Accepted<Reading>) next).event().readAt() < NOON)
            .count();
  }

  /**
   * Sensors which at noon: have jumped, are too warm, too cold, flat, read too rarely, and silent.
   * In the afternoon the first four are well again.
   */
  private static List<Ingested<Reading>> readings(int partition) {
    List<Reading> readings = new ArrayList<>();
    for (int n = -220; n < 60; n++) {
      long at = NOON + n * 10 * SECOND;
      boolean isWell = n >= 0;
      if (partition == 0) {
        if (n >= -80) {
          add(readings, "jumping", at, n < -2 ? 5 : 30);
          add(readings, "warm", at + 1, isWell ? n % 4 : 12 + Math.floorMod(n, 3));
        }
        if (n % 9 == 0) {
          add(readings, "rare", at + 2, 4 + Math.floorMod(n, 2));
        }
      } else if (n >= -80) {
        add(readings, "cold", at, isWell ? n % 4 : -12 + Math.floorMod(n, 3));
        add(readings, "flat", at + 1, isWell ? n % 4 : 5);
        if (n < -40) {
          add(readings, "silent", at + 2, 12);
        }
      }
    }
    List<Ingested<Reading>> records = new ArrayList<>();
    for (Reading reading : readings) {
      records.add(
          new Ingested.Accepted<>(record("temperatures", partition, records.size()), reading));
    }
    return records;
  }

  private static void add(List<Reading> readings, String sensor, long at, int celsius) {
    readings.add(new Reading("", sensor, new Temperature(9_000L * celsius), at));
  }

  private static List<Ingested<RuleBookChange>> rules() {
    return List.of(
        change(
            Topology.RULES, 0, new RuleBookChange.PutRule(rule("all", RuleScope.everywhere(), 8))),
        change(
            Topology.RULES,
            1,
            new RuleBookChange.PutRule(rule("ovens", RuleScope.ofSensorType("oven"), 200))));
  }

  private static List<Ingested<RuleBookChange>> sensors() {
    return List.of(
        change(
            Topology.SENSORS, 0, new RuleBookChange.PutSensor(new Sensor("rare", "oven", "sur"))));
  }

  private static Ingested<RuleBookChange> change(String topic, int offset, RuleBookChange change) {
    return new Ingested.Accepted<>(record(topic, 0, offset), change);
  }

  private static TemperatureRule rule(String id, RuleScope scope, int warm) {
    return new TemperatureRule(
        scope,
        EventTime.MIN,
        new JumpRule(
            id,
            1,
            TemperatureDelta.ofCelsius(20),
            Duration.ofSeconds(60),
            Optional.empty(),
            TemperatureDelta.ofCelsius(15),
            Duration.ofMinutes(2)),
        TemperatureRule.defaultSeverity(TemperatureDelta.ofCelsius(20)),
        Plausibility.anything(),
        limit(warm),
        limit(-1),
        Optional.of(Duration.ofMinutes(5)),
        Optional.of(new Flatline(new TemperatureDelta(900), Duration.ofMinutes(5))));
  }

  private static Optional<Excursion> limit(int celsius) {
    return Optional.of(
        new Excursion(
            new Temperature(9_000L * celsius),
            Duration.ofMinutes(1),
            new SeverityBands(TemperatureDelta.ofCelsius(1), TemperatureDelta.ofCelsius(5))));
  }

  private static DeadLetter refused(SourceRecord record) {
    return new DeadLetter(RejectionReason.BAD_AVRO, record, "EOFException", "it is cut");
  }

  private static SourceRecord record(String topic, int partition, int offset) {
    return new SourceRecord(topic, partition, offset, NOON, new byte[] {1}, new byte[] {2});
  }

  private static final class AfterEveryEvent<E> implements WatermarkStrategy<Ingested<E>> {

    private static final long serialVersionUID = 1L;

    @Override
    public WatermarkGenerator<Ingested<E>> createWatermarkGenerator(
        WatermarkGeneratorSupplier.Context context) {
      return new WatermarkGenerator<>() {
        private long newest = Long.MIN_VALUE;

        @Override
        public void onEvent(Ingested<E> next, long time, WatermarkOutput output) {
          if (next instanceof Ingested.Accepted) {
            newest = Math.max(newest, time);
            output.emitWatermark(new Watermark(newest - 5 * SECOND - 1));
          }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
      };
    }

    @Override
    public TimestampAssigner<Ingested<E>> createTimestampAssigner(
        TimestampAssignerSupplier.Context context) {
      return (next, recordTime) -> {
        Object event = next instanceof Ingested.Accepted<E> accepted ? accepted.event() : null;
        if (event instanceof Sale sale) {
          return sale.soldAt();
        }
        if (event instanceof Reading reading) {
          return reading.readAt();
        }
        return event instanceof Activity activity ? activity.occurredAt() : recordTime;
      };
    }
  }

  /** Those who are told of alerts: nobody is there before the test says so. */
  static final class People implements AlertNotifications {

    static volatile boolean areThere;
    static final Set<String> TOLD = new ConcurrentSkipListSet<>();

    @Override
    public CompletionStage<Delivery> send(List<Alert> alerts) {
      if (!areThere) {
        return CompletableFuture.completedFuture(new Delivery(Outcome.FAILED, "nobody is there"));
      }
      alerts.forEach(alert -> TOLD.add(alert.alertId()));
      return CompletableFuture.completedFuture(Delivery.taken());
    }

    @Override
    public void close() {}
  }
}

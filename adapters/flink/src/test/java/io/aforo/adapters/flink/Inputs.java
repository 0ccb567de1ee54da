package io.aforo.adapters.flink;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.domain.time.CountWindows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random records of a schedule: partitions that drift apart, events out of order and late, repeats,
 * repeats with another content, tombstones, and records that no decoder could read.
 */
abstract class Inputs {

  static final long BASE = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;

  final Random random;
  private final String topic;
  private final long[] times;
  private final int[] offsets;

  private Inputs(String topic, int partitions, Random random) {
    this.topic = topic;
    this.random = random;
    this.times = new long[partitions];
    this.offsets = new int[partitions];
    for (int partition = 0; partition < partitions; partition++) {
      times[partition] = BASE + random.nextInt(40) * MINUTE;
    }
  }

  static Inputs of(Schedule.Setup setup, Random random) {
    return switch (setup.kind()) {
      case SALES -> new OfSales(setup.partitions(), SalesSimulation.report(setup), random);
      case TEMPERATURES -> new OfReadings(setup, random);
      case ACTIVITY -> new OfActivities(setup.partitions(), random);
    };
  }

  /** The next record of a partition. */
  final Ingested<?> next(int partition) {
    SourceRecord record = record(topic, partition, offsets[partition]++);
    int draw = random.nextInt(20);
    if (draw == 0) {
      return new Ingested.Tombstone<>(record);
    }
    if (draw == 1) {
      return new Ingested.Rejected<>(
          new DeadLetter(RejectionReason.BAD_AVRO, record, "EOFException", "it is cut"));
    }
    return new Ingested.Accepted<>(record, event(partition));
  }

  static SourceRecord record(String topic, int partition, int offset) {
    // As old as the base, so that no reading counts as found long after it happened.
    return new SourceRecord(topic, partition, offset, BASE, new byte[0], new byte[0]);
  }

  abstract Object event(int partition);

  /** What there is of rules before the first record. */
  List<Ingested<?>> rules() {
    return List.of();
  }

  /** A time that goes on with its partition, and comes more or less late. */
  final long time(int partition, long atMost) {
    times[partition] += random.nextLong(atMost);
    long behind =
        switch (random.nextInt(5)) {
          case 0 -> random.nextLong(5 * MINUTE);
          case 1 -> random.nextLong(180 * MINUTE);
          default -> random.nextLong(30 * SECOND);
        };
    return times[partition] - behind;
  }

  final String oneOf(String... values) {
    return values[random.nextInt(values.length)];
  }

  final <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** A record in a line. */
  static String told(Ingested<?> ingested) {
    if (ingested instanceof Ingested.Accepted<?> accepted) {
      return "@" + accepted.record().offset() + " " + accepted.event();
    }
    return ingested instanceof Ingested.Rejected<?> ? "a bad record" : "a tombstone";
  }

  /** Each sale's amount is a power of two of its own, so that a sum tells which sales are in it. */
  private static final class OfSales extends Inputs {

    private final List<List<Sale>> known = new ArrayList<>();
    private final boolean isByOrder;
    private int count;

    private OfSales(int partitions, SalesReport report, Random random) {
      super("sales", partitions, random);
      // Time says which sale comes first: without it, combiners can overtake one another.
      this.isByOrder = report.windowing() instanceof CountWindows;
      for (int partition = 0; partition < partitions; partition++) {
        known.add(new ArrayList<>());
      }
    }

    @Override
    Object event(int partition) {
      int draw = random.nextInt(20);
      List<Sale> here = known.get(partition);
      if (draw < 2 && !here.isEmpty()) {
        return oneOf(here);
      }
      List<Sale> anywhere = oneOf(known);
      if (draw == 2 && !anywhere.isEmpty()) {
        return oneOf(anywhere);
      }
      if (draw == 3 && !here.isEmpty()) {
        Sale before = oneOf(here);
        return sale(before.saleId(), before.storeId(), before.amount(), "other", before.soldAt());
      }
      Sale sale =
          sale(
              "s" + count,
              oneOf("norte", "sur"),
              new Money(1L << count, "EUR"),
              oneOf("te", "cafe"),
              isByOrder ? BASE + count * MINUTE : time(partition, 4 * MINUTE));
      count++;
      here.add(sale);
      return sale;
    }

    private static Sale sale(String id, String store, Money amount, String product, long soldAt) {
      SaleKind kind =
          Long.numberOfTrailingZeros(amount.tenThousandths()) % 4 == 3
              ? SaleKind.RETURN
              : SaleKind.SALE;
      return new Sale(id, store, product, "", kind, new Quantity(1_000), amount, soldAt);
    }
  }

  /** A sensor's readings are in one partition. */
  private static final class OfReadings extends Inputs {

    private final Schedule.Setup setup;
    private final List<List<Reading>> known = new ArrayList<>();
    private int count;

    private OfReadings(Schedule.Setup setup, Random random) {
      super("temperatures", setup.partitions(), random);
      this.setup = setup;
      for (int partition = 0; partition < setup.partitions(); partition++) {
        known.add(new ArrayList<>());
      }
    }

    @Override
    List<Ingested<?>> rules() {
      List<Ingested<?>> rules = new ArrayList<>();
      for (RuleBookChange change : TemperatureSimulation.changes(setup)) {
        rules.add(new Ingested.Accepted<>(record("rules", 0, rules.size()), change));
      }
      return rules;
    }

    @Override
    Object event(int partition) {
      List<Reading> here = known.get(partition);
      if (random.nextInt(8) == 0 && !here.isEmpty()) {
        return oneOf(here);
      }
      Reading reading =
          new Reading(
              random.nextBoolean() ? "r" + count : "",
              oneOf("a", "b", "c", "d") + partition,
              Temperature.of(
                  Double.parseDouble(
                      oneOf("-20", "0", "0", "5", "5", "8.5", "15", "20", "25", "40", "500")),
                  TemperatureUnit.CELSIUS),
              time(partition, 45 * SECOND));
      count++;
      here.add(reading);
      return reading;
    }
  }

  private static final class OfActivities extends Inputs {

    private OfActivities(int partitions, Random random) {
      super("activity", partitions, random);
    }

    @Override
    Object event(int partition) {
      return new Activity(
          oneOf("ana", "bo", "cy", "di", "eva"), "view", time(partition, 4 * MINUTE));
    }
  }
}

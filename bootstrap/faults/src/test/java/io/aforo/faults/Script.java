package io.aforo.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * What a {@link Load} sends, record by record: a function of the seed and the pace alone.
 *
 * <p>Time is event time, in steps. Records leave at most {@link #DISORDER_MILLIS} after their time,
 * so within a partition none is more than that behind another: on time for a job that allows for 5
 * s. What is none of this is so for certain, whatever the order in which the job reads partitions:
 *
 * <ul>
 *   <li>a repeat, of a sale or of a reading, comes within minutes and has the same content, so it
 *       does not matter which of the two is first;
 *   <li>a conflict (a known id with another amount) follows its sale in the same partition;
 *   <li>a late sale is days old and in an hour of its own, so whatever becomes of it is seen by
 *       itself; a late reading is half an hour behind its sensor, in the sensor's partition;
 *   <li>a bad record has one fault.
 * </ul>
 */
final class Script {

  static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  /** Less than the job's out-of-orderness. */
  static final long DISORDER_MILLIS = 4_000;

  /** How long a step takes on the clock. */
  static final long STEP_MILLIS = 50;

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private static final int STORES = 6;
  private static final int PRODUCTS = 25;
  private static final int CUSTOMERS = 24;
  private static final int SALES_FOR_A_BAD_RECORD = 80;
  private static final int SALES_FOR_A_LATE_ONE = 400;
  private static final int READINGS_FOR_A_LATE_ONE = 500;

  private static final Schema SALE = io.aforo.schemas.Sale.getClassSchema();
  private static final Schema READING = io.aforo.schemas.TemperatureReading.getClassSchema();
  private static final Schema KIND = SALE.getField("kind").schema();
  private static final Schema UNIT = READING.getField("unit").schema();

  /** What stands in front of a record's body. */
  enum Frame {
    /** The id of the topic's own schema. */
    OWN,
    /** The id of the other topic's schema. */
    OTHER,
    /** An id that no registry has given out. */
    UNKNOWN,
    /** Nothing: the bytes are the whole value. */
    NONE,
    /** There is no value at all. */
    TOMBSTONE
  }

  /**
   * A record.
   *
   * @param lane which partition, modulo the number of partitions at the start; a store and a sensor
   *     stay in theirs
   * @param time of the record, epoch milliseconds
   * @param body what comes behind the frame
   */
  record Planned(String topic, int lane, String key, long time, Frame frame, byte[] body) {}

  /**
   * How much, and how fast.
   *
   * @param salesPerSecond sales in a second of the clock, those that are special aside
   * @param speed seconds of event time in a second of the clock
   */
  record Pace(int salesPerSecond, int speed) {

    /** What two cores bear that run the whole system as well. */
    static final Pace MODERATE = new Pace(200, 120);
  }

  private record Queued(long leavesAt, long number, Planned planned) {}

  private record SaleLine(
      String id,
      int store,
      String product,
      String customer,
      String kind,
      BigDecimal quantity,
      BigDecimal amount,
      String currency,
      long soldAt) {

    SaleLine with(BigDecimal newQuantity, BigDecimal newAmount, String newCurrency, long at) {
      return new SaleLine(
          id, store, product, customer, kind, newQuantity, newAmount, newCurrency, at);
    }

    SaleLine named(String newId, String newProduct) {
      return new SaleLine(
          newId, store, newProduct, customer, kind, quantity, amount, currency, soldAt);
    }
  }

  private final SplittableRandom random;
  private final Pace pace;
  private final PriorityQueue<Queued> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Queued::leavesAt).thenComparingLong(Queued::number));
  private final List<Sensor> sensors = new ArrayList<>();
  private long now = START.toEpochMilli();
  private long queued;
  private long sales;
  private long readings;
  private int lastStore = -1;
  private String lastId = "";

  Script(long seed, Pace pace) {
    this.random = new SplittableRandom(seed);
    this.pace = pace;
    for (int i = 0; i < 6; i++) {
      sensors.add(new Sensor("fridge-" + i, i, 12_000, i == 2 ? "FAHRENHEIT" : "CELSIUS", i != 3));
    }
    sensors.add(new Sensor("oven", 6, 2_000, "KELVIN", true));
  }

  /** Event time: what was before it has been planned, and has left or leaves soon. */
  long now() {
    return now;
  }

  /** The records of the next step, in the order in which they are sent. */
  List<Planned> next() {
    long end = now + STEP_MILLIS * pace.speed();
    long count = pace.salesPerSecond() * STEP_MILLIS / 1_000;
    for (int i = 0; i < count; i++) {
      sell(random.nextLong(now, end));
    }
    for (Sensor sensor : sensors) {
      sensor.readUntil(end);
    }
    now = end;
    return leaving(now);
  }

  /**
   * The records that make all of it whole: temperatures stay as they are for long enough to close
   * every alert, and time goes on by more than an hour. {@link #last} comes behind them, in every
   * partition; after that the next step may come.
   */
  List<Planned> end() {
    sensors.forEach(Sensor::calmDown);
    List<Planned> records = new ArrayList<>();
    for (long until = now + 8 * MINUTE; now < until; ) {
      records.addAll(next());
    }
    records.addAll(leaving(Long.MAX_VALUE));
    now += HOUR + 5 * MINUTE;
    sensors.forEach(Sensor::goOn);
    return records;
  }

  /** A record of now, in any partition, so that all windows end that were open before. */
  Planned last(String topic, int partition) {
    if (topic.equals(Scenario.SALES)) {
      SaleLine sale =
          new SaleLine(
              "end-" + partition + "-" + now,
              STORES,
              "end",
              "",
              "SALE",
              decimal(1_000, 3),
              decimal(1, 4),
              "EUR",
              now);
      return new Planned(topic, partition, key(sale), now, Frame.OWN, body(sale));
    }
    // Heard once and never again: one that is heard so rarely would be an alert.
    String sensor = "end-" + partition + "-" + now;
    return new Planned(
        topic, partition, sensor, now, Frame.OWN, reading("end", sensor, 20, "CELSIUS", now));
  }

  /** One more record of now, in a partition that was not there at the start. */
  Planned extra(String topic, int partition) {
    long at = now - 1;
    if (topic.equals(Scenario.SALES)) {
      SaleLine sale =
          new SaleLine(
              "extra-" + at,
              STORES + 1 + partition,
              "product-0",
              "customer-of-" + partition,
              "SALE",
              decimal(1_000, 3),
              decimal(15_000, 4),
              "EUR",
              at);
      return new Planned(topic, partition, key(sale), at, Frame.OWN, body(sale));
    }
    String sensor = "added-" + partition;
    return new Planned(
        topic, partition, sensor, at, Frame.OWN, reading("", sensor, 20, "CELSIUS", at));
  }

  private List<Planned> leaving(long until) {
    List<Planned> records = new ArrayList<>();
    while (!queue.isEmpty() && queue.peek().leavesAt() < until) {
      records.add(queue.remove().planned());
    }
    return records;
  }

  private long leaveAt(long leavesAt, Planned planned) {
    queue.add(new Queued(leavesAt, queued++, planned));
    return leavesAt;
  }

  private long disorder() {
    return random.nextLong(DISORDER_MILLIS);
  }

  // Sales.

  private void sell(long at) {
    SaleLine sale = sale(at);
    byte[] body = body(sale);
    long left =
        leaveAt(
            at + disorder(),
            new Planned(Scenario.SALES, sale.store(), key(sale), at, Frame.OWN, body));
    if (random.nextInt(50) == 0) {
      // A retry can be on another partition: after more of them were added, for example.
      int lane = sale.store() + random.nextInt(2);
      leaveAt(
          left + random.nextLong(2 * MINUTE),
          new Planned(Scenario.SALES, lane, key(sale), at, Frame.OWN, body));
    }
    if (random.nextInt(200) == 0) {
      SaleLine other =
          sale.with(sale.quantity(), sale.amount().add(decimal(1, 4)), sale.currency(), at);
      leaveAt(
          left, new Planned(Scenario.SALES, sale.store(), key(sale), at, Frame.OWN, body(other)));
    }
    sales++;
    if (sales % SALES_FOR_A_BAD_RECORD == 0) {
      leaveAt(at, badSale(sale(at)));
    }
    if (sales % SALES_FOR_A_LATE_ONE == 0 && at > START.toEpochMilli() + 20 * MINUTE) {
      long number = sales / SALES_FOR_A_LATE_ONE;
      long old = START.toEpochMilli() - 3 * DAY - number * 3 * HOUR + 30 * MINUTE;
      SaleLine late = sale.with(sale.quantity(), sale.amount(), sale.currency(), old);
      leaveAt(
          at,
          new Planned(
              Scenario.SALES,
              sale.store(),
              key(sale),
              at,
              Frame.OWN,
              body(late.named("late-" + number, sale.product()))));
    }
  }

  private SaleLine sale(long at) {
    int store = random.nextInt(STORES);
    int product = random.nextInt(PRODUCTS);
    // Ids are unique within a store, not beyond it.
    String id = store != lastStore && sales % 7 == 6 ? lastId : "s-" + sales + "-" + queued;
    lastStore = store;
    lastId = id;
    boolean isWeighed = product % 3 == 0;
    return new SaleLine(
        id,
        store,
        "product-" + product,
        random.nextInt(5) == 0 ? "" : "customer-" + random.nextInt(CUSTOMERS),
        random.nextInt(12) == 0 ? "RETURN" : "SALE",
        isWeighed
            ? decimal(random.nextLong(1, 5_000), 3)
            : decimal(1_000L * random.nextLong(1, 7), 3),
        isWeighed
            ? decimal(random.nextLong(1, 500_000), 4)
            : decimal(100L * random.nextLong(0, 10_000), 4),
        currency(store),
        at);
  }

  private String currency(int store) {
    return switch (store) {
      case 4 -> "USD";
      case 5 -> List.of("EUR", "GBP", "JPY").get(random.nextInt(3));
      default -> "EUR";
    };
  }

  private Planned badSale(SaleLine sale) {
    long at = sale.soldAt();
    byte[] good = body(sale);
    Frame frame = Frame.OWN;
    byte[] body = good;
    switch (random.nextInt(12)) {
      case 0 -> {
        frame = Frame.NONE;
        body = "{\"sale_id\": \"1\"}".getBytes(StandardCharsets.UTF_8);
      }
      case 1 -> {
        frame = Frame.NONE;
        body = new byte[0];
      }
      case 2 -> body = Arrays.copyOf(good, good.length - 2);
      case 3 -> body = Arrays.copyOf(good, good.length + 3);
      case 4 -> frame = Frame.UNKNOWN;
      case 5 -> {
        frame = Frame.OTHER;
        body = reading("1", "fridge-0", 4, "CELSIUS", at);
      }
      case 6 -> body = body(sale.with(sale.quantity(), sale.amount(), sale.currency(), at + HOUR));
      case 7 -> body = body(sale.with(sale.quantity(), sale.amount(), sale.currency(), at / 1_000));
      case 8 -> body = body(sale.with(sale.quantity(), decimal(-1, 4), sale.currency(), at));
      case 9 -> body = body(sale.with(decimal(-1, 3), sale.amount(), sale.currency(), at));
      case 10 ->
          body =
              random.nextBoolean()
                  ? body(sale.with(sale.quantity(), sale.amount(), "EURO", at))
                  : body(sale.named(sale.id(), " "));
      default -> frame = Frame.TOMBSTONE;
    }
    return new Planned(Scenario.SALES, sale.store(), key(sale), at, frame, body);
  }

  private static String key(SaleLine sale) {
    return store(sale.store());
  }

  private static String store(int store) {
    return "store-" + store;
  }

  private static BigDecimal decimal(long unscaled, int scale) {
    return BigDecimal.valueOf(unscaled, scale);
  }

  private static byte[] body(SaleLine sale) {
    GenericRecord fields = new GenericData.Record(SALE);
    fields.put("sale_id", sale.id());
    fields.put("store_id", key(sale));
    fields.put("product_id", sale.product());
    fields.put("customer_id", sale.customer().isEmpty() ? null : sale.customer());
    fields.put("kind", new GenericData.EnumSymbol(KIND, sale.kind()));
    fields.put("quantity", ByteBuffer.wrap(sale.quantity().unscaledValue().toByteArray()));
    fields.put("amount", ByteBuffer.wrap(sale.amount().unscaledValue().toByteArray()));
    fields.put("currency", sale.currency());
    fields.put("sold_at", sale.soldAt());
    return encoded(fields);
  }

  private static byte[] reading(String id, String sensor, double value, String unit, long at) {
    GenericRecord fields = new GenericData.Record(READING);
    fields.put("reading_id", id.isEmpty() ? null : id);
    fields.put("sensor_id", sensor);
    fields.put("value", value);
    fields.put("unit", new GenericData.EnumSymbol(UNIT, unit));
    fields.put("read_at", at);
    return encoded(fields);
  }

  private static byte[] encoded(GenericRecord fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(fields.getSchema()).write(fields, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A sensor that is calm around a level, and at times jumps to another. */
  private final class Sensor {

    private final String id;
    private final int lane;
    private final long intervalMillis;
    private final String unit;
    private final boolean isNumbered;
    private final double base;
    private double level;
    private long nextReading;
    private long nextJump;

    Sensor(String id, int lane, long intervalMillis, String unit, boolean isNumbered) {
      this.id = id;
      this.lane = lane;
      this.intervalMillis = intervalMillis;
      this.unit = unit;
      this.isNumbered = isNumbered;
      this.base = random.nextDouble(2, 8);
      this.level = base;
      goOn();
    }

    final void goOn() {
      nextReading = now + random.nextLong(intervalMillis);
      nextJump = now + random.nextLong(5, 15) * MINUTE;
    }

    void calmDown() {
      nextJump = Long.MAX_VALUE;
    }

    void readUntil(long end) {
      for (; nextReading < end; nextReading += intervalMillis) {
        if (nextReading >= nextJump) {
          jump();
        }
        read(nextReading);
      }
    }

    private void jump() {
      // Some of them are hardly a jump, or hardly none.
      level = level == base ? base + random.nextDouble(18, 36) : base;
      boolean isBrief = random.nextInt(3) == 0;
      nextJump +=
          isBrief
              ? Duration.ofSeconds(random.nextLong(15, 55)).toMillis()
              : random.nextLong(8, 20) * MINUTE;
    }

    private void read(long at) {
      double celsius = level + random.nextDouble(-0.4, 0.4);
      double value =
          switch (unit) {
            case "FAHRENHEIT" -> rounded(celsius * 1.8 + 32);
            case "KELVIN" -> rounded(celsius + 273.15);
            default -> rounded(celsius);
          };
      String number = isNumbered ? "r-" + readings : "";
      Planned planned = planned(at, Frame.OWN, reading(number, id, value, unit, at));
      long left = leaveAt(at + disorder(), planned);
      if (random.nextInt(50) == 0) {
        leaveAt(left + random.nextLong(MINUTE), planned);
      }
      readings++;
      if (readings % READINGS_FOR_A_LATE_ONE == 0 && at > START.toEpochMilli() + HOUR) {
        leaveAt(
            at,
            planned(at, Frame.OWN, reading("late-" + readings, id, value, unit, at - 30 * MINUTE)));
      }
      if (readings % SALES_FOR_A_BAD_RECORD == 0) {
        leaveAt(at, bad(at, value));
      }
    }

    private Planned bad(long at, double value) {
      return switch (random.nextInt(5)) {
        case 0 -> planned(at, Frame.NONE, new byte[] {0, 0, 0, 0, 1});
        case 1 -> planned(at, Frame.OWN, reading("nan", id, Double.NaN, unit, at));
        case 2 -> planned(at, Frame.OWN, reading("cold", id, -500, unit, at));
        case 3 -> planned(at, Frame.OWN, reading("ahead", id, value, unit, at + HOUR));
        default -> planned(at, Frame.TOMBSTONE, new byte[0]);
      };
    }

    private Planned planned(long time, Frame frame, byte[] body) {
      return new Planned(Scenario.READINGS, lane, id, time, frame, body);
    }

    private static double rounded(double value) {
      return Math.round(value * 10) / 10.0;
    }
  }
}

package io.aforo.job;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;

/**
 * Sales from a seed: many streams at once, each of a store of its own, with pauses and bursts,
 * returns and several currencies. Times lie on a grid of 30 s and a millisecond beside it, so that
 * windows' edges and silences of exactly a gap are met all the time.
 */
final class RandomSales {

  /** The seed of a run: that of the system property, or the one from the test. */
  static long seed(long usual) {
    return Long.getLong("aforo.seed", usual);
  }

  static final long OPENING = java.time.Instant.parse("2026-03-02T08:00:00Z").toEpochMilli();
  private static final long GRID = 30_000;
  private static final List<String> CURRENCIES = List.of("EUR", "EUR", "USD", "JPY");

  private final Random random;
  private int next;

  RandomSales(long seed) {
    random = new Random(seed);
  }

  /** Streams of 30 to 100 sales within some hours, all together in the order of their times. */
  List<Sale> streams(int count) {
    List<Sale> sales = new ArrayList<>();
    for (int stream = 0; stream < count; stream++) {
      sales.addAll(stream("store " + stream));
    }
    sales.sort(Comparator.comparingLong(Sale::soldAt));
    return sales;
  }

  private List<Sale> stream(String store) {
    List<Sale> sales = new ArrayList<>();
    int size = 30 + random.nextInt(71);
    // From some sales a second to one in ten minutes.
    int longestPause = 1 + random.nextInt(20);
    long at = OPENING + random.nextInt(60) * GRID;
    for (int i = 0; i < size; i++) {
      sales.add(sale(store, besideTheGrid(at)));
      at += random.nextInt(longestPause + 1) * GRID;
    }
    return sales;
  }

  /** Mostly the time itself, now and then a millisecond before or after. */
  private long besideTheGrid(long time) {
    int beside = random.nextInt(6);
    return time + (beside == 0 ? -1 : beside == 1 ? 1 : 0);
  }

  /** A sale with an id of its own. */
  Sale sale(String store, long at) {
    return new Sale(
        "s" + next++,
        store,
        "product " + random.nextInt(3),
        random.nextInt(3) == 0 ? "" : "customer " + random.nextInt(2),
        random.nextInt(4) == 0 ? SaleKind.RETURN : SaleKind.SALE,
        new Quantity(random.nextInt(5_000)),
        new Money(amount(), CURRENCIES.get(random.nextInt(CURRENCIES.size()))),
        at);
  }

  /** Some are the largest that there are: a dozen of them are more than a long can hold. */
  private long amount() {
    return random.nextInt(50) == 0 ? Money.MAX_UNITS * 10_000 : random.nextInt(10_000_000);
  }

  /**
   * The sales in the order of their arrival, each at most so much after its time.
   *
   * @param mostMillis inclusive
   */
  List<Sale> delayed(List<Sale> sales, long mostMillis) {
    return delayed(sales, mostMillis, mostMillis);
  }

  /**
   * The sales in the order of their arrival: each at most so much after its time, some later.
   *
   * @param mostMillis inclusive
   * @param latestMillis of those some, inclusive
   */
  List<Sale> delayed(List<Sale> sales, long mostMillis, long latestMillis) {
    record Arrival(long at, Sale sale) {}
    return sales.stream()
        .map(
            sale -> {
              long most = random.nextInt(6) == 0 ? latestMillis : mostMillis;
              return new Arrival(sale.soldAt() + random.nextLong(most + 1), sale);
            })
        .sorted(Comparator.comparingLong(Arrival::at))
        .map(Arrival::sale)
        .toList();
  }

  /** The same with some that come again, at any time after the first. */
  List<Sale> withRepeats(List<Sale> sales) {
    List<Sale> all = new ArrayList<>(sales);
    for (int repeats = sales.size() / 30; repeats > 0; repeats--) {
      int first = random.nextInt(all.size());
      all.add(first + 1 + random.nextInt(all.size() - first), all.get(first));
    }
    return all;
  }

  /** The records of a topic, whose partition follows from the store. */
  static List<List<Ingested<Sale>>> partitions(List<Sale> sales, int count) {
    return partitions(sales, count, Sale::soldAt);
  }

  private static List<List<Ingested<Sale>>> partitions(
      List<Sale> sales, int count, ToLongFunction<Sale> recordTime) {
    List<List<Ingested<Sale>>> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      partitions.add(new ArrayList<>());
    }
    for (Sale sale : sales) {
      int number = Math.floorMod(sale.storeId().hashCode(), count);
      List<Ingested<Sale>> partition = partitions.get(number);
      partition.add(record(number, partition.size(), recordTime.applyAsLong(sale), sale));
    }
    return partitions;
  }

  /** A sale as it was read. */
  static Ingested.Accepted<Sale> record(int partition, long offset, long time, Sale sale) {
    return new Ingested.Accepted<>(
        new SourceRecord("sales", partition, offset, time, new byte[0], new byte[0]), sale);
  }
}

package io.aforo.local.shop;

import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** The receipts of one store. Customers come as a Poisson process whose rate follows the day. */
final class Till {

  private static final int CUSTOMERS = 4_000;
  private static final int MOST_LINES = 12;
  private static final double ONE_MORE_LINE = 0.65;
  private static final double RETURNS = 0.03;
  private static final double DUPLICATES = 0.003;
  private static final double OUT_OF_ORDER = 0.04;
  private static final double OFFLINE = 0.003;
  private static final double FORGOTTEN = 0.0002;

  /** Sales that somebody may bring back. */
  private static final int REMEMBERED = 500;

  private static final long MINUTE = 60_000;
  private static final long WEEK = Duration.ofDays(7).toMillis();

  private final Branch branch;
  private final String run;
  private final SplittableRandom random;
  private final List<Product> byPopularity;
  private final double[] popularity;
  private final double basketsPerMilli;
  private final List<Sale> sold = new ArrayList<>();
  private long receipts;
  private long minute = Long.MIN_VALUE;
  private double rate;

  /**
   * @param run part of every id, so that two runs do not share any
   * @param byPopularity the most popular product first
   * @param linesPerSecond the mean over a week
   */
  Till(
      Branch branch,
      String run,
      SplittableRandom random,
      List<Product> byPopularity,
      double linesPerSecond,
      Instant start) {
    this.branch = branch;
    this.run = run;
    this.random = random;
    this.byPopularity = byPopularity;
    this.popularity = zipf(byPopularity.size());
    this.basketsPerMilli = linesPerSecond / 1_000 / linesPerBasket() / meanBusyness(branch, start);
  }

  /**
   * Lets customers come from {@code from} (inclusive) to {@code to} (exclusive), in epoch
   * milliseconds.
   */
  void serve(long from, long to, Consumer<ShopEvent> out) {
    double time = from;
    while (true) {
      double perMilli = rateAt((long) time);
      long minuteEnd = (Math.floorDiv((long) time, MINUTE) + 1) * MINUTE;
      long end = Math.min(to, minuteEnd);
      double arrival =
          perMilli == 0
              ? Double.POSITIVE_INFINITY
              : time - StrictMath.log(1 - random.nextDouble()) / perMilli;
      if (arrival < end) {
        checkOut((long) arrival, out);
        time = arrival;
      } else if (end == to) {
        return;
      } else {
        // The process has no memory: it may start afresh where its rate changes.
        time = end;
      }
    }
  }

  private double rateAt(long time) {
    long timesMinute = Math.floorDiv(time, MINUTE);
    if (timesMinute != minute) {
      minute = timesMinute;
      rate = basketsPerMilli * branch.busyness(Instant.ofEpochMilli(time));
    }
    return rate;
  }

  private void checkOut(long time, Consumer<ShopEvent> out) {
    String receipt = branch.id() + "-" + run + "-" + ++receipts;
    String customer =
        branch.neverCloses() || random.nextDouble() < 0.65
            ? String.format("c-%05d", random.nextInt(CUSTOMERS))
            : "";
    long soldAt = time;
    long sentAt = time + delay();
    if (random.nextDouble() < FORGOTTEN && branch.isOpen(Instant.ofEpochMilli(time - WEEK))) {
      // A till that was switched off with a receipt in it, a week ago.
      soldAt = time - WEEK;
    }
    int lines = lines();
    for (int line = 1; line <= lines; line++) {
      Sale sale;
      if (soldAt == time && !sold.isEmpty() && random.nextDouble() < RETURNS) {
        sale = bringBack(receipt + "-" + line, soldAt);
      } else {
        sale = sell(receipt + "-" + line, customer, soldAt);
        remember(sale);
      }
      out.accept(new ShopEvent.Sold(sale, sentAt));
      if (random.nextDouble() < DUPLICATES) {
        out.accept(new ShopEvent.Sold(sale, sentAt + 500 + random.nextInt(2_500)));
      }
    }
  }

  private Sale sell(String saleId, String customer, long soldAt) {
    Product product = byPopularity.get(draw(popularity, random.nextDouble()));
    long cents = (long) product.cents() * branch.pricesPercent() / 100;
    long thousandths = product.weighed() ? 100 + random.nextInt(2_000) : 1_000L * (1 + fewMore());
    // Rounded to cents, half up, as a scale does.
    long lineCents = (cents * thousandths + 500) / 1_000;
    return new Sale(
        saleId,
        branch.id(),
        product.id(),
        customer,
        SaleKind.SALE,
        new Quantity(thousandths),
        new Money(lineCents * 100, branch.currency()),
        soldAt);
  }

  private Sale bringBack(String saleId, long soldAt) {
    Sale sale = sold.remove(random.nextInt(sold.size()));
    return new Sale(
        saleId,
        sale.storeId(),
        sale.productId(),
        sale.customerId(),
        SaleKind.RETURN,
        sale.quantity(),
        sale.amount(),
        soldAt);
  }

  private void remember(Sale sale) {
    if (sold.size() < REMEMBERED) {
      sold.add(sale);
    } else {
      sold.set(random.nextInt(REMEMBERED), sale);
    }
  }

  private long delay() {
    double kind = random.nextDouble();
    if (kind < OFFLINE) {
      return Duration.ofMinutes(2).toMillis() + random.nextInt(40 * (int) MINUTE);
    }
    return kind < OFFLINE + OUT_OF_ORDER ? 1_000 + random.nextInt(3_000) : random.nextInt(300);
  }

  private int lines() {
    int lines = 1;
    while (lines < MOST_LINES && random.nextDouble() < ONE_MORE_LINE) {
      lines++;
    }
    return lines;
  }

  private int fewMore() {
    int more = 0;
    while (more < 9 && random.nextDouble() < 0.3) {
      more++;
    }
    return more;
  }

  private static double linesPerBasket() {
    return (1 - StrictMath.pow(ONE_MORE_LINE, MOST_LINES)) / (1 - ONE_MORE_LINE);
  }

  private static double meanBusyness(Branch branch, Instant start) {
    Duration step = Duration.ofMinutes(15);
    int steps = (int) (WEEK / step.toMillis());
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += branch.busyness(start.plus(step.multipliedBy(i)));
    }
    return sum / steps;
  }

  /** Cumulated shares: the n-th of {@code size} is bought 1/n times as often as the first. */
  private static double[] zipf(int size) {
    double[] cumulated = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += 1.0 / (i + 1);
      cumulated[i] = sum;
    }
    for (int i = 0; i < size; i++) {
      cumulated[i] /= sum;
    }
    return cumulated;
  }

  private static int draw(double[] cumulated, double uniform) {
    int found = Arrays.binarySearch(cumulated, uniform);
    return Math.min(cumulated.length - 1, found < 0 ? -found - 1 : found + 1);
  }

  /** The catalogue in an order of popularity that the seed decides. */
  static List<Product> byPopularity(SplittableRandom random) {
    List<Product> products = new ArrayList<>(Product.CATALOGUE);
    Collections.shuffle(products, new Random(random.nextLong()));
    return List.copyOf(products);
  }
}

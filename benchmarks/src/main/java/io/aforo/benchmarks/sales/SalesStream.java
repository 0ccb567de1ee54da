package io.aforo.benchmarks.sales;

import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Sales made up before the clock starts: the same for every contestant. The texts are shared, as a
 * reader of records would share them.
 *
 * @param keys how many products there are
 * @param popularity how often each is sold
 * @param events how many sales
 * @param spanMillis how much event time they cover
 */
public record SalesStream(int keys, Popularity popularity, int events, long spanMillis) {

  /** How far behind the newest a sale comes at most, milliseconds. */
  public static final long DISORDER = 5_000;

  /** How often each product is sold. */
  public enum Popularity {
    /** The n-th 1/n times as often as the first. */
    ZIPF,
    /** All alike, at random. */
    UNIFORM,
    /** One after the other, so that none is left out; in an order without order. */
    IN_TURN
  }

  /** A prime, so that its multiples come by every number of products that it does not divide. */
  private static final long STEP = 7_919;

  // 2026-01-05T08:00:00Z, on the hour and on a Monday.
  private static final long START = 1_767_600_000_000L;

  private static final int STORES = 50;

  public Sale[] make() {
    SplittableRandom random = new SplittableRandom(17);
    String[] products = new String[keys];
    for (int product = 0; product < keys; product++) {
      products[product] = "P-%07d".formatted(product);
    }
    String[] stores = new String[STORES];
    for (int store = 0; store < STORES; store++) {
      stores[store] = "S-%03d".formatted(store);
    }
    Quantity[] quantities = new Quantity[10];
    for (int quantity = 0; quantity < quantities.length; quantity++) {
      quantities[quantity] = new Quantity((quantity + 1) * 1_000L);
    }
    double[] shares = popularity == Popularity.ZIPF ? shares() : new double[0];
    Sale[] sales = new Sale[events];
    for (int index = 0; index < events; index++) {
      long newest = START + DISORDER + (long) ((double) index / events * spanMillis);
      int product =
          switch (popularity) {
            case ZIPF -> ranked(shares, random.nextDouble());
            case UNIFORM -> random.nextInt(keys);
            case IN_TURN -> (int) (index * STEP % keys);
          };
      sales[index] =
          new Sale(
              "R-1",
              stores[random.nextInt(STORES)],
              products[product],
              "",
              SaleKind.SALE,
              quantities[random.nextInt(quantities.length)],
              new Money(random.nextLong(1, 10_000) * 100, "EUR"),
              newest - random.nextLong(DISORDER));
    }
    return sales;
  }

  /** Up to which share of all sales each product and those before it come. */
  private double[] shares() {
    double[] shares = new double[keys];
    double total = 0;
    for (int product = 0; product < keys; product++) {
      total += 1.0 / (product + 1);
      shares[product] = total;
    }
    for (int product = 0; product < keys; product++) {
      shares[product] /= total;
    }
    return shares;
  }

  private static int ranked(double[] shares, double point) {
    int place = Arrays.binarySearch(shares, point);
    return Math.min(shares.length - 1, place < 0 ? -place - 1 : place);
  }
}

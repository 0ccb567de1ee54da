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
 * @param isZipf whether the n-th product is sold 1/n times as often as the first; all alike if not
 * @param events how many sales
 * @param spanMillis how much event time they cover
 */
public record SalesStream(int keys, boolean isZipf, int events, long spanMillis) {

  /** How far behind the newest a sale comes at most, milliseconds. */
  public static final long DISORDER = 5_000;

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
    double[] shares = isZipf ? shares() : new double[0];
    Sale[] sales = new Sale[events];
    for (int index = 0; index < events; index++) {
      long newest = START + DISORDER + (long) ((double) index / events * spanMillis);
      int product = isZipf ? ranked(shares, random.nextDouble()) : random.nextInt(keys);
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

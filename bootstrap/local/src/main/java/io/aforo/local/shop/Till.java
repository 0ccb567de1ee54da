package io.aforo.local.shop;

import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** The receipts of one store. */
final class Till {

  private static final int CUSTOMERS = 4_000;
  private static final Repeats LINES_OF_A_RECEIPT = new Repeats(0.65, 12);
  private static final double RETURNS = 0.03;
  private static final double DUPLICATES = 0.003;
  private static final double FORGOTTEN = 0.0002;

  /** Sales that somebody may bring back. */
  private static final int REMEMBERED = 500;

  private static final long WEEK = Duration.ofDays(7).toMillis();

  private final Branch branch;
  private final String run;
  private final SplittableRandom random;
  private final Popularity products;
  private final Arrivals customers;
  private final List<Sale> sold = new ArrayList<>();
  private long receipts;

  /**
   * @param run part of every id, so that two runs do not share any
   * @param products what it sells
   * @param linesPerSecond the mean over a week
   */
  Till(
      Branch branch,
      String run,
      SplittableRandom random,
      Popularity products,
      double linesPerSecond,
      Instant start) {
    this.branch = branch;
    this.run = run;
    this.random = random;
    this.products = products;
    this.customers =
        new Arrivals(branch, random, linesPerSecond / LINES_OF_A_RECEIPT.mean(), start);
  }

  /**
   * Lets customers come from {@code from} (inclusive) to {@code to} (exclusive), in epoch
   * milliseconds.
   */
  void serve(long from, long to, Consumer<ShopEvent> out) {
    customers.between(from, to, time -> checkOut(time, out));
  }

  /** Somebody who has said who they are. */
  static String customer(SplittableRandom random) {
    return String.format("c-%05d", random.nextInt(CUSTOMERS));
  }

  private void checkOut(long time, Consumer<ShopEvent> out) {
    String receipt = branch.id() + "-" + run + "-" + ++receipts;
    String customer = branch.neverCloses() || random.nextDouble() < 0.65 ? customer(random) : "";
    long soldAt = time;
    long sentAt = time + Network.delay(random);
    if (random.nextDouble() < FORGOTTEN && branch.isOpen(Instant.ofEpochMilli(time - WEEK))) {
      // A till that was switched off with a receipt in it, a week ago.
      soldAt = time - WEEK;
    }
    int lines = LINES_OF_A_RECEIPT.draw(random);
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
    Product product = products.pick(random);
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

  private int fewMore() {
    int more = 0;
    while (more < 9 && random.nextDouble() < 0.3) {
      more++;
    }
    return more;
  }
}

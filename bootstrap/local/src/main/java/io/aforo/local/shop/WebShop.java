package io.aforo.local.shop;

import io.aforo.domain.activity.Activity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The pages that people look at in the online store. A visit is a burst of pages, after which the
 * user leaves, or comes back within half an hour, or after it.
 */
final class WebShop {

  private static final Repeats PAGES_IN_A_BURST = new Repeats(0.85, 20);
  private static final Repeats BURSTS = new Repeats(0.4, 5);
  private static final double BACK_SOON = 0.75;
  private static final double LOOKS_AT_A_PRODUCT = 0.7;
  private static final double FORGOTTEN = 0.0002;

  private static final int SECOND = 1_000;
  private static final int MINUTE = 60_000;
  private static final long WEEK = Duration.ofDays(7).toMillis();

  private static final List<String> OTHER_PAGES =
      List.of("/ofertas", "/buscar", "/cesta", "/pago", "/cuenta");

  private final SplittableRandom random;
  private final Popularity products;
  private final Arrivals arrivals;

  /**
   * @param branch the online store
   * @param products that it has pages of
   * @param pagesPerSecond the mean over a week
   */
  WebShop(
      Branch branch,
      SplittableRandom random,
      Popularity products,
      double pagesPerSecond,
      Instant start) {
    this.random = random;
    this.products = products;
    double visitsPerSecond = pagesPerSecond / (PAGES_IN_A_BURST.mean() * BURSTS.mean());
    this.arrivals = new Arrivals(branch, random, visitsPerSecond, start);
  }

  /**
   * Lets users come from {@code from} (inclusive) to {@code to} (exclusive), in epoch milliseconds.
   * All of a visit is handed out when it begins, for hours ahead.
   */
  void serve(long from, long to, Consumer<ShopEvent> out) {
    arrivals.between(from, to, time -> visit(time, out));
  }

  private void visit(long arrival, Consumer<ShopEvent> out) {
    String user = Till.customer(random);
    long time = arrival;
    int bursts = BURSTS.draw(random);
    for (int burst = 1; burst <= bursts; burst++) {
      time = browse(user, time, out) + pause();
    }
  }

  /** A burst of pages; returns when the last was opened. */
  private long browse(String user, long from, Consumer<ShopEvent> out) {
    view(user, "/", from, out);
    long time = from;
    int pages = PAGES_IN_A_BURST.draw(random);
    for (int page = 2; page <= pages; page++) {
      time += 3 * SECOND + random.nextInt(57 * SECOND);
      view(user, page(), time, out);
    }
    return time;
  }

  private String page() {
    return random.nextDouble() < LOOKS_AT_A_PRODUCT
        ? "/productos/" + products.pick(random).id()
        : OTHER_PAGES.get(random.nextInt(OTHER_PAGES.size()));
  }

  private long pause() {
    int minutes =
        random.nextDouble() < BACK_SOON ? 2 + random.nextInt(24) : 40 + random.nextInt(80);
    return (long) minutes * MINUTE;
  }

  private void view(String user, String page, long time, Consumer<ShopEvent> out) {
    // Now and then a telephone that was switched off with a page in it, a week ago.
    long openedAt = random.nextDouble() < FORGOTTEN ? time - WEEK : time;
    out.accept(
        new ShopEvent.Viewed(new Activity(user, page, openedAt), time + Network.delay(random)));
  }
}

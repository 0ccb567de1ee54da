package io.aforo.local.shop;

import io.aforo.domain.sales.SaleKind;
import java.util.SplittableRandom;

/**
 * What goes wrong with machines: from time to time, one of them sends a faulty record in place of a
 * good one. The kinds take turns.
 */
final class Faults {

  /** So that it is not always the first machine that has something to send; at night few have. */
  private static final int MACHINES = 4;

  private final SplittableRandom random;
  private final long between;
  private long next;
  private int made;
  private int passed;

  /**
   * @param start epoch milliseconds
   * @param between milliseconds from one faulty record to the next, about; the first comes after
   *     half of them
   */
  Faults(SplittableRandom random, long start, long between) {
    this.random = random;
    this.between = between;
    this.next = start + between / 2;
    this.passed = random.nextInt(MACHINES);
  }

  /** The event, or what became of it. */
  ShopEvent happenTo(ShopEvent event) {
    if (event.eventTime() < next) {
      return event;
    }
    ShopEvent faulty = faulty(event);
    if (faulty == event || passed-- > 0) {
      return event;
    }
    next += between;
    made++;
    passed = random.nextInt(MACHINES);
    return faulty;
  }

  /**
   * What the kind whose turn it is makes of an event; the event itself if it is of another kind.
   */
  private ShopEvent faulty(ShopEvent event) {
    if (made % 3 == 1) {
      return event instanceof ShopEvent.Measured measured
          ? new ShopEvent.Unmeasured(measured.reading(), measured.unit(), measured.sentAt())
          : event;
    }
    if (!(event instanceof ShopEvent.Sold sold) || sold.sale().kind() == SaleKind.RETURN) {
      return event;
    }
    return made % 3 == 0
        ? new ShopEvent.Negated(sold.sale(), sold.sentAt())
        : new ShopEvent.Unencoded(sold.sale(), sold.sentAt());
  }
}

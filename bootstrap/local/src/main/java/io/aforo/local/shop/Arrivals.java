package io.aforo.local.shop;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/** When people come to a store: a Poisson process whose rate follows the store's day. */
final class Arrivals {

  private static final long MINUTE = 60_000;
  private static final Duration WEEK = Duration.ofDays(7);

  private final Branch branch;
  private final SplittableRandom random;
  private final double perMilli;
  private long minute = Long.MIN_VALUE;
  private double rate;

  /**
   * @param perSecond the mean over the week from {@code start}
   */
  Arrivals(Branch branch, SplittableRandom random, double perSecond, Instant start) {
    this.branch = branch;
    this.random = random;
    this.perMilli = perSecond / 1_000 / meanBusyness(branch, start);
  }

  /**
   * Tells when somebody comes, from {@code from} (inclusive) to {@code to} (exclusive), in epoch
   * milliseconds.
   */
  void between(long from, long to, LongConsumer comes) {
    double time = from;
    while (true) {
      double now = rateAt((long) time);
      long minuteEnd = (Math.floorDiv((long) time, MINUTE) + 1) * MINUTE;
      long end = Math.min(to, minuteEnd);
      double arrival =
          now == 0
              ? Double.POSITIVE_INFINITY
              : time - StrictMath.log(1 - random.nextDouble()) / now;
      if (arrival < end) {
        comes.accept((long) arrival);
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
      rate = perMilli * branch.busyness(Instant.ofEpochMilli(time));
    }
    return rate;
  }

  private static double meanBusyness(Branch branch, Instant start) {
    Duration step = Duration.ofMinutes(15);
    int steps = (int) WEEK.dividedBy(step);
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += branch.busyness(start.plus(step.multipliedBy(i)));
    }
    return sum / steps;
  }
}

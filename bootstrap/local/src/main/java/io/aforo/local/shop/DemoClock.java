package io.aforo.local.shop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time of the demo's events: starts a while before now, runs faster than the wall clock until
 * it meets it, and is the wall clock from there on.
 */
public final class DemoClock {

  private final Clock wall;
  private final Instant wallStart;
  private final Instant start;
  private final double speed;

  /**
   * Starts now.
   *
   * @param wall what now is
   * @param headStart how long before now event time starts; not negative
   * @param speed how many times faster than the wall clock event time runs; at least 1, which never
   *     catches up
   */
  public DemoClock(Clock wall, Duration headStart, double speed) {
    if (headStart.isNegative()) {
      throw new IllegalArgumentException("headStart must not be negative, was " + headStart);
    }
    if (!(speed >= 1 && speed <= 1_000_000)) {
      throw new IllegalArgumentException("speed must be between 1 and 1000000, was " + speed);
    }
    this.wall = wall;
    this.wallStart = wall.instant();
    this.start = wallStart.minus(headStart);
    this.speed = speed;
  }

  /** The event time at which it started. */
  public Instant start() {
    return start;
  }

  /** Event time now; never ahead of the wall clock, and never before the start. */
  public Instant now() {
    Instant wallNow = wall.instant();
    double wallMillis = Math.max(0, Duration.between(wallStart, wallNow).toMillis());
    Instant racing = start.plusMillis((long) (wallMillis * speed));
    if (racing.isBefore(wallNow)) {
      return racing;
    }
    return wallNow.isBefore(start) ? start : wallNow;
  }

  /** Whether event time has met the wall clock, and runs with it. */
  public boolean isLive() {
    return !now().isBefore(wall.instant());
  }

  /** How many times faster than the wall clock event time runs at present. */
  public double speed() {
    return isLive() ? 1 : speed;
  }

  /** The moment at which event time meets the wall clock; empty if it never does. */
  public Optional<Instant> meetsNowAt() {
    Duration behind = Duration.between(start, wallStart);
    if (behind.isZero()) {
      return Optional.of(wallStart);
    }
    if (speed == 1) {
      return Optional.empty();
    }
    return Optional.of(wallStart.plusMillis((long) Math.ceil(behind.toMillis() / (speed - 1))));
  }
}

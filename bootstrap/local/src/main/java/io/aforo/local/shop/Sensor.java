package io.aforo.local.shop;

import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The thermometer of a fridge or freezer. It follows the compressor, the defrosting and the door,
 * all of which move it far less than 15 degrees a minute, and, when it is told to, jumps.
 */
final class Sensor {

  private static final long INTERVAL = 10_000;
  private static final int JITTER = 400;
  private static final double DUPLICATES = 0.001;
  private static final double DELAYED = 0.001;

  private static final double COMPRESSOR_PERIOD = 1_200_000;
  private static final long DEFROST_EVERY = 8 * 3_600_000L;
  private static final double DEFROST_RISE = 900_000;
  private static final double DEFROST_DEGREES = 7;
  private static final double DOOR_OPENS = 0.008;
  private static final double DOOR_MOST = 4;
  private static final double DOOR_FADES = 180_000;

  /** Degrees a millisecond: slow enough not to be a jump of its own. */
  private static final double RECOVERY = 4 / 60_000.0;

  private final String id;
  private final String run;
  private final double base;
  private final TemperatureUnit unit;
  private final SplittableRandom random;
  private final double compressorPhase;
  private final long defrostPhase;
  private long next;
  private long readings;
  private double door;
  private long doorAt;
  private boolean jumping;
  private long jumpAt;
  private double jumpDegrees;
  private double jumpRise;
  private double jumpHold;

  /**
   * @param run part of every id, so that two runs do not share any
   * @param base degrees Celsius that it is set to
   * @param unit what it measures in
   * @param start of its first interval, epoch milliseconds
   */
  Sensor(
      String id,
      String run,
      double base,
      TemperatureUnit unit,
      SplittableRandom random,
      long start) {
    this.id = id;
    this.run = run;
    this.base = base;
    this.unit = unit;
    this.random = random;
    this.compressorPhase = random.nextDouble() * COMPRESSOR_PERIOD;
    this.defrostPhase = random.nextLong(DEFROST_EVERY);
    this.next = start + random.nextLong(INTERVAL);
    this.doorAt = start;
  }

  /** Whether it is still away because of its last jump. */
  boolean isJumping(long time) {
    return jumping && time < jumpAt + jumpRise + jumpHold + jumpDegrees / RECOVERY;
  }

  /**
   * Warms it by 25 to 34 degrees within half a minute, keeps it there for a few minutes, and lets
   * it come back slowly.
   */
  void jump(long time) {
    jumping = true;
    jumpAt = time;
    jumpDegrees = 25 + 9 * random.nextDouble();
    jumpRise = 15_000 + random.nextInt(15_000);
    jumpHold = 60_000 + random.nextInt(240_000);
  }

  /** Measures from where it stands to {@code to} (exclusive), epoch milliseconds. */
  void measure(long to, Consumer<ShopEvent> out) {
    while (next < to) {
      double value = Math.round(inUnit(celsius(next)) * 10) / 10.0;
      Reading reading =
          new Reading(id + "-" + run + "-" + ++readings, id, Temperature.of(value, unit), next);
      long sentAt =
          next
              + (random.nextDouble() < DELAYED
                  ? 30_000 + random.nextInt(60_000)
                  : random.nextInt(1_500));
      out.accept(new ShopEvent.Measured(reading, value, unit, sentAt));
      if (random.nextDouble() < DUPLICATES) {
        out.accept(
            new ShopEvent.Measured(reading, value, unit, sentAt + 500 + random.nextInt(2_500)));
      }
      next += INTERVAL - JITTER + random.nextInt(2 * JITTER);
    }
  }

  private double celsius(long time) {
    door *= StrictMath.exp((doorAt - time) / DOOR_FADES);
    doorAt = time;
    if (random.nextDouble() < DOOR_OPENS) {
      door = Math.min(DOOR_MOST, door + 1 + 2 * random.nextDouble());
    }
    double compressor =
        0.8 * StrictMath.sin(2 * Math.PI * (time + compressorPhase) / COMPRESSOR_PERIOD);
    double noise = 0.4 * (random.nextDouble() - random.nextDouble());
    return base + compressor + defrost(time) + door + noise + jumpEffect(time);
  }

  private double defrost(long time) {
    long since = Math.floorMod(time + defrostPhase, DEFROST_EVERY);
    return DEFROST_DEGREES * Math.max(0, 1 - Math.abs(since - DEFROST_RISE) / DEFROST_RISE);
  }

  private double jumpEffect(long time) {
    if (!jumping || time < jumpAt) {
      return 0;
    }
    double since = time - jumpAt;
    if (since < jumpRise) {
      return jumpDegrees * since / jumpRise;
    }
    double recovering = Math.max(0, since - jumpRise - jumpHold);
    return Math.max(0, jumpDegrees - recovering * RECOVERY);
  }

  private double inUnit(double celsius) {
    return switch (unit) {
      case CELSIUS -> celsius;
      case FAHRENHEIT -> celsius * 9 / 5 + 32;
      case KELVIN -> celsius + 273.15;
    };
  }
}

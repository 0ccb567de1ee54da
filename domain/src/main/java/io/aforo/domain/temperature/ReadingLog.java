package io.aforo.domain.temperature;

import static io.aforo.domain.time.EventTime.minus;
import static io.aforo.domain.time.EventTime.plus;

import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The latest readings of one sensor, in the order of their times; of one time, in the order of
 * their arrival.
 *
 * <p>At most {@value #CAPACITY} are kept. Past that, of every bucket only the coldest and the
 * hottest reading stay (the earliest of equal ones), and if those are too many as well, the oldest
 * go, so that the log reaches back less far. A bucket is 1/999 of the rule's window, rounded up to
 * whole milliseconds: a window with both its ends then touches at most 1,000 of them, wherever it
 * begins, so that all buckets of the window that ends with the newest reading always stay.
 *
 * <p>A reading in order takes amortized constant time, however many are kept; an older one takes a
 * look into two blocks of readings and at the summaries of the others.
 */
final class ReadingLog {

  static final int CAPACITY = 2_000;

  /** One less than the buckets that there is room for: a window begins and ends within a bucket. */
  private static final int BUCKETS_PER_WINDOW = CAPACITY / 2 - 1;

  private static final long NO_WINDOW = -1;

  private ReadingBlocks readings = new ReadingBlocks();
  private long newestAt = EventTime.MIN;
  private long thinnedBefore = EventTime.MIN;
  private long forgottenBefore = EventTime.MIN;
  private long crowdedOut;

  // What follows is derived from the readings and never part of a snapshot.
  private KnownIds knownIds = new KnownIds();
  // No reading of the window that ends with the newest one is colder or hotter than these: those
  // that came since a turn, and those that came before it, but after the one before that.
  private long boundedWindow = NO_WINDOW;
  private long turnedAt;
  private long coldSince;
  private long hotSince;
  private long coldBefore;
  private long hotBefore;
  // Where those do not say that all is calm: the extremes of that window.
  private final TrailingMinimum coldest = new TrailingMinimum();
  // Of the negated temperatures.
  private final TrailingMinimum hottest = new TrailingMinimum();
  // The window of those; without one, they hold nothing.
  private long trailingWindow = NO_WINDOW;

  ReadingLog() {}

  ReadingLog(
      List<KeptReading> readings,
      long newestAt,
      long thinnedBefore,
      long forgottenBefore,
      long crowdedOut) {
    for (KeptReading reading : readings) {
      insert(reading.readingId(), reading.readAt(), reading.temperature().ninthsOfMilliCelsius());
    }
    this.newestAt = newestAt;
    this.thinnedBefore = thinnedBefore;
    this.forgottenBefore = forgottenBefore;
    this.crowdedOut = crowdedOut;
  }

  ReadingLog copy() {
    ReadingLog copy = new ReadingLog();
    copy.readings = readings.copy();
    copy.newestAt = newestAt;
    copy.thinnedBefore = thinnedBefore;
    copy.forgottenBefore = forgottenBefore;
    copy.crowdedOut = crowdedOut;
    copy.knownIds = knownIds.copy();
    return copy;
  }

  List<KeptReading> readings() {
    List<KeptReading> kept = new ArrayList<>(readings.size());
    readings.visit(
        EventTime.MIN,
        EventTime.MAX,
        (id, at, value) -> kept.add(new KeptReading(id, new Temperature(value), at)));
    return kept;
  }

  /** The time of the newest reading ever added; {@link EventTime#MIN} before the first. */
  long newestAt() {
    return newestAt;
  }

  /** The newest reading that is kept; there must be one. */
  KeptReading newest() {
    return readings.newest();
  }

  /** Readings before this time are forgotten; {@link EventTime#MIN} if none are. */
  long forgottenBefore() {
    return forgottenBefore;
  }

  /** Before this time, only the coldest and the hottest reading of every bucket are kept. */
  long thinnedBefore() {
    return thinnedBefore;
  }

  /** How many readings are kept. */
  int size() {
    return readings.size();
  }

  /** How many readings were let go for lack of room. */
  long crowdedOut() {
    return crowdedOut;
  }

  /** Whether it is there already: by its id, or without one by its time and value. */
  boolean holds(Reading reading) {
    return reading.readingId().isEmpty()
        ? reading.readAt() <= newestAt
            && readings.holds("", reading.readAt(), reading.temperature().ninthsOfMilliCelsius())
        : knownIds.mayHold(reading.readingId())
            && readings.holds(reading.readingId(), reading.readAt());
  }

  /** How many of the readings kept are later than {@code time}. */
  int countAfter(long time) {
    return readings.countAfter(time);
  }

  /**
   * The strongest jump that a reading, not added yet and not older than any other, makes with the
   * readings before it.
   */
  Optional<ReadingPair> strongestJumpToNewest(Temperature temperature, long at, JumpRule rule) {
    if (rule.direction().isPresent() && at == newestAt) {
      // The extremes mix readings of this time, which are simultaneous, with earlier ones.
      return strongestJump(temperature, at, EventTime.MIN, EventTime.MAX, rule);
    }
    trail(at, rule.windowMillis());
    if (coldest.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        stronger(
            stronger(null, coldest.value(), coldest.time(), temperature, at, rule),
            -hottest.value(),
            hottest.time(),
            temperature,
            at,
            rule));
  }

  /**
   * The strongest jump that a reading, not added yet, makes with the readings from {@code earliest}
   * to {@code latest}, both inclusive, on either side of its time.
   */
  Optional<ReadingPair> strongestJump(
      Temperature temperature, long at, long earliest, long latest, JumpRule rule) {
    long first = Math.max(earliest, minus(at, rule.windowMillis()));
    long last = Math.min(latest, plus(at, rule.windowMillis()));
    long value = temperature.ninthsOfMilliCelsius();
    long threshold = rule.threshold().ninthsOfMilliCelsius();
    if (!readings.mayReach(first, last, value - threshold, value + threshold)) {
      return Optional.empty();
    }
    // Of those on one side, all jumps have the same direction to the coldest as to any other that
    // is colder than this one, and so with the hottest. Of those of one time likewise.
    ReadingPair strongest = null;
    strongest =
        strongestWith(first, Math.min(last, minus(at, 1)), temperature, at, rule, strongest);
    strongest =
        strongestWith(Math.max(first, at), Math.min(last, at), temperature, at, rule, strongest);
    strongest = strongestWith(Math.max(first, plus(at, 1)), last, temperature, at, rule, strongest);
    return Optional.ofNullable(strongest);
  }

  /** The strongest of a jump, null for none, and those with the readings of a range. */
  private ReadingPair strongestWith(
      long earliest,
      long latest,
      Temperature temperature,
      long at,
      JumpRule rule,
      ReadingPair strongest) {
    Extremes extremes = new Extremes();
    readings.include(earliest, latest, extremes);
    if (extremes.isEmpty()) {
      return strongest;
    }
    return stronger(
        stronger(strongest, extremes.coldest(), extremes.coldestAt(), temperature, at, rule),
        extremes.hottest(),
        extremes.hottestAt(),
        temperature,
        at,
        rule);
  }

  private static ReadingPair stronger(
      ReadingPair strongest,
      long other,
      long otherAt,
      Temperature temperature,
      long at,
      JumpRule rule) {
    long difference = Math.abs(temperature.ninthsOfMilliCelsius() - other);
    if (difference < rule.threshold().ninthsOfMilliCelsius()) {
      return strongest;
    }
    ReadingPair jump = ReadingPair.between(new Temperature(other), otherAt, temperature, at);
    return rule.isBrokenBy(jump) && (strongest == null || jump.isStrongerThan(strongest))
        ? jump
        : strongest;
  }

  /**
   * Whether the readings of the window that ends at {@code at} differ by {@code delta} or more,
   * both ends inclusive and a reading at {@code at}, not added yet and not older than any other,
   * included. Where they surely do not, as is most common, it looks at none of them.
   */
  boolean differsBy(TemperatureDelta delta, Temperature temperature, long at, long windowMillis) {
    bound(at, windowMillis);
    long value = temperature.ninthsOfMilliCelsius();
    long hot = Math.max(value, Math.max(hotSince, hotBefore));
    long cold = Math.min(value, Math.min(coldSince, coldBefore));
    if (hot - cold >= delta.ninthsOfMilliCelsius()) {
      return spreadUpTo(temperature, at, windowMillis).compareTo(delta) >= 0;
    }
    if (trailingWindow != NO_WINDOW) {
      // When they are needed again, every reading of the window will be a new one: a bound that was
      // passed is passed for a whole window.
      trailingWindow = NO_WINDOW;
      coldest.clear();
      hottest.clear();
    }
    return false;
  }

  /** Makes the bounds those of the window that ends at {@code at}. */
  private void bound(long at, long windowMillis) {
    if (boundedWindow != windowMillis) {
      Extremes extremes = new Extremes();
      readings.include(minus(at, windowMillis), EventTime.MAX, extremes);
      boundedWindow = windowMillis;
      coldSince = extremes.coldest();
      hotSince = extremes.hottest();
    } else if (minus(at, turnedAt) <= windowMillis) {
      return;
    }
    turnedAt = at;
    coldBefore = coldSince;
    hotBefore = hotSince;
    coldSince = Long.MAX_VALUE;
    hotSince = Long.MIN_VALUE;
  }

  /**
   * By how much the readings of the window that ends at {@code at} differ, both ends inclusive and
   * a reading at {@code at}, not added yet and not older than any other, included.
   */
  TemperatureDelta spreadUpTo(Temperature temperature, long at, long windowMillis) {
    trail(at, windowMillis);
    long value = temperature.ninthsOfMilliCelsius();
    if (coldest.isEmpty()) {
      return new TemperatureDelta(0);
    }
    return new TemperatureDelta(
        Math.max(value, -hottest.value()) - Math.min(value, coldest.value()));
  }

  /**
   * Adds a reading.
   *
   * @param windowMillis the rule's window, which sets how far thinning goes
   */
  void add(Reading reading, long windowMillis) {
    long at = reading.readAt();
    long value = reading.temperature().ninthsOfMilliCelsius();
    newestAt = Math.max(newestAt, at);
    insert(reading.readingId(), at, value);
    coldSince = Math.min(coldSince, value);
    hotSince = Math.max(hotSince, value);
    if (trailingWindow != NO_WINDOW) {
      coldest.add(at, value);
      hottest.add(at, -value);
    }
    if (readings.size() > CAPACITY || at < thinnedBefore) {
      makeRoom(at, windowMillis);
    }
  }

  private void makeRoom(long at, long windowMillis) {
    long bucketMillis = bucketMillis(windowMillis);
    if (at < thinnedBefore) {
      // What was thinned stays so, or room would have to be made in all of it again.
      long bucket = startOfBucket(at, bucketMillis);
      thin(bucket, plus(bucket, bucketMillis - 1), bucketMillis);
    }
    if (readings.size() > CAPACITY) {
      thinFrom(thinnedBefore, bucketMillis);
    }
    if (readings.size() > CAPACITY && readings.firstAt() >= minus(newestAt, windowMillis)) {
      // Of a window that has grown, less must stay than of the one before.
      thinFrom(EventTime.MIN, bucketMillis);
    }
    if (readings.size() > CAPACITY) {
      coldest.dropOldest(readings.firstAt(), readings.firstValue());
      hottest.dropOldest(readings.firstAt(), -readings.firstValue());
      crowdedOut++;
      forgetFirst();
      forgottenBefore = readings.firstAt();
    }
  }

  /**
   * Forgets the readings before {@code time}, which must be before the rule's window, so that the
   * newest stays. They are not taken any more, whatever a later rule keeps.
   */
  void forgetBefore(long time) {
    forgottenBefore = Math.max(forgottenBefore, time);
    while (readings.firstAt() < time) {
      forgetFirst();
    }
  }

  /** How long a bucket is, in milliseconds; a closed window touches at most 1,000 of them. */
  static long bucketMillis(long windowMillis) {
    return (windowMillis + BUCKETS_PER_WINDOW - 1) / BUCKETS_PER_WINDOW;
  }

  private void forgetFirst() {
    knownIds.remove(readings.removeFirst());
  }

  /** Makes the extremes those of the window that ends at {@code end}, both ends inclusive. */
  private void trail(long end, long windowMillis) {
    long start = minus(end, windowMillis);
    if (trailingWindow != windowMillis) {
      trailingWindow = windowMillis;
      coldest.clear();
      hottest.clear();
      trailFrom(start, EventTime.MAX);
    }
    coldest.dropBefore(start);
    hottest.dropBefore(start);
  }

  private void trailFrom(long earliest, long latest) {
    readings.visit(
        earliest,
        latest,
        (id, at, value) -> {
          coldest.add(at, value);
          hottest.add(at, -value);
        });
  }

  /** Thins all that is kept since a time, up to the newest bucket, which may still grow. */
  private void thinFrom(long earliest, long bucketMillis) {
    long last = readings.lastAt();
    thin(earliest, last, bucketMillis);
    thinnedBefore = startOfBucket(last, bucketMillis);
  }

  /** Leaves the coldest and the hottest reading of each bucket, between two times inclusive. */
  private void thin(long earliest, long latest, long bucketMillis) {
    int before = readings.size();
    long at = readings.nextAt(earliest);
    while (at <= latest && at != EventTime.MAX) {
      long end = Math.min(latest, plus(startOfBucket(at, bucketMillis), bucketMillis - 1));
      readings.leaveExtremes(at, end, knownIds::remove);
      at = readings.nextAt(plus(end, 1));
    }
    int gone = before - readings.size();
    if (gone > 0) {
      crowdedOut += gone;
      // A reading that left hid only what the extremes of its bucket hide as well, so that whatever
      // is before needs no second look.
      if (trailingWindow != NO_WINDOW) {
        coldest.dropBetween(earliest, latest);
        hottest.dropBetween(earliest, latest);
        trailFrom(Math.max(earliest, minus(newestAt, trailingWindow)), latest);
      }
    }
  }

  private static long startOfBucket(long time, long bucketMillis) {
    return minus(time, Math.floorMod(time, bucketMillis));
  }

  private void insert(String id, long at, long value) {
    readings.add(id, at, value);
    knownIds.add(id);
  }
}

package io.aforo.domain.temperature;

import static io.aforo.domain.time.EventTime.minus;
import static io.aforo.domain.time.EventTime.plus;

import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The latest readings of one sensor, in the order of their times; of one time, in the order of
 * their arrival.
 *
 * <p>At most {@value #CAPACITY} are kept. Past that, of every thousandth of the rule's window only
 * the coldest and the hottest reading stay (the earliest of equal ones), and if those are too many
 * as well, the oldest go, so that the log reaches back less far.
 *
 * <p>A reading in order takes amortized constant time, an older one time in proportion to what is
 * kept.
 */
final class ReadingLog {

  static final int CAPACITY = 2_000;

  private static final int BUCKETS_PER_WINDOW = 1_000;
  private static final long NO_WINDOW = -1;

  // Parallel columns; the readings are at [from, to).
  private long[] times = new long[8];
  private long[] ninths = new long[8];
  private String[] ids = new String[8];
  private int from;
  private int to;

  private long newestAt = EventTime.MIN;
  private long thinnedBefore = EventTime.MIN;
  private long forgottenBefore = EventTime.MIN;
  private long crowdedOut;

  // What follows is derived from the readings and never part of a snapshot.
  private final Set<String> knownIds = new HashSet<>();
  private final TrailingMinimum coldest = new TrailingMinimum();
  // Of the negated temperatures.
  private final TrailingMinimum hottest = new TrailingMinimum();
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
    copy.times = Arrays.copyOfRange(times, from, to);
    copy.ninths = Arrays.copyOfRange(ninths, from, to);
    copy.ids = Arrays.copyOfRange(ids, from, to);
    copy.to = to - from;
    copy.newestAt = newestAt;
    copy.thinnedBefore = thinnedBefore;
    copy.forgottenBefore = forgottenBefore;
    copy.crowdedOut = crowdedOut;
    copy.knownIds.addAll(knownIds);
    return copy;
  }

  List<KeptReading> readings() {
    List<KeptReading> readings = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      readings.add(new KeptReading(ids[i], new Temperature(ninths[i]), times[i]));
    }
    return readings;
  }

  /** The time of the newest reading ever added; {@link EventTime#MIN} before the first. */
  long newestAt() {
    return newestAt;
  }

  /** Readings before this time were forgotten for lack of room; {@link EventTime#MIN} if none. */
  long forgottenBefore() {
    return forgottenBefore;
  }

  /** Before this time, only the coldest and the hottest reading of every bucket are kept. */
  long thinnedBefore() {
    return thinnedBefore;
  }

  /** How many readings were let go for lack of room. */
  long crowdedOut() {
    return crowdedOut;
  }

  /** Whether it is there already: by its id, or without one by its time and value. */
  boolean holds(Reading reading) {
    if (!reading.readingId().isEmpty()) {
      return knownIds.contains(reading.readingId());
    }
    long at = reading.readAt();
    for (int i = firstAtOrAfter(at); i < to && times[i] == at; i++) {
      if (ids[i].isEmpty() && ninths[i] == reading.temperature().ninthsOfMilliCelsius()) {
        return true;
      }
    }
    return false;
  }

  /** How many of the readings kept are later than {@code time}. */
  int countAfter(long time) {
    return to - firstAtOrAfter(plus(time, 1));
  }

  /**
   * The strongest jump that a reading, not added yet and not older than any other, makes with the
   * readings before it.
   */
  Optional<Jump> strongestJumpToNewest(Temperature temperature, long at, JumpRule rule) {
    if (rule.direction().isPresent() && at == newestAt) {
      // The extremes mix readings of this time, which are simultaneous, with earlier ones.
      return strongestJump(temperature, at, EventTime.MIN, EventTime.MAX, rule);
    }
    trail(at, rule.windowMillis());
    if (coldest.isEmpty()) {
      return Optional.empty();
    }
    long value = temperature.ninthsOfMilliCelsius();
    long threshold = rule.threshold().ninthsOfMilliCelsius();
    Jump strongest = null;
    if (value - coldest.value() >= threshold) {
      Jump jump = Jump.between(new Temperature(coldest.value()), coldest.time(), temperature, at);
      if (rule.isBrokenBy(jump)) {
        strongest = jump;
      }
    }
    if (-hottest.value() - value >= threshold) {
      Jump jump = Jump.between(new Temperature(-hottest.value()), hottest.time(), temperature, at);
      if (rule.isBrokenBy(jump) && (strongest == null || jump.isStrongerThan(strongest))) {
        strongest = jump;
      }
    }
    return Optional.ofNullable(strongest);
  }

  /**
   * The strongest jump that a reading, not added yet, makes with the readings from {@code earliest}
   * to {@code latest}, both inclusive, on either side of its time.
   */
  Optional<Jump> strongestJump(
      Temperature temperature, long at, long earliest, long latest, JumpRule rule) {
    long value = temperature.ninthsOfMilliCelsius();
    long last = Math.min(latest, plus(at, rule.windowMillis()));
    // Weaker candidates are passed over without looking closer.
    long least = rule.threshold().ninthsOfMilliCelsius();
    Jump strongest = null;
    for (int i = firstAtOrAfter(Math.max(earliest, minus(at, rule.windowMillis())));
        i < to && times[i] <= last;
        i++) {
      if (Math.abs(value - ninths[i]) >= least) {
        Jump jump = Jump.between(new Temperature(ninths[i]), times[i], temperature, at);
        if (rule.isBrokenBy(jump) && (strongest == null || jump.isStrongerThan(strongest))) {
          strongest = jump;
          least = jump.delta().ninthsOfMilliCelsius();
        }
      }
    }
    return Optional.ofNullable(strongest);
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
    coldest.add(at, value);
    hottest.add(at, -value);
    long bucketMillis = Math.max(1, windowMillis / BUCKETS_PER_WINDOW);
    thinnedBefore = Math.min(thinnedBefore, startOfBucket(at, bucketMillis));
    if (to - from > CAPACITY) {
      thin(bucketMillis);
    }
    if (to - from > CAPACITY) {
      coldest.dropOldest(times[from], ninths[from]);
      hottest.dropOldest(times[from], -ninths[from]);
      crowdedOut++;
      forgetFirst();
      forgottenBefore = times[from];
    }
  }

  /**
   * Forgets the readings before {@code time}, which must be before the rule's window, so that the
   * newest stays.
   */
  void forgetBefore(long time) {
    while (times[from] < time) {
      forgetFirst();
    }
  }

  private void forgetFirst() {
    knownIds.remove(ids[from]);
    ids[from] = null;
    from++;
  }

  /** Makes the extremes those of the window that ends at {@code end}, both ends inclusive. */
  private void trail(long end, long windowMillis) {
    long start = minus(end, windowMillis);
    if (trailingWindow != windowMillis) {
      trailingWindow = windowMillis;
      coldest.clear();
      hottest.clear();
      trailFrom(start);
    }
    coldest.dropBefore(start);
    hottest.dropBefore(start);
  }

  private void trailFrom(long start) {
    for (int i = firstAtOrAfter(start); i < to; i++) {
      coldest.add(times[i], ninths[i]);
      hottest.add(times[i], -ninths[i]);
    }
  }

  /** Leaves the coldest and the hottest reading of each bucket that was not thinned before. */
  private void thin(long bucketMillis) {
    int start = firstAtOrAfter(thinnedBefore);
    int kept = start;
    int end;
    for (int i = start; i < to; i = end) {
      long bucket = startOfBucket(times[i], bucketMillis);
      int coldestOfBucket = i;
      int hottestOfBucket = i;
      for (end = i + 1; end < to && startOfBucket(times[end], bucketMillis) == bucket; end++) {
        if (ninths[end] < ninths[coldestOfBucket]) {
          coldestOfBucket = end;
        }
        if (ninths[end] > ninths[hottestOfBucket]) {
          hottestOfBucket = end;
        }
      }
      for (int j = i; j < end; j++) {
        if (j == coldestOfBucket || j == hottestOfBucket) {
          times[kept] = times[j];
          ninths[kept] = ninths[j];
          ids[kept] = ids[j];
          kept++;
        } else {
          knownIds.remove(ids[j]);
        }
      }
    }
    crowdedOut += to - kept;
    Arrays.fill(ids, kept, to, null);
    to = kept;
    // A reading that left hid only what the extremes of its bucket hide as well, so that whatever
    // is before the thinned part needs no second look.
    coldest.dropFrom(thinnedBefore);
    hottest.dropFrom(thinnedBefore);
    trailFrom(Math.max(thinnedBefore, minus(newestAt, trailingWindow)));
    // The newest bucket may still grow.
    thinnedBefore = startOfBucket(times[to - 1], bucketMillis);
  }

  private static long startOfBucket(long time, long bucketMillis) {
    return minus(time, Math.floorMod(time, bucketMillis));
  }

  private void insert(String id, long at, long value) {
    makeRoom();
    int position = firstAtOrAfter(plus(at, 1));
    System.arraycopy(times, position, times, position + 1, to - position);
    System.arraycopy(ninths, position, ninths, position + 1, to - position);
    System.arraycopy(ids, position, ids, position + 1, to - position);
    times[position] = at;
    ninths[position] = value;
    ids[position] = id;
    to++;
    if (!id.isEmpty()) {
      knownIds.add(id);
    }
  }

  private void makeRoom() {
    if (to < times.length) {
      return;
    }
    int size = to - from;
    int length = Math.max(8, size > times.length / 2 ? times.length * 2 : times.length);
    times = Arrays.copyOf(Arrays.copyOfRange(times, from, to), length);
    ninths = Arrays.copyOf(Arrays.copyOfRange(ninths, from, to), length);
    ids = Arrays.copyOf(Arrays.copyOfRange(ids, from, to), length);
    from = 0;
    to = size;
  }

  private int firstAtOrAfter(long time) {
    if (to == from || times[to - 1] < time) {
      return to;
    }
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import java.util.Iterator;
import java.util.Objects;

/**
 * The sales that were seen of late, by their ids: which sale is the first of its id, which repeats
 * it, and which contradicts it. Mutable; the state of one bucket of ids.
 *
 * <p>Whether an id is forgotten is decided when it is looked up, to the millisecond. What is
 * forgotten is dropped later, in sweeps over the whole bucket: at most four in the time for which
 * an id is remembered, so that each id is looked at a few times and none needs a timer. The
 * buckets' sweeps fall on different times, and when the last id of a bucket is forgotten, all are
 * dropped at once.
 */
public final class SeenSales {

  private static final int SWEEPS = 4;

  /** Between store and id; neither can hold it. */
  private static final char SEPARATOR = '\u0000';

  /**
   * When a bucket needs attention.
   *
   * @param sweepAt the watermark at which forgotten ids are next dropped, epoch milliseconds;
   *     {@link EventTime#MAX} if no id is kept
   * @param emptyAt the watermark at which the last id is forgotten, epoch milliseconds; {@link
   *     EventTime#MIN} if no id is kept
   */
  public record Times(long sweepAt, long emptyAt) {

    /** Of a bucket without ids. */
    public static final Times NONE = new Times(EventTime.MAX, EventTime.MIN);
  }

  private final long rememberMillis;
  private final SeenIds ids;
  private Times times;

  /**
   * An empty bucket on the heap.
   *
   * @param rememberMillis for how long an id is remembered
   */
  public SeenSales(long rememberMillis) {
    this(rememberMillis, Times.NONE, SeenIds.onHeap());
  }

  /**
   * A bucket as it was kept.
   *
   * @param rememberMillis for how long an id is remembered from now on
   * @param times what {@link #times} gave
   * @param ids where its ids are
   */
  public SeenSales(long rememberMillis, Times times, SeenIds ids) {
    this.rememberMillis = rememberMillis;
    this.times = Objects.requireNonNull(times, "times");
    this.ids = Objects.requireNonNull(ids, "ids");
  }

  /** What to keep beside the ids. */
  public Times times() {
    return times;
  }

  /** Whether it holds nothing, forgotten or not. */
  public boolean isEmpty() {
    return times.emptyAt == EventTime.MIN;
  }

  /** The name of a sale: its store and its id. Part of saved state, so it must never change. */
  public static String idOf(Sale sale) {
    return sale.storeId() + SEPARATOR + sale.saleId();
  }

  /** The hash code of {@link #idOf}, without that text being made. */
  public static int hashOf(Sale sale) {
    // As String.hashCode defines it: a polynomial of 31, the last character without a factor.
    int hash = sale.storeId().hashCode() * 31 + SEPARATOR;
    return hash * power(sale.saleId().length()) + sale.saleId().hashCode();
  }

  private static int power(int exponent) {
    int power = 1;
    int square = 31;
    for (int rest = exponent; rest > 0; rest >>= 1) {
      power *= (rest & 1) == 0 ? 1 : square;
      square *= square;
    }
    return power;
  }

  /**
   * Judges a sale by what was seen under its id; the first one stays. It is remembered from its
   * time on, or from now on if that is later.
   *
   * @param watermark epoch milliseconds
   */
  public SeenSale.Verdict see(Sale sale, long watermark) {
    String id = idOf(sale);
    long content = SeenSale.fingerprintOf(sale);
    SeenSale seen = ids.get(id).orElse(null);
    if (seen != null && !seen.isForgotten(watermark)) {
      return content == seen.fingerprint() ? SeenSale.Verdict.DUPLICATE : SeenSale.Verdict.CONFLICT;
    }
    long forgetAt = EventTime.plus(Math.max(sale.soldAt(), watermark), rememberMillis);
    remember(id, new SeenSale(content, forgetAt));
    return SeenSale.Verdict.FIRST;
  }

  /** Remembers an id as it was remembered elsewhere. */
  public void remember(String id, SeenSale seen) {
    ids.put(id, seen);
    long sweepAt = times.sweepAt;
    if (sweepAt > EventTime.plus(seen.forgetAt(), stepMillis())) {
      // Somewhere within the step: the first ids of all buckets come at about the same time.
      long phase = Math.floorMod(HashSlots.spread(id.hashCode()), stepMillis());
      sweepAt = EventTime.plus(seen.forgetAt(), phase);
    }
    long emptyAt = Math.max(times.emptyAt, seen.forgetAt());
    if (sweepAt != times.sweepAt || emptyAt != times.emptyAt) {
      times = new Times(sweepAt, emptyAt);
    }
  }

  /**
   * Drops what is forgotten, if it is time to.
   *
   * @param watermark epoch milliseconds
   * @return whether anything changed
   */
  public boolean forget(long watermark) {
    if (watermark < wakeAt() || isEmpty()) {
      return false;
    }
    long earliest = EventTime.MAX;
    for (Iterator<SeenSale> all = ids.all(); all.hasNext(); ) {
      SeenSale seen = all.next();
      if (seen.isForgotten(watermark)) {
        all.remove();
      } else {
        earliest = Math.min(earliest, seen.forgetAt());
      }
    }
    times = watermark < times.emptyAt ? new Times(sweepFrom(earliest), times.emptyAt) : Times.NONE;
    return true;
  }

  /** The first sweep that is due when this time has come, in the rhythm of the ones before. */
  private long sweepFrom(long earliest) {
    long past = EventTime.minus(earliest, times.sweepAt) % stepMillis();
    return past == 0 ? earliest : EventTime.plus(earliest, stepMillis() - past);
  }

  /** The watermark at which {@link #forget} next has something to do, or {@link EventTime#MAX}. */
  public long wakeAt() {
    return isEmpty() ? EventTime.MAX : Math.min(times.sweepAt, times.emptyAt);
  }

  private long stepMillis() {
    return Math.max(1, rememberMillis / SWEEPS);
  }
}

package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import java.nio.charset.StandardCharsets;
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
 *
 * <p>The ids are a hash table of pages that grows by linear hashing (Litwin, 1980): one page is
 * split at a time, so that no sale waits for a large table to be made anew, and a sale reads and
 * writes one small page however many ids there are.
 */
public final class SeenSales {

  private static final int SWEEPS = 4;

  /** Between store and id; neither can hold it. */
  private static final char SEPARATOR = '\u0000';

  /**
   * What a bucket keeps beside its pages.
   *
   * @param sweepAt the watermark at which forgotten ids are next dropped, epoch milliseconds;
   *     {@link EventTime#MAX} if no id is kept
   * @param emptyAt the watermark at which the last id is forgotten, epoch milliseconds; {@link
   *     EventTime#MIN} if no id is kept
   * @param pages how many pages the ids are spread over; they are numbered from 0 on, and one
   *     without ids is not kept
   * @param ids how many ids are kept
   */
  public record Header(long sweepAt, long emptyAt, int pages, int ids) {

    /** Of a bucket without ids. */
    public static final Header NONE = new Header(EventTime.MAX, EventTime.MIN, 1, 0);
  }

  private final long rememberMillis;
  private final SeenPages store;
  private long sweepAt;
  private long emptyAt;
  private int pages;
  private int ids;

  /**
   * An empty bucket on the heap.
   *
   * @param rememberMillis for how long an id is remembered
   */
  public SeenSales(long rememberMillis) {
    this(rememberMillis, Header.NONE, SeenPages.onHeap());
  }

  /**
   * A bucket as it was kept.
   *
   * @param rememberMillis for how long an id is remembered from now on
   * @param header what {@link #header} gave
   * @param store where its pages are
   */
  public SeenSales(long rememberMillis, Header header, SeenPages store) {
    this.rememberMillis = rememberMillis;
    this.store = Objects.requireNonNull(store, "store");
    reset(header);
  }

  private void reset(Header header) {
    sweepAt = header.sweepAt;
    emptyAt = header.emptyAt;
    pages = header.pages;
    ids = header.ids;
  }

  /** What to keep beside the pages. */
  public Header header() {
    return new Header(sweepAt, emptyAt, pages, ids);
  }

  /** Whether it holds nothing, forgotten or not. */
  public boolean isEmpty() {
    return ids == 0;
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
    long content = SeenSale.fingerprintOf(sale);
    byte[] id = bytesOf(idOf(sale));
    int hash = hashOf(id);
    int number = pageOf(hash);
    SeenPage page = store.get(number).orElseGet(SeenPage::new);
    int index = page.find(hash, id);
    if (index != SeenPage.NONE && watermark < page.forgetAt(index)) {
      return content == page.fingerprint(index)
          ? SeenSale.Verdict.DUPLICATE
          : SeenSale.Verdict.CONFLICT;
    }
    long forgetAt = EventTime.plus(Math.max(sale.soldAt(), watermark), rememberMillis);
    remember(number, page, index, hash, id, new SeenSale(content, forgetAt));
    return SeenSale.Verdict.FIRST;
  }

  /** Remembers an id as it was remembered elsewhere. */
  public void remember(String id, SeenSale seen) {
    byte[] bytes = bytesOf(id);
    int hash = hashOf(bytes);
    int number = pageOf(hash);
    SeenPage page = store.get(number).orElseGet(SeenPage::new);
    remember(number, page, page.find(hash, bytes), hash, bytes, seen);
  }

  private void remember(int number, SeenPage page, int index, int hash, byte[] id, SeenSale seen) {
    if (index == SeenPage.NONE) {
      page.add(hash, id, seen.fingerprint(), seen.forgetAt());
      ids++;
    } else {
      page.set(index, seen.fingerprint(), seen.forgetAt());
    }
    store.put(number, page);
    if (sweepAt > EventTime.plus(seen.forgetAt(), stepMillis())) {
      // Somewhere within the step: the first ids of all buckets come at about the same time.
      sweepAt = EventTime.plus(seen.forgetAt(), Math.floorMod((long) hash, stepMillis()));
    }
    emptyAt = Math.max(emptyAt, seen.forgetAt());
    if (ids > store.idsOnPage() * (long) pages) {
      split();
    }
  }

  private static byte[] bytesOf(String id) {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The hash of an id within its bucket, all of whose ids may have the same hash code. 64-bit
   * FNV-1a, mixed by the finalizer of MurmurHash3. Part of saved state, so it must never change.
   */
  static int hashOf(byte[] id) {
    long hash = 0xcbf29ce484222325L;
    for (byte each : id) {
      hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return (int) (hash ^ hash >>> 33);
  }

  private int pageOf(int hash) {
    return pageOf(hash, pages);
  }

  /** The page of an id of this hash; part of saved state, so it must never change. */
  static int pageOf(int hash, int pages) {
    int half = Integer.highestOneBit(pages);
    int number = hash & (2 * half - 1);
    return number < pages ? number : number - half;
  }

  /** Adds a page, which takes its ids from the one that had them so far. */
  private void split() {
    int added = pages;
    int from = added - Integer.highestOneBit(added);
    pages++;
    move(from, added, (page, index) -> pageOf(page.hash(index)) == added);
  }

  /** Takes the last page away; its ids go back to where they came from. */
  private void merge() {
    pages--;
    move(pages, pages - Integer.highestOneBit(pages), (page, index) -> true);
  }

  private interface Moved {
    boolean test(SeenPage page, int index);
  }

  private void move(int from, int to, Moved isMoved) {
    SeenPage source = store.get(from).orElse(null);
    if (source == null) {
      return;
    }
    SeenPage target = store.get(to).orElseGet(SeenPage::new);
    for (int index = 0; index < source.size(); index++) {
      if (isMoved.test(source, index)) {
        target.add(
            source.hash(index),
            source.id(index),
            source.fingerprint(index),
            source.forgetAt(index));
      }
    }
    source.removeIf(index -> isMoved.test(source, index));
    keep(from, source);
    keep(to, target);
  }

  private void keep(int number, SeenPage page) {
    if (page.size() > 0) {
      store.put(number, page);
    } else {
      store.remove(number);
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
    for (int number = 0; number < pages; number++) {
      SeenPage page = store.get(number).orElse(null);
      if (page != null) {
        int before = page.size();
        page.removeIf(index -> watermark >= page.forgetAt(index));
        for (int index = 0; index < page.size(); index++) {
          earliest = Math.min(earliest, page.forgetAt(index));
        }
        if (page.size() < before) {
          ids -= before - page.size();
          keep(number, page);
        }
      }
    }
    if (isEmpty()) {
      reset(Header.NONE);
    } else {
      sweepAt = sweepFrom(earliest);
      while (pages > 1 && 2L * ids < store.idsOnPage() * (long) pages) {
        merge();
      }
    }
    return true;
  }

  /** The first sweep that is due when this time has come, in the rhythm of the ones before. */
  private long sweepFrom(long earliest) {
    long past = EventTime.minus(earliest, sweepAt) % stepMillis();
    return past == 0 ? earliest : EventTime.plus(earliest, stepMillis() - past);
  }

  /** The watermark at which {@link #forget} next has something to do, or {@link EventTime#MAX}. */
  public long wakeAt() {
    return isEmpty() ? EventTime.MAX : Math.min(sweepAt, emptyAt);
  }

  private long stepMillis() {
    return Math.max(1, rememberMillis / SWEEPS);
  }
}

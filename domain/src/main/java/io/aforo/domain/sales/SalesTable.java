package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The state machine of one report over many groups: what their sales add up to, and how far time
 * has come. Mutable; one table is the state of one bucket of groups.
 *
 * <p>Time only moves forward here: the table remembers the furthest watermark that it was shown.
 * Watermarks are not part of a checkpoint, and without that memory a late event after a restore
 * would open again a window that was closed long ago.
 *
 * <p>A table consists of a small header and of pages of totals. What a page holds depends on the
 * kind of windows: all groups in one slice of time, or all sessions of some groups. A call reads
 * the pages that it needs and puts back those that it changed, so that a table can be larger than
 * what fits in memory at once.
 */
public final class SalesTable {

  /** Where a table puts what it has to say. */
  public interface Output {

    /** A new or changed row. */
    void row(SalesRow row);

    /** Sales that came too late for some windows, or all. */
    void late(LateSales late);
  }

  /**
   * Sales that came too late.
   *
   * @param origin which sale; empty where it came added up with others, which happens only if this
   *     table's time is ahead of the combiner's (see {@link SalesCombiner})
   * @param group the group that it belongs to
   * @param soldAt its event time, or that of the oldest of them, epoch milliseconds
   * @param sales how many
   * @param clock what lateness was judged against, epoch milliseconds
   * @param missed the windows that were closed already, oldest first
   */
  public record LateSales(
      Optional<SalesBundle.Origin> origin,
      GroupKey group,
      long soldAt,
      long sales,
      long clock,
      List<TimeWindow> missed) {}

  /** What a table keeps beside its pages: small, and read with every call. Mutable. */
  public static final class Header {

    private long clock;
    private long closedThrough;
    private long windowEnd;
    private final PagesDue pages;

    /** Of a table that has seen nothing. */
    public Header() {
      this(EventTime.MIN, EventTime.MIN, EventTime.MIN, new PagesDue());
    }

    /**
     * Puts back what the accessors gave.
     *
     * @param clock the furthest watermark seen, epoch milliseconds
     * @param closedThrough the last time that closed windows cover, epoch milliseconds
     * @param windowEnd the end of the window whose totals are kept ready
     * @param pages the pages that there are, and when each one next needs attention; its own from
     *     now on
     */
    public Header(long clock, long closedThrough, long windowEnd, PagesDue pages) {
      this.clock = clock;
      this.closedThrough = closedThrough;
      this.windowEnd = windowEnd;
      this.pages = pages;
    }

    public Header copy() {
      return new Header(clock, closedThrough, windowEnd, pages.copy());
    }

    public long clock() {
      return clock;
    }

    public long closedThrough() {
      return closedThrough;
    }

    public long windowEnd() {
      return windowEnd;
    }

    /** The pages that there are, and when each one next needs attention. */
    public PagesDue pages() {
      return pages;
    }
  }

  private final SalesReport report;
  private final WindowedSales windows;
  private final Header header;
  private final SalesPages store;

  // The pages of the call that is going on; null stands for one that was dropped.
  private final Map<Long, SalesPage> loaded = new LinkedHashMap<>();
  private final Map<Long, SalesPage> changed = new LinkedHashMap<>();
  // Most contributions of a bundle are on the page of the one before.
  private long lastId;
  private SalesPage lastPage;
  private boolean isLastChanged;

  /** An empty table on the heap. */
  public SalesTable(SalesReport report) {
    this(report, new Header(), SalesPages.onHeap());
  }

  /**
   * A table as it was kept.
   *
   * @param header changed in place
   * @param pages where its pages are
   */
  public SalesTable(SalesReport report, Header header, SalesPages pages) {
    this.report = Objects.requireNonNull(report, "report");
    this.windows = WindowedSales.of(report);
    this.header = Objects.requireNonNull(header, "header");
    this.store = Objects.requireNonNull(pages, "pages");
  }

  /** The furthest watermark seen, epoch milliseconds. */
  public long clock() {
    return header.clock;
  }

  /** What to keep beside the pages. */
  public Header header() {
    return header;
  }

  /** Whether it holds no totals; the clock is still worth keeping. */
  public boolean isEmpty() {
    return header.pages.size() == 0;
  }

  /**
   * Folds sales in, in order; rows that were complete already are written again.
   *
   * @param watermark epoch milliseconds
   */
  public void add(SalesBundle bundle, long watermark, Output out) {
    moveTo(watermark, out);
    windows.add(this, bundle, out);
    keep();
  }

  /**
   * Moves time forward: writes the rows of the windows that are complete now, and forgets those
   * that take no more events.
   *
   * @param watermark epoch milliseconds; one that is behind the clock does nothing
   * @return whether anything changed
   */
  public boolean advance(long watermark, Output out) {
    boolean isMoved = moveTo(watermark, out);
    keep();
    return isMoved;
  }

  /** The watermark at which {@link #advance} next has something to do, or {@link EventTime#MAX}. */
  public long wakeAt() {
    return isEmpty() ? EventTime.MAX : windows.wakeAt(this);
  }

  private boolean moveTo(long watermark, Output out) {
    if (watermark <= header.clock) {
      return false;
    }
    if (!isEmpty()) {
      windows.advance(this, watermark, out);
    }
    header.clock = watermark;
    header.closedThrough =
        Math.max(header.closedThrough, report.lifecycle().closedThrough(watermark));
    return true;
  }

  private void keep() {
    changed.forEach(
        (id, page) -> {
          if (page == null) {
            store.remove(id);
          } else {
            store.put(id, page);
          }
        });
    changed.clear();
    loaded.clear();
    lastPage = null;
  }

  /**
   * What lateness is judged against: the clock, or later where the allowed lateness was raised. A
   * window that was closed by then is not opened again: its totals are gone.
   */
  long closingClock() {
    return Math.max(header.clock, report.lifecycle().closingWatermark(header.closedThrough));
  }

  void setClock(long clock) {
    header.clock = clock;
  }

  /** The end of the window whose totals are kept ready; for the kinds of windows that do so. */
  long windowEnd() {
    return header.windowEnd;
  }

  void setWindowEnd(long end) {
    header.windowEnd = end;
  }

  /** The pages that there are, and when each next needs attention. */
  PagesDue pages() {
    return header.pages;
  }

  /** A page to look at: an empty one where there is none. */
  SalesPage page(long id) {
    if (lastPage != null && lastId == id) {
      return lastPage;
    }
    SalesPage page = loaded.computeIfAbsent(id, this::load);
    lastId = id;
    lastPage = page;
    isLastChanged = changed.get(id) == page;
    return page;
  }

  private SalesPage load(long id) {
    // What this call dropped is still in the store.
    return changed.containsKey(id) ? new SalesPage() : store.get(id).orElseGet(SalesPage::new);
  }

  /** A page to change. */
  SalesPage pageToChange(long id) {
    SalesPage page = page(id);
    if (!isLastChanged) {
      changed.put(id, page);
      isLastChanged = true;
    }
    return page;
  }

  /** Says that a page needs attention at this time, if not before. */
  void wake(long id, long time) {
    header.pages.wake(id, time);
  }

  void drop(long id) {
    header.pages.remove(id);
    loaded.remove(id);
    changed.put(id, null);
    lastPage = null;
  }

  SalesRow row(
      GroupKey group,
      TimeWindow window,
      long windowSeq,
      SalesTotals totals,
      RowStatus status,
      boolean isAbsorbing) {
    return new SalesRow(report.name(), group, window, windowSeq, totals, status, isAbsorbing);
  }
}

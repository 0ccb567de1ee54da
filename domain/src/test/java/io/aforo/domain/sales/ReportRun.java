package io.aforo.domain.sales;

import static io.aforo.domain.sales.SaleBuilder.time;

import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A report run by hand: sales go in, time moves, rows and late sales come out. It does what a
 * runtime does, with one table behind one combiner or several: the table is woken only when it asks
 * for it, and its pages are taken apart and put together again each time they are kept or read, as
 * a store does that serializes them.
 */
public final class ReportRun {

  private final SalesReport report;
  private final boolean isCombining;
  private final List<Input> inputs = new ArrayList<>();
  private final List<SalesRow> rows = new ArrayList<>();
  private final List<SalesTable.LateSales> late = new ArrayList<>();
  private final SalesTable.Output said =
      new SalesTable.Output() {
        @Override
        public void row(SalesRow row) {
          rows.add(row);
        }

        @Override
        public void late(SalesTable.LateSales sales) {
          late.add(sales);
        }
      };

  private SerializedPages pages = new SerializedPages(Map.of());
  private SalesTable table;
  private long watermark = EventTime.MIN;
  private boolean isWoken = true;

  private ReportRun(SalesReport report, boolean isCombining, int inputs, int capacity) {
    this.report = report;
    this.isCombining = isCombining;
    this.table = new SalesTable(report, new SalesTable.Header(), pages);
    for (int input = 0; input < inputs; input++) {
      // All but the first soon stop to look, where there is little to add up.
      int enoughToJudge = input == 0 ? Integer.MAX_VALUE : 2;
      this.inputs.add(new Input(new SalesCombiner(report, 1, capacity, false, enoughToJudge)));
    }
  }

  /** A run in which each sale goes to the table by itself, at once. */
  public static ReportRun of(SalesReport report) {
    return new ReportRun(report, false, 1, 1);
  }

  /**
   * A run in which sales are added up until they are flushed, or time moves, or no more fit.
   *
   * @param inputs how many combiners there are; they are named {@code 0} to {@code inputs - 1}
   * @param capacity how many contributions each holds
   */
  public static ReportRun combining(SalesReport report, int inputs, int capacity) {
    return new ReportRun(report, true, inputs, capacity);
  }

  /** Takes sales in this order, on the first input. */
  public void add(SaleBuilder... sales) {
    Arrays.stream(sales).forEach(sale -> add(sale.build()));
  }

  /** Takes a sale on the first input. */
  public void add(Sale sale) {
    add(0, sale);
  }

  /** Takes a sale on an input. */
  public void add(int input, Sale sale) {
    Input to = inputs.get(input);
    if (to.combiner.add(sale, to.watermark) || !isCombining) {
      flush(input);
    }
  }

  /** Sends on what all inputs hold. */
  public void flush() {
    for (int input = 0; input < inputs.size(); input++) {
      flush(input);
    }
  }

  /** Sends on what an input holds. */
  public void flush(int input) {
    inputs.get(input).combiner.drain(bundle -> call(() -> table.add(bundle, watermark, said)));
  }

  /** Moves time on every input to a time of day, as in {@link SaleBuilder#at(String)}. */
  public void advanceTo(String timeOfDay) {
    advanceTo(time(timeOfDay));
  }

  /** Moves time on every input, epoch milliseconds; back does nothing. */
  public void advanceTo(long watermark) {
    for (int input = 0; input < inputs.size(); input++) {
      advanceTo(input, watermark);
    }
  }

  /** Moves time on an input, epoch milliseconds; the table goes by the input that is last. */
  public void advanceTo(int input, long watermark) {
    flush(input);
    inputs.get(input).advanceTo(watermark);
    long slowest = inputs.stream().mapToLong(each -> each.sent).min().orElseThrow();
    moveTo(slowest);
  }

  /** Moves the table's time without its inputs, as when all of them are idle or silent. */
  public void advanceBehindInputsTo(String timeOfDay) {
    flush();
    moveTo(time(timeOfDay));
  }

  private void moveTo(long time) {
    watermark = Math.max(watermark, time);
    if (table.wakeAt() <= watermark && (isWoken || watermark == EventTime.MAX)) {
      call(() -> table.advance(watermark, said));
    }
  }

  /** Ends a bounded input. */
  public void end() {
    advanceTo(EventTime.MAX);
  }

  /**
   * Saves the table and goes on with what was saved. Watermarks are not saved: the table goes by
   * its own memory of time until every input has said its time anew.
   */
  public void restore() {
    flush();
    pages = new SerializedPages(pages.kept);
    SalesTable.Header saved = table.header().copy();
    table =
        new SalesTable(
            report,
            new SalesTable.Header(
                saved.clock(), saved.closedThrough(), saved.windowEnd(), saved.pages()),
            pages);
    watermark = EventTime.MIN;
    inputs.forEach(input -> input.sent = EventTime.MIN);
  }

  /** The rows that came out since this was last asked, in order. */
  public List<SalesRow> rows() {
    List<SalesRow> taken = List.copyOf(rows);
    rows.clear();
    return taken;
  }

  /** The sales that came too late since this was last asked, in order. */
  public List<SalesTable.LateSales> late() {
    List<SalesTable.LateSales> taken = List.copyOf(late);
    late.clear();
    return taken;
  }

  /** What lateness is judged against now, epoch milliseconds. */
  public long clock() {
    return Math.max(table.clock(), watermark);
  }

  /** When the table wants to be woken; {@link EventTime#MAX} for never. */
  public long wakeAt() {
    return table.wakeAt();
  }

  /** Whether the table holds nothing and has left nothing in its store. */
  public boolean isEmpty() {
    return table.isEmpty() && pages.kept.isEmpty();
  }

  /** Whether an input holds sales that were not sent on. */
  boolean isWaiting(int input) {
    return !inputs.get(input).combiner.isEmpty();
  }

  /** Whether the table is woken when it asks for it, and not only by the next sale or the end. */
  void setWoken(boolean isWoken) {
    this.isWoken = isWoken;
  }

  SalesTable.Header header() {
    return table.header();
  }

  Map<Long, SalesPage> pages() {
    return pages.kept;
  }

  private void call(Runnable call) {
    pages.beginCall();
    call.run();
    if (table.isEmpty() != pages.kept.isEmpty()) {
      throw new AssertionError(
          "is " + (table.isEmpty() ? "" : "not ") + "empty with " + pages.kept.size() + " pages");
    }
    if (table.wakeAt() <= clock() && table.wakeAt() != EventTime.MAX) {
      throw new AssertionError(
          "asks to be woken at " + table.wakeAt() + ", which has passed at " + clock());
    }
  }

  private static final class Input {

    private final SalesCombiner combiner;
    // Remembered through a restore, or late sales would be added up.
    private long watermark = EventTime.MIN;
    private long sent = EventTime.MIN;

    private Input(SalesCombiner combiner) {
      this.combiner = combiner;
    }

    private void advanceTo(long time) {
      watermark = Math.max(watermark, time);
      sent = Math.max(sent, time);
    }
  }

  /** Keeps copies, made of nothing but what a page tells of itself. */
  private static final class SerializedPages implements SalesPages {

    private final Map<Long, SalesPage> kept = new HashMap<>();
    private final Set<Long> read = new HashSet<>();
    private final Set<Long> written = new HashSet<>();

    private SerializedPages(Map<Long, SalesPage> saved) {
      saved.forEach((id, page) -> kept.put(id, copyOf(page)));
    }

    @Override
    public Optional<SalesPage> get(long id) {
      once(read, id);
      return Optional.ofNullable(kept.get(id)).map(SerializedPages::copyOf);
    }

    @Override
    public void put(long id, SalesPage page) {
      once(written, id);
      if (!read.contains(id)) {
        throw new AssertionError("page " + id + " is written and was not read in this call");
      }
      kept.put(id, copyOf(page));
    }

    @Override
    public void remove(long id) {
      once(written, id);
      kept.remove(id);
    }

    private void beginCall() {
      read.clear();
      written.clear();
    }

    private static void once(Set<Long> done, long id) {
      if (!done.add(id)) {
        throw new AssertionError("page " + id + " is read or written twice in one call");
      }
    }

    private static SalesPage copyOf(SalesPage page) {
      SalesPage copy = new SalesPage();
      for (int cell = 0; cell < page.size(); cell++) {
        GroupKey group = page.group(cell);
        copy.add(
            new GroupKey(group.storeId(), group.productId(), group.customerId(), group.currency()));
        copy.setFrom(cell, page.from(cell));
        copy.setUntil(cell, page.until(cell));
        copy.setMark(cell, page.mark(cell));
        for (int sum = 0; sum < SalesCells.SUMS; sum++) {
          copy.totals().set(cell, sum, page.totals().high(cell, sum), page.totals().low(cell, sum));
        }
      }
      return copy;
    }
  }
}

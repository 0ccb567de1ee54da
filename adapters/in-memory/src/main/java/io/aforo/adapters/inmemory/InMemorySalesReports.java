package io.aforo.adapters.inmemory;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.RowStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sales reports on the heap; they last as long as the object. Safe for several threads. */
public final class InMemorySalesReports implements SalesReports {

  private static final Comparator<SalesRow> ORDER =
      Comparator.comparingLong(SalesRow::revision).thenComparingInt(row -> row.status().rank());

  private final GuardedRows<SalesRow.Key, SalesRow> rows;
  private final int generation;

  /** Empty, of generation 1. */
  public InMemorySalesReports() {
    this(new GuardedRows<>(SalesRow::key, ORDER), 1);
  }

  private InMemorySalesReports(GuardedRows<SalesRow.Key, SalesRow> rows, int generation) {
    this.rows = rows;
    this.generation = generation;
  }

  /** Another writer to these same reports, of its own generation. */
  public InMemorySalesReports ofGeneration(int generation) {
    return new InMemorySalesReports(rows, generation);
  }

  @Override
  public void write(List<SalesRow> batch) {
    Map<SalesRow.Key, SalesRow> highest = new TreeMap<>();
    for (SalesRow row : batch) {
      highest.merge(row.key(), row, (one, next) -> ORDER.compare(next, one) >= 0 ? next : one);
    }
    synchronized (rows) {
      rows.write(generation, highest.values().stream().map(InMemorySalesReports::kept).toList());
      highest.values().stream().filter(SalesRow::isAbsorbing).forEach(this::absorb);
      rows.write(
          generation,
          highest.values().stream().filter(this::isCovered).map(SalesRow::merged).toList());
    }
  }

  private boolean isCovered(SalesRow row) {
    return row.isAbsorbing()
        && rows.lastBetween(
                generation,
                new SalesRow.Key(row.report(), row.group(), Long.MIN_VALUE, Long.MIN_VALUE),
                row.key(),
                stored -> stored.status() != RowStatus.MERGED)
            .filter(row::isCoveredBy)
            .isPresent();
  }

  private void absorb(SalesRow session) {
    rows.replaceBetween(
        generation,
        new SalesRow.Key(
            session.report(), session.group(), session.window().start(), Long.MIN_VALUE),
        new SalesRow.Key(session.report(), session.group(), session.window().end(), Long.MAX_VALUE),
        session::absorbs,
        SalesRow::merged);
  }

  private static SalesRow kept(SalesRow row) {
    return new SalesRow(
        row.report(), row.group(), row.window(), row.windowSeq(), row.totals(), row.status());
  }

  /** All rows as they stand now, in the order of their keys. */
  public List<SalesRow> rows() {
    return rows.inOrderOfKeys();
  }

  @Override
  public void close() {}
}

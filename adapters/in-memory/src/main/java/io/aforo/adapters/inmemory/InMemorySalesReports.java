package io.aforo.adapters.inmemory;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.RowStatus;
import java.util.List;

/** Sales reports on the heap; they last as long as the object. Safe for several threads. */
public final class InMemorySalesReports implements SalesReports {

  private final SessionRows<SalesRow.Key, SalesRow> rows;
  private final int generation;

  /** Empty, of generation 1. */
  public InMemorySalesReports() {
    this(new SessionRows<>(new Kind()), 1);
  }

  private InMemorySalesReports(SessionRows<SalesRow.Key, SalesRow> rows, int generation) {
    this.rows = rows;
    this.generation = generation;
  }

  /** Another writer to these same reports, of its own generation. */
  public InMemorySalesReports ofGeneration(int generation) {
    return new InMemorySalesReports(rows, generation);
  }

  @Override
  public void write(List<SalesRow> batch) {
    rows.write(generation, batch);
  }

  /** All rows as they stand now, in the order of their keys. */
  public List<SalesRow> rows() {
    return rows.inOrderOfKeys();
  }

  @Override
  public void close() {}

  private static final class Kind implements SessionRows.Kind<SalesRow.Key, SalesRow> {

    @Override
    public SalesRow.Key key(SalesRow row) {
      return row.key();
    }

    @Override
    public SalesRow.Key firstKey(SalesRow row, long start) {
      return new SalesRow.Key(row.report(), row.group(), start, Long.MIN_VALUE);
    }

    @Override
    public long end(SalesRow row) {
      return row.window().end();
    }

    @Override
    public long revision(SalesRow row) {
      return row.revision();
    }

    @Override
    public RowStatus status(SalesRow row) {
      return row.status();
    }

    @Override
    public boolean isAbsorbing(SalesRow row) {
      return row.isAbsorbing();
    }

    @Override
    public boolean absorbs(SalesRow session, SalesRow other) {
      return session.absorbs(other);
    }

    @Override
    public boolean isCovered(SalesRow row, SalesRow stored) {
      return row.isCoveredBy(stored);
    }

    @Override
    public SalesRow merged(SalesRow row) {
      return row.merged();
    }

    @Override
    public SalesRow kept(SalesRow row) {
      return new SalesRow(
          row.report(), row.group(), row.window(), row.windowSeq(), row.totals(), row.status());
    }
  }
}

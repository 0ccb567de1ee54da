package io.aforo.adapters.inmemory;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.SalesRow;
import java.util.Comparator;
import java.util.List;

/** Sales reports on the heap; they last as long as the object. Safe for several threads. */
public final class InMemorySalesReports implements SalesReports {

  private final GuardedRows<SalesRow.Key, SalesRow> rows;
  private final int generation;

  /** Empty, of generation 1. */
  public InMemorySalesReports() {
    this(
        new GuardedRows<>(
            SalesRow::key,
            Comparator.comparingLong(SalesRow::revision)
                .thenComparingInt(row -> row.status().rank())),
        1);
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
    rows.write(generation, batch);
  }

  /** All rows as they stand now, in the order of their keys. */
  public List<SalesRow> rows() {
    return rows.inOrderOfKeys();
  }

  @Override
  public void close() {}
}

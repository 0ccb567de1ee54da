package io.aforo.domain.sales;

import io.aforo.domain.time.RowStatus;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a store of rows holds: of each key the highest row, and what lies within a session as
 * MERGED.
 */
final class GuardedTable {

  /** Of two rows with one key, the higher one stays. */
  static final Comparator<SalesRow> HEIGHT =
      Comparator.comparingLong(SalesRow::revision).thenComparingInt(row -> row.status().rank());

  private final SortedMap<SalesRow.Key, SalesRow> rows = new TreeMap<>();

  void write(List<SalesRow> batch) {
    batch.forEach(this::write);
  }

  private void write(SalesRow said) {
    SalesRow row = rows.values().stream().anyMatch(said::isCoveredBy) ? said.merged() : said;
    rows.merge(row.key(), row, (kept, next) -> HEIGHT.compare(next, kept) >= 0 ? next : kept);
    rows.replaceAll((key, kept) -> said.absorbs(kept) ? kept.merged() : kept);
  }

  /** Every row, by its key. */
  SortedMap<SalesRow.Key, SalesRow> rows() {
    return new TreeMap<>(rows);
  }

  /** What views show, by its key and without its status. */
  SortedMap<SalesRow.Key, Shown> shown() {
    SortedMap<SalesRow.Key, Shown> shown = new TreeMap<>();
    rows.forEach(
        (key, row) -> {
          if (row.status() != RowStatus.MERGED) {
            shown.put(key, new Shown(row.window().end(), row.totals()));
          }
        });
    return shown;
  }

  /** A row but for its key and its status. */
  record Shown(long windowEnd, SalesTotals totals) {}
}

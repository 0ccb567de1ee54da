package io.aforo.adapters.inmemory;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Rows by key, each replaced only by one that is not lower: by generation first, then by the row's
 * own order. Safe for several threads; a batch is seen whole or not at all.
 */
final class GuardedRows<K extends Comparable<K>, R> {

  private final Function<R, K> keyOf;
  private final Comparator<R> order;
  private final NavigableMap<K, Kept<R>> rows = new TreeMap<>();

  GuardedRows(Function<R, K> keyOf, Comparator<R> order) {
    this.keyOf = keyOf;
    this.order = order;
  }

  void write(int generation, List<R> batch) {
    // The copy refuses a null before anything is kept.
    List<R> whole = List.copyOf(batch);
    synchronized (this) {
      for (R row : whole) {
        rows.merge(keyOf.apply(row), new Kept<>(generation, row), this::higher);
      }
    }
  }

  /**
   * Replaces each row that matches and whose key lies between two, the second exclusive, unless it
   * is of a higher generation.
   *
   * @param replacement gives a row of the same key
   */
  synchronized void replaceBetween(
      int generation, K first, K end, Predicate<R> matches, UnaryOperator<R> replacement) {
    for (Map.Entry<K, Kept<R>> entry : rows.subMap(first, true, end, false).entrySet()) {
      Kept<R> kept = entry.getValue();
      if (kept.generation <= generation && matches.test(kept.row)) {
        entry.setValue(new Kept<>(generation, replacement.apply(kept.row)));
      }
    }
  }

  /**
   * The last row that matches and whose key lies between two, the second exclusive, and that is not
   * of a lower generation.
   */
  synchronized Optional<R> lastBetween(int generation, K first, K end, Predicate<R> matches) {
    return rows.subMap(first, true, end, false).descendingMap().values().stream()
        .filter(kept -> kept.generation >= generation && matches.test(kept.row))
        .map(Kept::row)
        .findFirst();
  }

  synchronized List<R> inOrderOfKeys() {
    return rows.values().stream().map(Kept::row).toList();
  }

  private Kept<R> higher(Kept<R> kept, Kept<R> next) {
    int byGeneration = Integer.compare(next.generation, kept.generation);
    int byBoth = byGeneration == 0 ? order.compare(next.row, kept.row) : byGeneration;
    return byBoth >= 0 ? next : kept;
  }

  private record Kept<R>(int generation, R row) {}
}

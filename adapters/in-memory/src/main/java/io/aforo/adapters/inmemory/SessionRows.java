package io.aforo.adapters.inmemory;

import io.aforo.domain.time.RowStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Guarded rows of which some are sessions: these absorb the rows within them, and are MERGED where
 * a stored one covers them. Safe for several threads; a batch is seen whole or not at all.
 */
final class SessionRows<K extends Comparable<K>, R> {

  private final Kind<K, R> kind;
  private final Comparator<R> order;
  private final GuardedRows<K, R> rows;

  SessionRows(Kind<K, R> kind) {
    this.kind = kind;
    this.order =
        Comparator.<R>comparingLong(kind::revision)
            .thenComparingInt(row -> kind.status(row).rank());
    this.rows = new GuardedRows<>(kind::key, order);
  }

  void write(int generation, List<R> batch) {
    Map<K, R> highest = new TreeMap<>();
    for (R row : batch) {
      highest.merge(kind.key(row), row, (one, next) -> order.compare(next, one) >= 0 ? next : one);
    }
    synchronized (rows) {
      rows.write(generation, highest.values().stream().map(kind::kept).toList());
      highest.values().stream()
          .filter(kind::isAbsorbing)
          .forEach(session -> absorb(generation, session));
      rows.write(
          generation,
          highest.values().stream()
              .filter(row -> isCovered(generation, row))
              .map(kind::merged)
              .toList());
    }
  }

  private void absorb(int generation, R session) {
    rows.replaceBetween(
        generation,
        kind.key(session),
        // What starts at the end does not end within.
        kind.firstKey(session, kind.end(session)),
        other -> kind.absorbs(session, other),
        kind::merged);
  }

  private boolean isCovered(int generation, R row) {
    return kind.isAbsorbing(row)
        && rows.lastBetween(
                generation,
                kind.firstKey(row, Long.MIN_VALUE),
                kind.key(row),
                stored -> kind.status(stored) != RowStatus.MERGED)
            .filter(stored -> kind.isCovered(row, stored))
            .isPresent();
  }

  List<R> inOrderOfKeys() {
    return rows.inOrderOfKeys();
  }

  /**
   * What these rows are, and the rules by which they absorb.
   *
   * @param <K> in order of owner and start
   */
  interface Kind<K, R> {

    K key(R row);

    /** The first key that a row of the same owner with this start, or a later one, could have. */
    K firstKey(R row, long start);

    /** Epoch milliseconds, exclusive. */
    long end(R row);

    long revision(R row);

    RowStatus status(R row);

    /** Whether it is a session's; others absorb nothing and are not covered. */
    boolean isAbsorbing(R row);

    boolean absorbs(R session, R other);

    boolean isCovered(R row, R stored);

    R merged(R row);

    /** The row as it is read. */
    R kept(R row);
  }
}

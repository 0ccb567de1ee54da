package io.aforo.domain.sales;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Where {@link SeenSales} keeps what it remembers: each id for itself, so that a store that has to
 * serialize what it keeps reads and writes one small value for a sale, however many there are.
 */
public interface SeenIds {

  /** What is kept under this id, forgotten or not. */
  Optional<SeenSale> get(String id);

  /** Keeps it in place of what was kept before. */
  void put(String id, SeenSale seen);

  /** All that is kept, in any order; {@code remove} drops the one that was returned last. */
  Iterator<SeenSale> all();

  /** Ids on the heap. */
  static SeenIds onHeap() {
    Map<String, SeenSale> ids = new HashMap<>();
    return new SeenIds() {
      @Override
      public Optional<SeenSale> get(String id) {
        return Optional.ofNullable(ids.get(id));
      }

      @Override
      public void put(String id, SeenSale seen) {
        ids.put(id, seen);
      }

      @Override
      public Iterator<SeenSale> all() {
        return ids.values().iterator();
      }
    };
  }
}

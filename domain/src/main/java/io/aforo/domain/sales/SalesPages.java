package io.aforo.domain.sales;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a {@link SalesTable} keeps its pages. Each page is read at most once in a call of the table
 * and put back at its end if it changed, so a store that has to serialize them does so once.
 */
public interface SalesPages {

  /** The page of this name; a change to it need not be seen before it is put back. */
  Optional<SalesPage> get(long id);

  void put(long id, SalesPage page);

  void remove(long id);

  /** Pages on the heap. */
  static SalesPages onHeap() {
    Map<Long, SalesPage> pages = new HashMap<>();
    return new SalesPages() {
      @Override
      public Optional<SalesPage> get(long id) {
        return Optional.ofNullable(pages.get(id));
      }

      @Override
      public void put(long id, SalesPage page) {
        pages.put(id, page);
      }

      @Override
      public void remove(long id) {
        pages.remove(id);
      }
    };
  }
}

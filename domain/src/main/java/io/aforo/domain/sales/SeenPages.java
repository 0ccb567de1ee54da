package io.aforo.domain.sales;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where {@link SeenSales} keeps its pages. */
public interface SeenPages {

  /** So many ids are on a page where pages are objects, of which fewer are found sooner. */
  int IDS_ON_HEAP = 48;

  /** So many where each access reads and writes a page. */
  int IDS_SERIALIZED = 12;

  /** The page of this number; a change to it need not be seen before it is put back. */
  Optional<SeenPage> get(int number);

  void put(int number, SeenPage page);

  void remove(int number);

  /** How many ids are on a page at most, on average; can change from one run to the next. */
  int idsOnPage();

  /** Pages on the heap. */
  static SeenPages onHeap() {
    Map<Integer, SeenPage> pages = new HashMap<>();
    return new SeenPages() {
      @Override
      public Optional<SeenPage> get(int number) {
        return Optional.ofNullable(pages.get(number));
      }

      @Override
      public int idsOnPage() {
        return IDS_ON_HEAP;
      }

      @Override
      public void put(int number, SeenPage page) {
        pages.put(number, page);
      }

      @Override
      public void remove(int number) {
        pages.remove(number);
      }
    };
  }
}

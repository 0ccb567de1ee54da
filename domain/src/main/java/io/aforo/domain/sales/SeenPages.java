package io.aforo.domain.sales;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where {@link SeenSales} keeps its pages. */
public interface SeenPages {

  /** The page of this number; a change to it need not be seen before it is put back. */
  Optional<SeenPage> get(int number);

  void put(int number, SeenPage page);

  void remove(int number);

  /** Pages on the heap. */
  static SeenPages onHeap() {
    Map<Integer, SeenPage> pages = new HashMap<>();
    return new SeenPages() {
      @Override
      public Optional<SeenPage> get(int number) {
        return Optional.ofNullable(pages.get(number));
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

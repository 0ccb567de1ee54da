package io.aforo.adapters.inmemory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Records by key, of which the first one stays. Safe for several threads; a batch is seen whole or
 * not at all.
 */
final class FirstRecords<T> {

  private final Function<T, ?> keyOf;
  private final Map<Object, T> records = new LinkedHashMap<>();

  FirstRecords(Function<T, ?> keyOf) {
    this.keyOf = keyOf;
  }

  void write(List<T> batch) {
    // The copy refuses a null before anything is kept.
    List<T> whole = List.copyOf(batch);
    synchronized (this) {
      for (T record : whole) {
        records.putIfAbsent(keyOf.apply(record), record);
      }
    }
  }

  synchronized List<T> inOrderOfArrival() {
    return List.copyOf(records.values());
  }
}

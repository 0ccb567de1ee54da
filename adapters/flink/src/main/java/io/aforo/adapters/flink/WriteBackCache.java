package io.aforo.adapters.flink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Values that were used of late, as objects, before a store that has to serialize each one. What
 * changes is written when it has to make room, and before each snapshot: {@link #flush} is to be
 * called before the store's own.
 *
 * <p>What makes room is picked at random. Buckets of state are visited in turn, and where they do
 * not all fit, throwing out the one that was unused for longest would throw out every one just
 * before it is used again.
 *
 * @param <K> names of values, over all of Flink's keys
 * @param <V> the values
 */
final class WriteBackCache<K, V> {

  /**
   * What the cache is before.
   *
   * @param <K> names of values
   * @param <V> the values
   */
  interface Store<K, V> {

    /** The value; null if there is none. */
    V read(K name) throws Exception;

    void write(K name, V value) throws Exception;

    void remove(K name) throws Exception;
  }

  private static final class Entry<K, V> {

    private final K name;
    private V value;
    private long weight;
    private boolean isDirty;
    private int place;

    private Entry(K name) {
      this.name = name;
    }
  }

  private final Store<K, V> store;
  private final ToLongFunction<V> weigher;
  private final LongSupplier budget;
  private final Map<K, Entry<K, V>> entries = new HashMap<>();
  // The same ones, so that one can be picked.
  private final List<Entry<K, V>> places = new ArrayList<>();
  private long weight;
  private long random = 1;

  /**
   * @param weigher about how many bytes of the heap a value takes
   * @param budget how many all of them may take, now
   */
  WriteBackCache(Store<K, V> store, ToLongFunction<V> weigher, LongSupplier budget) {
    this.store = store;
    this.weigher = weigher;
    this.budget = budget;
  }

  /** The value of this name; what is changed in it is kept by {@link #put} alone. */
  Optional<V> get(K name) throws Exception {
    Entry<K, V> known = entries.get(name);
    if (known != null) {
      return Optional.of(known.value);
    }
    V read = store.read(name);
    if (read == null) {
      return Optional.empty();
    }
    add(name, read);
    return Optional.of(read);
  }

  void put(K name, V value) throws Exception {
    Entry<K, V> entry = entries.get(name);
    if (entry == null) {
      entry = add(name, value);
    }
    entry.value = value;
    entry.isDirty = true;
    weigh(entry);
    makeRoom(entry);
  }

  void remove(K name) throws Exception {
    Entry<K, V> entry = entries.get(name);
    if (entry != null) {
      drop(entry);
    }
    store.remove(name);
  }

  /** Writes all that changed since it was read or written. */
  void flush() throws Exception {
    for (Entry<K, V> entry : places) {
      write(entry);
    }
  }

  private Entry<K, V> add(K name, V value) throws Exception {
    Entry<K, V> entry = new Entry<>(name);
    entry.value = value;
    entry.place = places.size();
    entries.put(name, entry);
    places.add(entry);
    weigh(entry);
    makeRoom(entry);
    return entry;
  }

  private void weigh(Entry<K, V> entry) {
    long before = entry.weight;
    entry.weight = weigher.applyAsLong(entry.value);
    weight += entry.weight - before;
  }

  /** The one that is in use stays. */
  private void makeRoom(Entry<K, V> used) throws Exception {
    while (weight > budget.getAsLong() && places.size() > 1) {
      Entry<K, V> picked = places.get(pick());
      if (picked != used) {
        write(picked);
        drop(picked);
      }
    }
  }

  /** Marsaglia's xorshift, 64 bits; the same places in every run. */
  private int pick() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return (int) Math.floorMod(random, (long) places.size());
  }

  private void write(Entry<K, V> entry) throws Exception {
    if (entry.isDirty) {
      store.write(entry.name, entry.value);
      entry.isDirty = false;
    }
  }

  private void drop(Entry<K, V> entry) {
    entries.remove(entry.name);
    Entry<K, V> last = places.remove(places.size() - 1);
    if (last != entry) {
      places.set(entry.place, last);
      last.place = entry.place;
    }
    weight -= entry.weight;
  }
}

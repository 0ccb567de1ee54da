package io.aforo.domain.temperature;

/**
 * Which ids may be in a log: for every id that is there it says so, and of others only for one that
 * has the hash of an id that is there. What is not there for sure, as most are on their arrival,
 * needs no look at any id.
 *
 * <p>The hashes of all ids, each as often as there are ids that have it, in open addressing with
 * linear probing. A free slot is 0. The empty text is no id.
 */
final class KnownIds {

  private static final int LEAST = 16;

  private int[] slots = {};
  private int size;

  KnownIds copy() {
    KnownIds copy = new KnownIds();
    copy.slots = slots.clone();
    copy.size = size;
    return copy;
  }

  boolean mayHold(String id) {
    return size > 0 && slots[find(hash(id))] != 0;
  }

  void add(String id) {
    if (id.isEmpty()) {
      return;
    }
    if (2 * (size + 1) > slots.length) {
      widen();
    }
    put(hash(id));
    size++;
  }

  /** Takes away an id that was added. */
  void remove(String id) {
    if (id.isEmpty()) {
      return;
    }
    int free = find(hash(id));
    size--;
    // Whatever comes behind it may stand in a slot that is not its first, and then moves up.
    for (int next = after(free); slots[next] != 0; next = after(next)) {
      if (distance(first(slots[next]), next) >= distance(free, next)) {
        slots[free] = slots[next];
        free = next;
      }
    }
    slots[free] = 0;
  }

  private void widen() {
    int[] before = slots;
    slots = new int[Math.max(LEAST, 2 * before.length)];
    for (int hash : before) {
      if (hash != 0) {
        put(hash);
      }
    }
  }

  private void put(int hash) {
    int slot = first(hash);
    while (slots[slot] != 0) {
      slot = after(slot);
    }
    slots[slot] = hash;
  }

  /** The first slot with a hash, or else the free one where the search for it ends. */
  private int find(int hash) {
    int slot = first(hash);
    while (slots[slot] != hash && slots[slot] != 0) {
      slot = after(slot);
    }
    return slot;
  }

  private int first(int hash) {
    // Fibonacci hashing: hashes of similar texts differ in few bits, and in the low ones alike.
    return (int) ((hash * 0x9E3779B97F4A7C15L) >>> 32) & (slots.length - 1);
  }

  private int after(int slot) {
    return (slot + 1) & (slots.length - 1);
  }

  private int distance(int slot, int later) {
    return (later - slot) & (slots.length - 1);
  }

  private static int hash(String id) {
    int hash = id.hashCode();
    return hash == 0 ? 1 : hash;
  }
}

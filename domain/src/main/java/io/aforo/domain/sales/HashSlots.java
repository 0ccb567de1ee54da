package io.aforo.domain.sales;

/**
 * A hash table in one array, with linear probing: what is in a slot is a hash and a number, and a
 * look at the number's object is only needed where the hashes agree. A free slot is 0.
 */
final class HashSlots {

  private HashSlots() {}

  /** What stands in a slot for a number from 0 on. */
  static long entry(int hash, int number) {
    return ((long) hash << 32) | (number + 1);
  }

  static int hashOf(long entry) {
    return (int) (entry >>> 32);
  }

  static int numberOf(long entry) {
    return (int) entry - 1;
  }

  /** Fibonacci hashing: hashes of similar texts differ in few bits, and in the low ones alike. */
  static int spread(int hash) {
    return (int) ((hash * 0x9E3779B97F4A7C15L) >>> 32);
  }

  /**
   * The same entries in twice as many slots, without a look at what they stand for.
   *
   * @param slots a power of two of them
   */
  static long[] widened(long[] slots) {
    long[] widened = new long[2 * slots.length];
    for (long entry : slots) {
      if (entry != 0) {
        place(widened, entry);
      }
    }
    return widened;
  }

  /**
   * Puts an entry that is not there into the first free slot of its chain.
   *
   * @param slots a power of two of them, one of them free
   */
  static void place(long[] slots, long entry) {
    int mask = slots.length - 1;
    int slot = spread(hashOf(entry)) & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry;
  }
}

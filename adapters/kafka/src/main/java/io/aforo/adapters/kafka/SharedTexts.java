package io.aforo.adapters.kafka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Gives texts of one field that come again as the same object: most records name a store, a product
 * or a sensor that was named before. It has a fixed number of places, two for each hash. Where
 * texts hardly ever come again, as those of too many customers do, it stops looking for a while:
 * they cost no more than others then, and no memory.
 *
 * <p>A place's bytes are next to its hash, so that a text that is there is found in one line of the
 * processor's cache. Not for use by several threads at once.
 */
final class SharedTexts {

  /** There are twice as many places as hashes of so many bits. */
  private static final int HASH_BITS = 12;

  /** Of a place: its hash, with the length in the low bits, then the bytes, zeros behind them. */
  private static final int WIDTH = 8;

  private static final int LENGTH_MASK = 0x3f;

  /** Longer ones are seldom names of anything, and would take room. */
  private static final int MOST_BYTES = (WIDTH - 1) * Long.BYTES;

  /** So many texts are looked for before it is judged whether that is worth it. */
  private static final int LOOKED = 1 << 13;

  /** Less than one of so many found is too few. */
  private static final int TOO_FEW = 8;

  /** So many texts are not looked for then. */
  private static final int NOT_LOOKED = 1 << 17;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] places = new long[WIDTH << HASH_BITS + 1];
  private final String[] texts = new String[2 << HASH_BITS];
  // Which of the two places goes next.
  private int turn;
  // Counts up to the next judgement while texts are looked for, up to zero while they are not.
  private int looked;
  private int found;

  /**
   * The text of {@code length} bytes from {@code from} on, which must be there.
   *
   * @throws io.aforo.domain.intake.InvalidEvent INVALID_TEXT if the bytes are not UTF-8
   */
  String text(byte[] bytes, int from, int length) {
    if (length == 0) {
      return "";
    }
    if (length > MOST_BYTES || isVain()) {
      return Utf8Text.of(bytes, from, length);
    }
    long hash = hash(bytes, from, length);
    long tag = (hash & ~LENGTH_MASK) | length;
    // The high bits: only they depend on every byte.
    int first = (int) (hash >>> Long.SIZE - HASH_BITS) << 1;
    if (isAt(first, tag, bytes, from, length)) {
      found++;
      return texts[first];
    }
    int second = first + 1;
    if (isAt(second, tag, bytes, from, length)) {
      found++;
      return texts[second];
    }
    String text = Utf8Text.of(bytes, from, length);
    put(free(first), tag, bytes, from, length, text);
    return text;
  }

  /** The place of a pair that a new text takes. */
  private int free(int first) {
    if (texts[first] == null || texts[first + 1] == null) {
      return texts[first] == null ? first : first + 1;
    }
    turn ^= 1;
    return first + turn;
  }

  /** Counts a text, and says whether it is not to be looked for. */
  private boolean isVain() {
    if (looked == LOOKED) {
      looked = found < LOOKED / TOO_FEW ? -NOT_LOOKED : 0;
      found = 0;
    }
    return looked++ < 0;
  }

  private boolean isAt(int place, long tag, byte[] bytes, int from, int length) {
    int at = place * WIDTH;
    if (places[at] != tag) {
      return false;
    }
    int end = from + length;
    for (int next = from; next < end; next += Long.BYTES) {
      if (places[++at] != part(bytes, next, end)) {
        return false;
      }
    }
    return true;
  }

  private void put(int place, long tag, byte[] bytes, int from, int length, String text) {
    int at = place * WIDTH;
    places[at] = tag;
    int end = from + length;
    for (int next = from; next < end; next += Long.BYTES) {
      places[++at] = part(bytes, next, end);
    }
    texts[place] = text;
  }

  /** Depends on each byte. */
  private static long hash(byte[] bytes, int from, int length) {
    long hash = length;
    int end = from + length;
    for (int next = from; next < end; next += Long.BYTES) {
      long mixed = (hash ^ part(bytes, next, end)) * SPREAD;
      hash = mixed ^ mixed >>> Integer.SIZE;
    }
    return hash;
  }

  /** Eight bytes as a number, or those before the end and zeros behind them. */
  private static long part(byte[] bytes, int from, int end) {
    int left = end - from;
    if (from <= bytes.length - Long.BYTES) {
      long part = (long) LONGS.get(bytes, from);
      return left >= Long.BYTES ? part : part & (1L << left * Byte.SIZE) - 1;
    }
    long part = 0;
    for (int i = end - 1; i >= from; i--) {
      part = part << Byte.SIZE | (bytes[i] & 0xff);
    }
    return part;
  }
}

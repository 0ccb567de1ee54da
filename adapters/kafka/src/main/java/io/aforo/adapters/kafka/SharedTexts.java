package io.aforo.adapters.kafka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Gives texts that come again as the same object: most records name a store, a product or a sensor
 * that was named before. It has a fixed number of places, two for each hash, and a new text takes
 * the place of the older one: texts that never come again cost a little time and no more memory.
 */
final class SharedTexts {

  /** There are twice as many places as hashes of so many bits. */
  private static final int HASH_BITS = 12;

  /** Longer ones are seldom names of anything, and would take room. */
  private static final int MOST_BYTES = 64;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final class Kept {

    private final long hash;
    private final byte[] utf8;
    private final String text;

    private Kept(long hash, byte[] utf8, String text) {
      this.hash = hash;
      this.utf8 = utf8;
      this.text = text;
    }

    private boolean is(long hash, byte[] bytes, int from, int length) {
      return this.hash == hash && Arrays.equals(utf8, 0, utf8.length, bytes, from, from + length);
    }
  }

  private final Kept[] places = new Kept[2 << HASH_BITS];

  /**
   * The text of {@code length} bytes from {@code from} on, which must be there.
   *
   * @throws io.aforo.domain.intake.InvalidEvent INVALID_TEXT if the bytes are not UTF-8
   */
  String text(byte[] bytes, int from, int length) {
    if (length > MOST_BYTES) {
      return Utf8Text.of(bytes, from, length);
    }
    if (length == 0) {
      return "";
    }
    long hash = hash(bytes, from, length);
    // The high bits: only they depend on every byte.
    int first = (int) (hash >>> Long.SIZE - HASH_BITS) << 1;
    Kept newer = places[first];
    if (newer != null && newer.is(hash, bytes, from, length)) {
      return newer.text;
    }
    Kept older = places[first + 1];
    if (older == null || !older.is(hash, bytes, from, length)) {
      String text = Utf8Text.of(bytes, from, length);
      older = new Kept(hash, Arrays.copyOfRange(bytes, from, from + length), text);
    }
    places[first + 1] = newer;
    places[first] = older;
    return older.text;
  }

  /** Looks at each byte, eight at a time. */
  private static long hash(byte[] bytes, int from, int length) {
    long hash = length;
    int end = from + length;
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash = mixed(hash, (long) LONGS.get(bytes, at));
    }
    if (at < end) {
      hash = mixed(hash, tail(bytes, at, end));
    }
    return hash;
  }

  /** Less than eight bytes, as a number. */
  private static long tail(byte[] bytes, int at, int end) {
    if (at <= bytes.length - Long.BYTES) {
      return (long) LONGS.get(bytes, at) & (1L << (end - at) * Byte.SIZE) - 1;
    }
    long tail = 0;
    for (int i = end - 1; i >= at; i--) {
      tail = tail << Byte.SIZE | (bytes[i] & 0xff);
    }
    return tail;
  }

  private static long mixed(long hash, long part) {
    long mixed = (hash ^ part) * SPREAD;
    return mixed ^ mixed >>> Integer.SIZE;
  }
}

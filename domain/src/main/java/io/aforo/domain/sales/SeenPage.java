package io.aforo.domain.sales;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Some of the ids of {@link SeenSales}, loaded and kept as one: some tens, so that a look is a run
 * over a few hashes, and little is read and written where each access serializes. An id is a text
 * in UTF-8, and is known by all of it. Mutable.
 *
 * <p>Columns instead of an object for each id: millions of ids are a few small arrays for some tens
 * of them, which the garbage collector has to look at.
 */
public final class SeenPage {

  static final int NONE = -1;

  private static final int SMALLEST = 4;
  private static final int SMALLEST_BYTES = 128;

  // Of each id its hash, and where its text ends.
  private int[] hashes;
  private int[] ends;
  // Of each id its fingerprint, then when it is forgotten.
  private long[] seen;
  private byte[] texts;
  private int size;

  /** An empty page. */
  public SeenPage() {
    this(new int[SMALLEST], new int[SMALLEST], new long[2 * SMALLEST], new byte[SMALLEST_BYTES], 0);
  }

  private SeenPage(int[] hashes, int[] ends, long[] seen, byte[] texts, int size) {
    this.hashes = hashes;
    this.ends = ends;
    this.seen = seen;
    this.texts = texts;
    this.size = size;
  }

  /** A page of its own with the same content. */
  public SeenPage copy() {
    return new SeenPage(hashes.clone(), ends.clone(), seen.clone(), texts.clone(), size);
  }

  /** How many ids there are; they are named {@code 0} to {@code size - 1}. */
  public int size() {
    return size;
  }

  /** The hash that an id was added with. */
  public int hash(int index) {
    return hashes[index];
  }

  /** An id in UTF-8. */
  public byte[] id(int index) {
    return Arrays.copyOfRange(texts, start(index), ends[index]);
  }

  public long fingerprint(int index) {
    return seen[2 * index];
  }

  /** The watermark from which on an id is forgotten, epoch milliseconds. */
  public long forgetAt(int index) {
    return seen[2 * index + 1];
  }

  /** Adds an id that is not there. */
  public void add(int hash, byte[] id, long fingerprint, long forgetAt) {
    if (size == hashes.length) {
      int capacity = size + Math.max(SMALLEST, size / 2);
      hashes = Arrays.copyOf(hashes, capacity);
      ends = Arrays.copyOf(ends, capacity);
      seen = Arrays.copyOf(seen, 2 * capacity);
    }
    int start = start(size);
    int end = start + id.length;
    if (end > texts.length) {
      texts = Arrays.copyOf(texts, end + Math.max(SMALLEST_BYTES, end / 4));
    }
    System.arraycopy(id, 0, texts, start, id.length);
    hashes[size] = hash;
    ends[size] = end;
    size++;
    set(size - 1, fingerprint, forgetAt);
  }

  /** Where an id is; -1 if it is not. */
  int find(int hash, byte[] id) {
    for (int index = 0; index < size; index++) {
      if (hashes[index] == hash
          && Arrays.equals(texts, start(index), ends[index], id, 0, id.length)) {
        return index;
      }
    }
    return NONE;
  }

  void set(int index, long fingerprint, long forgetAt) {
    seen[2 * index] = fingerprint;
    seen[2 * index + 1] = forgetAt;
  }

  /** Drops the ids that the test names, in the order of their names; the others get new names. */
  void removeIf(IntPredicate isGone) {
    int kept = 0;
    int length = 0;
    int start = 0;
    for (int index = 0; index < size; index++) {
      int end = ends[index];
      if (!isGone.test(index)) {
        System.arraycopy(texts, start, texts, length, end - start);
        length += end - start;
        hashes[kept] = hashes[index];
        ends[kept] = length;
        seen[2 * kept] = seen[2 * index];
        seen[2 * kept + 1] = seen[2 * index + 1];
        kept++;
      }
      start = end;
    }
    size = kept;
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }
}

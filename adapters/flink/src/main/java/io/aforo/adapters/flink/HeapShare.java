package io.aforo.adapters.flink;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What one cache of a worker may take of its heap, in bytes: an eighth of the heap is for all of
 * them, and each gets as much as each other one, within bounds. So it is less while there are more:
 * a worker has as many of them as slots, for each report.
 */
final class HeapShare implements LongSupplier, AutoCloseable {

  /** The most that is worth having. */
  static final long MOST = 256L << 20;

  /** With less there is hardly a page. */
  static final long LEAST = 1L << 20;

  private static final AtomicInteger TAKEN = new AtomicInteger();

  private final long all;
  private boolean isGivenBack;

  /** Of this worker's heap. */
  HeapShare() {
    this(Runtime.getRuntime().maxMemory() / 8);
  }

  /**
   * @param all for all caches together, bytes
   */
  HeapShare(long all) {
    this.all = all;
    TAKEN.incrementAndGet();
  }

  @Override
  public long getAsLong() {
    return Math.max(LEAST, Math.min(MOST, all / Math.max(1, TAKEN.get())));
  }

  /** How many there are. */
  static int taken() {
    return TAKEN.get();
  }

  /** Gives it back, to the others. */
  @Override
  public void close() {
    if (!isGivenBack) {
      isGivenBack = true;
      TAKEN.decrementAndGet();
    }
  }
}

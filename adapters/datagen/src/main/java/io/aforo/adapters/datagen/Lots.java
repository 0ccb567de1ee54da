package io.aforo.adapters.datagen;

/**
 * Lots without a memory: each is a hash of the seed, of what it is drawn for, and of a number, so
 * that any of them can be drawn again at any time, in any process.
 *
 * <p>The hash is the mixing function of SplitMix64 (Steele, Lea, Flood: Fast Splittable
 * Pseudorandom Number Generators, 2014), once for each part.
 *
 * @param seed another one gives other lots
 */
record Lots(long seed) {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** One of {@code 0} to {@code bound - 1}, each as likely as the others. */
  int below(int bound, String what, long number) {
    return (int) ((bits(what, number) >>> 32) * bound >>> 32);
  }

  /** At least 0 and less than 1. */
  double share(String what, long number) {
    return (bits(what, number) >>> 11) * 0x1p-53;
  }

  private long bits(String what, long number) {
    return mixed(mixed(mixed(seed) + what.hashCode()) + number);
  }

  private static long mixed(long value) {
    long z = value + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

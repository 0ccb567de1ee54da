package io.aforo.application.port.in;

/**
 * What is counted for each input, so that nothing is lost in silence: {@code IN = ACCEPTED +
 * rejected + TOMBSTONES + DUPLICATES}. Rejections are counted by their reason, by whoever carries
 * the dead letters.
 */
public enum Tally {
  /** Records read. */
  IN,
  /** Events that were counted, each once. */
  ACCEPTED,
  /** Records without a value. */
  TOMBSTONES,
  /** Repeats of events already counted. */
  DUPLICATES,
  /** Readings that were let go for lack of room; they were counted and judged before. */
  CROWDED_OUT
}

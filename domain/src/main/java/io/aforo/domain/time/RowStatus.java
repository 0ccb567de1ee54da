package io.aforo.domain.time;

/**
 * How settled a row is. Of two rows with as many contributions, the one of the higher rank stays.
 */
public enum RowStatus {
  /** Written early, before the watermark passed the window's end. */
  PROVISIONAL(0),
  /** The watermark passed the window's end. */
  FINAL(1),
  /** Changed after it was FINAL, within the allowed lateness. */
  CORRECTED(2),
  /** Absorbed by another session; views and exports hide it. */
  MERGED(3);

  private final int rank;

  RowStatus(int rank) {
    this.rank = rank;
  }

  public int rank() {
    return rank;
  }
}

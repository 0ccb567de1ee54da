package io.aforo.domain.temperature;

/**
 * Where an episode is in its life. Of two rows of the same revision, the one of the higher rank
 * stays.
 */
public enum AlertState {
  OPEN(0),
  /** Open, and the sensor has said nothing for a while. */
  OPEN_NO_DATA(1),
  CLOSED(2);

  private final int rank;

  AlertState(int rank) {
    this.rank = rank;
  }

  public int rank() {
    return rank;
  }
}

package io.aforo.domain.time;

/**
 * Windows of a fixed number of events of a group, in the order of their arrival, numbered from 1;
 * they have no times, and nothing is ever too late for them.
 *
 * @param size how many events fill a window; positive
 */
public record CountWindows(long size) implements Windowing {

  public CountWindows {
    if (size <= 0) {
      throw new IllegalArgumentException("a count window must hold at least 1, was " + size);
    }
  }

  @Override
  public long spanMillis() {
    return 0;
  }

  @Override
  public String id() {
    return "count-" + size;
  }
}

package io.aforo.domain.time;

/**
 * One total for each group, without an end and without times; nothing is ever too late for it. It
 * is written as it grows: by event time or by the number of changes.
 *
 * @param everyMillis written at each multiple of this, if changed; 0 for never
 * @param everyChanges written when so many events were added since the last writing; 0 for never
 */
public record RunningTotals(long everyMillis, long everyChanges) implements Windowing {

  public RunningTotals {
    if (everyMillis < 0 || everyChanges < 0 || (everyMillis == 0) == (everyChanges == 0)) {
      throw new IllegalArgumentException(
          "a running total must be written every so many milliseconds or every so many changes,"
              + " was "
              + everyMillis
              + " ms and "
              + everyChanges
              + " changes");
    }
  }

  static RunningTotals everyMillis(long millis) {
    return new RunningTotals(millis, 0);
  }

  static RunningTotals everyChanges(long changes) {
    return new RunningTotals(0, changes);
  }

  @Override
  public long spanMillis() {
    return 0;
  }

  @Override
  public long earlyLimitMillis() {
    return 0;
  }

  /** Without the rhythm: it says when rows are written, not what they hold. */
  @Override
  public String id() {
    return "running";
  }
}

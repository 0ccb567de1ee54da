package io.aforo.faults;

import java.util.Map;

/**
 * What the oracle says.
 *
 * @param in records in the log, those of aborted transactions aside
 * @param accepted distinct good events
 * @param rejected records that must be dead letters
 * @param late pairs of report and sale, or of rule and reading, that must be in {@code
 *     late_events}; a sale that the job came to anew before time had passed may be in its windows
 *     instead
 * @param duplicates repeats of good events
 * @param differences by table; equal tables have zeros
 */
record Verdict(
    long in,
    long accepted,
    long rejected,
    long late,
    long duplicates,
    Map<String, Difference> differences) {

  /**
   * How a table differs from what it must be.
   *
   * @param wrong rows of the right key with another content
   * @param examples a few of the rows, for people
   */
  record Difference(long missing, long extra, long wrong, java.util.List<String> examples) {}

  boolean isRight() {
    return differences.values().stream().allMatch(d -> d.missing() + d.extra() + d.wrong() == 0);
  }
}

package io.aforo.local.simulation;

import io.aforo.domain.intake.RejectionReason;
import java.util.SortedMap;

/**
 * What became of the lines of a recording.
 *
 * @param in lines read
 * @param accepted readings counted, late ones among them
 * @param duplicates repeats
 * @param late readings that were too old for their sensor's own clock
 * @param refusedBy refused lines by reason; only reasons that there are
 */
public record Tallies(
    long in,
    long accepted,
    long duplicates,
    long late,
    SortedMap<RejectionReason, Long> refusedBy) {

  public long refused() {
    return refusedBy.values().stream().mapToLong(Long::longValue).sum();
  }
}

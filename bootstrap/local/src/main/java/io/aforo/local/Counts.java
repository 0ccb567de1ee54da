package io.aforo.local;

import io.aforo.adapters.flink.Counted;
import io.aforo.application.intake.Explanation;
import io.aforo.application.port.in.Tally;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.local.screen.Paper;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the records of one input.
 *
 * @param in records read
 * @param accepted events counted
 * @param duplicates repeats
 * @param tombstones records without a value
 * @param rejectedBy refused records by reason; only reasons that there are
 * @param late events that came too late, summed over the reports
 */
record Counts(
    long in,
    long accepted,
    long duplicates,
    long tombstones,
    SortedMap<RejectionReason, Long> rejectedBy,
    long late) {

  /** In columns, beside the indent: as wide as the numbers above. */
  private static final int MEANING = 70;

  /**
   * Reads them from a job's counters.
   *
   * @param input the input's name
   * @param reports the reports, or the rule, that can miss an event of this input
   */
  static Counts of(Map<String, Long> counters, String input, Collection<String> reports) {
    SortedMap<RejectionReason, Long> rejected = new TreeMap<>();
    for (RejectionReason reason : RejectionReason.values()) {
      long count = counters.getOrDefault(Counted.rejected(input, reason), 0L);
      if (count > 0) {
        rejected.put(reason, count);
      }
    }
    return new Counts(
        tally(counters, input, Tally.IN),
        tally(counters, input, Tally.ACCEPTED),
        tally(counters, input, Tally.DUPLICATES),
        tally(counters, input, Tally.TOMBSTONES),
        rejected,
        reports.stream()
            .mapToLong(report -> counters.getOrDefault(Counted.late(report), 0L))
            .sum());
  }

  private static long tally(Map<String, Long> counters, String input, Tally tally) {
    return counters.getOrDefault(Counted.tally(input, tally), 0L);
  }

  long rejected() {
    return rejectedBy.values().stream().mapToLong(Long::longValue).sum();
  }

  /** With records that were refused before they came to the job. */
  Counts withRejected(Map<RejectionReason, Long> more) {
    SortedMap<RejectionReason, Long> all = new TreeMap<>(rejectedBy);
    more.forEach((reason, count) -> all.merge(reason, count, Long::sum));
    long added = more.values().stream().mapToLong(Long::longValue).sum();
    return new Counts(in + added, accepted, duplicates, tombstones, all, late);
  }

  /** The names of the columns that {@link #print} fills. */
  static void printHead(PrintWriter out) {
    out.printf(
        "%-14s%12s%12s%12s%12s%12s%n", "", "in", "accepted", "duplicates", "rejected", "late");
  }

  /** Prints a line, and below it each reason to refuse a record, and what it means. */
  void print(PrintWriter out, String input) {
    out.printf(
        "%-14s%,12d%,12d%,12d%,12d%,12d%n", input, in, accepted, duplicates, rejected(), late);
    rejectedBy.forEach(
        (reason, count) -> {
          out.printf("  rejected %-22s%,26d%n", reason, count);
          Paper.wrapped(Explanation.of(reason).meaning(), MEANING)
              .forEach(line -> out.println("    " + line));
        });
  }
}

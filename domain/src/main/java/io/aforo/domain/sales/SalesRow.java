package io.aforo.domain.sales;

import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.io.Serializable;

/**
 * One row of a report: what a group's sales within a window add up to.
 *
 * @param report the report's name
 * @param group the group
 * @param window the window
 * @param windowSeq the number of a count window; 0 for windows of time
 * @param totals what the lines add up to
 * @param status how settled this is
 * @param isAbsorbing whether the row takes the place of every row of its report and group that
 *     starts after it and ends no later: those become MERGED with the same write. In the same way
 *     it is written as MERGED itself where such a row is stored around it. True of a session's row,
 *     since a session's start can move and sessions can grow together. A row that starts within the
 *     window but ends later stays: it came when this one was forgotten.
 */
public record SalesRow(
    String report,
    GroupKey group,
    TimeWindow window,
    long windowSeq,
    SalesTotals totals,
    RowStatus status,
    boolean isAbsorbing)
    implements Serializable {

  /** A row beside which the others of its group stay as they are. */
  public SalesRow(
      String report,
      GroupKey group,
      TimeWindow window,
      long windowSeq,
      SalesTotals totals,
      RowStatus status) {
    this(report, group, window, windowSeq, totals, status, false);
  }

  /** Lines folded in; of two rows with the same key, the one with more is the newer. */
  public long revision() {
    return totals.contributions();
  }

  /**
   * Whether the other row has to become MERGED because of this one. A MERGED row absorbs nothing.
   */
  public boolean absorbs(SalesRow other) {
    return isAbsorbing && status != RowStatus.MERGED && other.isWithin(this);
  }

  /**
   * Whether this row has to be written as MERGED because the stored one is there: the mirror of
   * {@link #absorbs}. Only an absorbing row is covered, and a MERGED row covers nothing.
   */
  public boolean isCoveredBy(SalesRow stored) {
    return isAbsorbing
        && status != RowStatus.MERGED
        && stored.status != RowStatus.MERGED
        && isWithin(stored);
  }

  private boolean isWithin(SalesRow other) {
    return report.equals(other.report)
        && group.equals(other.group)
        && other.window.start() < window.start()
        && window.end() <= other.window.end();
  }

  /** The same row with the status MERGED, absorbing nothing. */
  public SalesRow merged() {
    return new SalesRow(report, group, window, windowSeq, totals, RowStatus.MERGED);
  }

  /** The same for all rows of one report and group, in every process. */
  public int groupHash() {
    return 31 * report.hashCode() + group.hashCode();
  }

  /** What identifies the row in its table. */
  public Key key() {
    return new Key(report, group, window.start(), windowSeq);
  }

  /** A row's identity; a session's end moves, so only its start is in it. */
  public record Key(String report, GroupKey group, long windowStart, long windowSeq)
      implements Serializable, Comparable<Key> {

    @Override
    public int compareTo(Key other) {
      int order = report.compareTo(other.report);
      if (order == 0) {
        order = group.compareTo(other.group);
      }
      if (order == 0) {
        order = Long.compare(windowStart, other.windowStart);
      }
      return order == 0 ? Long.compare(windowSeq, other.windowSeq) : order;
    }
  }
}

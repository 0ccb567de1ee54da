package io.aforo.domain.activity;

/**
 * A session as its user's state keeps it, with what is known of its row.
 *
 * @param first the first activity, epoch milliseconds; it names the row
 * @param last the last activity, epoch milliseconds
 * @param actions how many activities
 * @param written how many activities its row had when it was written last; 0 if it never was
 * @param wasFinal whether a row of any of its parts was ever FINAL
 */
public record KeptSession(long first, long last, long actions, long written, boolean wasFinal) {

  /** A session of one activity, of which nobody was told. */
  static KeptSession of(long activity) {
    return new KeptSession(activity, activity, 1, 0, false);
  }

  /** One session of two, the other of which starts no earlier; the row is this one's. */
  KeptSession plus(KeptSession later) {
    return new KeptSession(
        first,
        Math.max(last, later.last),
        actions + later.actions,
        written,
        wasFinal || later.wasFinal);
  }

  /** The same after its row was written. */
  KeptSession afterWriting(boolean isComplete) {
    return new KeptSession(first, last, actions, actions, wasFinal || isComplete);
  }

  boolean isWritten() {
    return written > 0;
  }

  /** Whether an early row has news; a row that was FINAL waits until its session is complete. */
  boolean hasEarlyNews() {
    return actions != written && !wasFinal;
  }
}

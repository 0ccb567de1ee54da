package io.aforo.domain.temperature;

import java.util.Objects;

/**
 * That an alert is new, or not as it was.
 *
 * <p>Its row follows every change. People are told less: of the opening, of each other state, and
 * of a peak that has grown by a degree or more since they were last told of one.
 *
 * @param alert the row as it stands now
 * @param isTold whether this is worth telling: an entry of the history, a notification
 * @param seq the number of the last telling of this alert, from 0; this one's, if it is told
 * @param isLive whether people of the present are concerned: it was found in time, or went on until
 *     readings of the present came
 * @param at when the alert came to stand like this, event time, epoch milliseconds
 */
public record AlertChange(Alert alert, boolean isTold, boolean isLive, long seq, long at) {

  /** Of an alert that concerns people if it was found in time. */
  public AlertChange(Alert alert, boolean isTold, long seq, long at) {
    this(alert, isTold, !alert.historical(), seq, at);
  }

  public AlertChange {
    Objects.requireNonNull(alert, "alert");
    if (seq < 0) {
      throw new IllegalArgumentException("seq must not be negative, was " + seq);
    }
  }
}

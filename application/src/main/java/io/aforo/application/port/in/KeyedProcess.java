package io.aforo.application.port.in;

import java.io.Serializable;

/**
 * A use case as a state machine for each key, in event time: the one shape that every runtime
 * drives. A runtime holds one state for each key, hands it in with every event, asks to be told
 * when to wake the key again, and knows nothing of what is computed.
 *
 * <p>The state is changed in place, within the call only; the runtime keeps it afterwards if the
 * call says that it changed. Calls for one key never overlap. A late wake-up and one too many are
 * harmless: the machine does what is due by the watermark that it is given.
 *
 * @param <K> the key
 * @param <E> the events that come in
 * @param <S> the state of one key
 * @param <R> the results that go out
 */
public interface KeyedProcess<K, E, S, R> extends Serializable {

  /** The key whose state an event belongs to. */
  K keyOf(E event);

  /** The state of a key that has none yet. */
  S newState();

  /**
   * Folds an event into its key's state.
   *
   * @param watermark epoch milliseconds; no more events at or before it are expected
   * @return whether the state changed
   */
  boolean onEvent(S state, E event, long watermark, Outcome<R> outcome);

  /**
   * Does whatever is due by the watermark.
   *
   * @return whether the state changed
   */
  boolean onTime(S state, long watermark, Outcome<R> outcome);

  /**
   * The watermark at which {@link #onTime} has something to do, if no event comes before; {@link
   * io.aforo.domain.time.EventTime#MAX} for never.
   */
  long wakeAt(S state);

  /**
   * Whether {@link #wakeAt} is a part of the state, so that a state that was kept, and is loaded by
   * a later build or with other settings, still says when it asked to be woken. Then a runtime asks
   * for a wake-up only if it comes before the one that it was asked for already.
   */
  default boolean keepsWakeAt() {
    return false;
  }

  /** Whether the state holds nothing that matters any more, so that the key can be forgotten. */
  boolean isSpent(S state);
}

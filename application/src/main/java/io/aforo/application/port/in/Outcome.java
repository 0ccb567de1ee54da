package io.aforo.application.port.in;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.LateEvent;

/**
 * Where a use case puts what it has to say; the runtime carries it to the outward ports.
 *
 * @param <R> the results
 */
public interface Outcome<R> {

  /** A new or changed result. */
  void result(R result);

  /** An event that came after all that it could still have changed was closed. */
  void late(LateEvent event);

  /** A record that is refused only now, in the light of what came before it. */
  void reject(DeadLetter letter);

  /** One more of something that is counted. */
  void count(Tally tally);
}

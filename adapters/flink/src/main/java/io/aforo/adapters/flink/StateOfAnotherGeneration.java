package io.aforo.adapters.flink;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** Ends the job for good: to try again would find the same state. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class StateOfAnotherGeneration extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StateOfAnotherGeneration(int saved, int configured) {
    super(
        "the savepoint or checkpoint is of generation %d, and the configuration's generation is %d. Another generation computes everything anew, from the beginning of the inputs: start it without state (no -s). To go on with this state, set generation back to %d."
            .formatted(saved, configured, saved));
  }
}

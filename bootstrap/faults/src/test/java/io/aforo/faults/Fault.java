package io.aforo.faults;

import java.time.Duration;

/**
 * One thing that breaks.
 *
 * @param number as in docs/reliability.md; what is broken in two ways has one number and two faults
 * @param what is done, in words
 * @param mostRestarts how often the job may start again by itself
 * @param longestRecovery from the fault's end until a checkpoint that began after it is complete
 * @param isTheEnd whether nothing can be judged after it: the tables must be right before, and the
 *     strike itself sees that they stay as they are
 * @param strike breaks it, and returns when it is whole again
 */
record Fault(
    int number,
    String what,
    int mostRestarts,
    Duration longestRecovery,
    boolean isTheEnd,
    Strike strike) {

  Fault(int number, String what, int mostRestarts, Duration longestRecovery, Strike strike) {
    this(number, what, mostRestarts, longestRecovery, false, strike);
  }

  /** Breaks something while the load runs. */
  interface Strike {

    /**
     * @throws AssertionError if something does not hold that must, besides right tables
     */
    void on(Scene scene) throws Exception;
  }
}

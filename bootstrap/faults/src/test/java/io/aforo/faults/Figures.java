package io.aforo.faults;

import java.time.Duration;

/**
 * What came out of one fault.
 *
 * @param number of the fault, as in docs/reliability.md
 * @param fault what was done, in words
 * @param restarts of the job while it lasted
 * @param recovery from the fault's end to the first checkpoint that was completed after it
 */
record Figures(
    int number,
    String fault,
    Verdict verdict,
    Poller.Seen seen,
    int restarts,
    Duration recovery,
    boolean passed) {}

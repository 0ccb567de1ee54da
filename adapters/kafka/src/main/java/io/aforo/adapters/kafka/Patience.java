package io.aforo.adapters.kafka;

import java.time.Duration;

/**
 * How long to wait for a schema registry.
 *
 * @param unknownRetries how often to ask again for a schema that the registry says it does not
 *     have: one that was registered just now may not have reached every node
 * @param unknownDelay between these
 * @param forgetUnknown for how long the answer that there is no such schema is believed
 * @param firstDelay before asking again a registry that did not answer; doubled each time
 * @param longestDelay the most that this grows to
 * @param outage how long a registry may be silent before the job fails
 */
record Patience(
    int unknownRetries,
    Duration unknownDelay,
    Duration forgetUnknown,
    Duration firstDelay,
    Duration longestDelay,
    Duration outage) {

  /** Longer than a registry takes to start again, shorter than a checkpoint may last. */
  static final Patience STANDARD =
      new Patience(
          2,
          Duration.ofMillis(100),
          Duration.ofMinutes(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1));

  /** For someone who waits at a keyboard. */
  static final Patience OF_A_PERSON =
      new Patience(
          0,
          Duration.ZERO,
          Duration.ofMinutes(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5));
}

package io.aforo.application.port.out;

import io.aforo.application.intake.DeadLetter;

/**
 * Keeps refused records, by (topic, partition, offset); one that is there already is left as it is.
 */
public interface DeadLetters extends Store<DeadLetter> {}

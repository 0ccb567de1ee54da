package io.aforo.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How writers batch between checkpoints; whichever comes first.
 *
 * @param rows rows in a batch; at least 1
 * @param every the longest that a row waits for its batch; positive
 */
public record FlushConfig(int rows, Duration every) implements Serializable {

  public FlushConfig {
    Objects.requireNonNull(every, "every");
  }
}

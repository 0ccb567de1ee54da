package io.aforo.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How writers batch between checkpoints; whichever comes first.
 *
 * @param rows rows in a batch; at least 1
 * @param every the longest that a row waits for its batch; positive
 * @param alerts the longest that what is told of an alert waits, if that is less; positive
 */
public record FlushConfig(int rows, Duration every, Duration alerts) implements Serializable {

  public FlushConfig {
    Objects.requireNonNull(every, "every");
    Objects.requireNonNull(alerts, "alerts");
  }

  /** The longest that what is told of an alert waits for its batch. */
  public Duration everyForAlerts() {
    return alerts.compareTo(every) < 0 ? alerts : every;
  }
}

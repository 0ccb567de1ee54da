package io.aforo.job.config;

import io.aforo.domain.temperature.TemperatureDelta;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * When a temperature jump opens an alert, and when the alert closes.
 *
 * @param version raised with every change of the rule
 * @param threshold the difference that is a jump, inclusive; positive
 * @param window how far apart the two readings may be, inclusive; positive
 * @param clearBelow a smaller spread within the window is quiet; positive, at most the threshold
 * @param clearAfter how long it must stay quiet until the alert closes; positive
 */
public record RuleSettings(
    String id,
    int version,
    TemperatureDelta threshold,
    Duration window,
    JumpDirection direction,
    TemperatureDelta clearBelow,
    Duration clearAfter)
    implements Serializable {

  private static final Duration LONGEST = Duration.ofHours(24);

  /** Which jumps count, by event time. */
  public enum JumpDirection {
    ANY,
    RISING,
    FALLING
  }

  /**
   * @throws IllegalArgumentException if {@code clearBelow} is above the threshold: an alert could
   *     close while its jump goes on
   */
  public RuleSettings {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(clearAfter, "clearAfter");
    if (window.compareTo(LONGEST) > 0 || clearAfter.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "window and clearAfter must be at most 24h, for as long as a silent sensor is remembered;"
              + " were "
              + window
              + " and "
              + clearAfter);
    }
    if (clearBelow.compareTo(threshold) > 0) {
      throw new IllegalArgumentException(
          "clearBelow must be at most the threshold, "
              + threshold
              + ", or an alert could close while its jump goes on; was "
              + clearBelow);
    }
  }
}

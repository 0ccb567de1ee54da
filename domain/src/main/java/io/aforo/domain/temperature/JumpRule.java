package io.aforo.domain.temperature;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What counts as a temperature jump, and when an episode of jumps is over.
 *
 * @param id names the rule, in alerts too
 * @param version which wording of the rule; every alert carries it; at least 1
 * @param threshold the least difference of two readings that is a jump; positive
 * @param window how far apart in time the two may be, inclusive; whole milliseconds, positive, at
 *     most 24 h, for as long as a silent sensor is remembered
 * @param direction the one direction that counts; empty for any
 * @param clearBelow a sensor is calm while its readings of the trailing window differ by less;
 *     positive, at most {@code threshold}
 * @param clearAfter how long a sensor must be calm before its episode closes; whole milliseconds,
 *     not negative, at most 24 h
 */
public record JumpRule(
    String id,
    int version,
    TemperatureDelta threshold,
    Duration window,
    Optional<Direction> direction,
    TemperatureDelta clearBelow,
    Duration clearAfter)
    implements Serializable {

  private static final Duration MAX_DURATION = Duration.ofHours(24);

  private static final JumpRule STANDARD =
      new JumpRule(
          "temperature-jump",
          1,
          TemperatureDelta.ofCelsius(20),
          Duration.ofSeconds(60),
          Optional.empty(),
          TemperatureDelta.ofCelsius(15),
          Duration.ofMinutes(2));

  /**
   * @throws IllegalArgumentException naming the component, its value and what is allowed
   */
  public JumpRule {
    if (id.isBlank() || id.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "the id of a rule must not be blank nor hold U+0000, was '" + id + "'");
    }
    Objects.requireNonNull(direction, "direction");
    require(version >= 1, id, "version", version, "must be at least 1");
    require(isPositive(threshold), id, "threshold", threshold, "must be positive");
    requireMillis(window, Duration.ofMillis(1), id, "window");
    require(
        isPositive(clearBelow) && clearBelow.compareTo(threshold) <= 0,
        id,
        "clear_below",
        clearBelow,
        "must be positive and at most the threshold, " + threshold);
    requireMillis(clearAfter, Duration.ZERO, id, "clear_after");
  }

  /** The rule that is packaged: 20 C within 60 s, any direction; over after 2 min below 15 C. */
  public static JumpRule standard() {
    return STANDARD;
  }

  /** Three quarters of the threshold, as in the packaged rule. */
  public static TemperatureDelta defaultClearBelow(TemperatureDelta threshold) {
    long ninths = threshold.ninthsOfMilliCelsius();
    return new TemperatureDelta(Math.max(1, ninths - ninths / 4));
  }

  /** Whether the two readings of {@code candidate} are a jump by this rule. */
  boolean isBrokenBy(ReadingPair candidate) {
    return candidate.secondAt() - candidate.firstAt() <= windowMillis()
        && candidate.delta().compareTo(threshold) >= 0
        && (direction.isEmpty() || direction.get() == candidate.direction());
  }

  long windowMillis() {
    return window.toMillis();
  }

  long clearAfterMillis() {
    return clearAfter.toMillis();
  }

  private static boolean isPositive(TemperatureDelta delta) {
    return delta.ninthsOfMilliCelsius() > 0;
  }

  static void requireMillis(Duration value, Duration least, String id, String component) {
    require(
        value.compareTo(least) >= 0
            && value.compareTo(MAX_DURATION) <= 0
            && value.equals(Duration.ofMillis(value.toMillis())),
        id,
        component,
        value,
        "must be whole milliseconds from " + least + " to " + MAX_DURATION);
  }

  private static void require(
      boolean holds, String id, String component, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          component + " of rule " + id + " " + allowed + ", was " + value);
    }
  }

  /** An Optional is not serializable, so the rule travels as its parts. */
  private Object writeReplace() {
    return new Parts(
        id, version, threshold, window, direction.orElse(null), clearBelow, clearAfter);
  }

  private record Parts(
      String id,
      int version,
      TemperatureDelta threshold,
      Duration window,
      Direction directionOrNull,
      TemperatureDelta clearBelow,
      Duration clearAfter)
      implements Serializable {

    private Object readResolve() {
      return new JumpRule(
          id,
          version,
          threshold,
          window,
          Optional.ofNullable(directionOrNull),
          clearBelow,
          clearAfter);
    }
  }
}

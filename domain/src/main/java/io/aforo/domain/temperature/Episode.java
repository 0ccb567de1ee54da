package io.aforo.domain.temperature;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A run of jumps of one sensor, from the first jump until the sensor has been calm for long enough.
 * It keeps the rule that it was opened under.
 *
 * @param rule the rule that was broken
 * @param openedAt the later time of the pair that opened it, epoch milliseconds
 * @param closedAt the time of the reading that closed it, epoch milliseconds; empty while it is
 *     open
 * @param peak the strongest jump so far
 * @param revision readings counted since the opening, the one that opened it included
 * @param historical whether it was found long after it happened
 */
public record Episode(
    JumpRule rule,
    long openedAt,
    OptionalLong closedAt,
    Jump peak,
    long revision,
    boolean historical) {

  public Episode {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(closedAt, "closedAt");
    Objects.requireNonNull(peak, "peak");
  }

  static Episode open(JumpRule rule, Jump first, boolean historical) {
    return new Episode(rule, first.secondAt(), OptionalLong.empty(), first, 1, historical);
  }

  /** With one more reading, and the strongest of the jumps that it made, if it made any. */
  Episode withReading(Optional<Jump> jump) {
    Jump strongest = jump.filter(candidate -> candidate.isStrongerThan(peak)).orElse(peak);
    return new Episode(rule, openedAt, closedAt, strongest, revision + 1, historical);
  }

  Episode close(long at) {
    return new Episode(rule, openedAt, OptionalLong.of(at), peak, revision, historical);
  }

  /** The row that shows it. */
  Alert toAlert(String sensorId) {
    return Alert.of(sensorId, this);
  }
}

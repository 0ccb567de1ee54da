package io.aforo.domain.temperature;

import java.io.Serializable;

/**
 * The evidence of a jump: two readings, in the order of their times.
 *
 * @param first the earlier reading's value
 * @param firstAt the earlier reading's time, epoch milliseconds
 * @param second the later reading's value
 * @param secondAt the later reading's time, epoch milliseconds; not before {@code firstAt}
 */
public record Jump(Temperature first, long firstAt, Temperature second, long secondAt)
    implements Serializable {

  public Jump {
    if (secondAt < firstAt) {
      throw new IllegalArgumentException(
          "a jump's first reading must not be the later one, was " + firstAt + " > " + secondAt);
    }
  }

  /** How far the two readings are apart; never negative. */
  public TemperatureDelta delta() {
    return second.minus(first).abs();
  }

  public Direction direction() {
    if (firstAt == secondAt) {
      return Direction.SIMULTANEOUS;
    }
    return second.compareTo(first) >= 0 ? Direction.RISING : Direction.FALLING;
  }
}

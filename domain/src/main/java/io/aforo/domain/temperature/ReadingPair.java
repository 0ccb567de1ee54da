package io.aforo.domain.temperature;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Two readings of one sensor, in the order of their times: the evidence of an alert.
 *
 * @param first the earlier reading's value
 * @param firstAt the earlier reading's time, epoch milliseconds
 * @param second the later reading's value
 * @param secondAt the later reading's time, epoch milliseconds; not before {@code firstAt}
 */
public record ReadingPair(Temperature first, long firstAt, Temperature second, long secondAt)
    implements Serializable {

  /**
   * The stronger evidence first: the greatest difference; then the earlier later-reading; then the
   * earlier earlier-reading. What is still equal (several readings of one time) is told apart by
   * the colder first value, then the colder second one, so that the choice never depends on the
   * order of arrival.
   */
  private static final Comparator<ReadingPair> STRONGEST_FIRST =
      Comparator.comparing(ReadingPair::delta, Comparator.reverseOrder())
          .thenComparingLong(ReadingPair::secondAt)
          .thenComparingLong(ReadingPair::firstAt)
          .thenComparing(ReadingPair::first)
          .thenComparing(ReadingPair::second);

  public ReadingPair {
    if (secondAt < firstAt) {
      throw new IllegalArgumentException(
          "the first reading of a pair must not be the later one, was "
              + firstAt
              + " > "
              + secondAt);
    }
  }

  /**
   * The jump between two readings given in any order; of two of the same time, the colder is the
   * first.
   */
  static ReadingPair between(Temperature one, long oneAt, Temperature other, long otherAt) {
    boolean inOrder = oneAt < otherAt || (oneAt == otherAt && one.compareTo(other) <= 0);
    return inOrder
        ? new ReadingPair(one, oneAt, other, otherAt)
        : new ReadingPair(other, otherAt, one, oneAt);
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

  /**
   * Whether this is the better evidence of the two: the greater difference; of equal ones, the
   * earlier later-reading, then the earlier earlier-reading.
   */
  public boolean isStrongerThan(ReadingPair other) {
    return STRONGEST_FIRST.compare(this, other) < 0;
  }
}

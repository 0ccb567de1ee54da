package io.aforo.domain.sales;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.math.BigDecimal;
import java.math.MathContext;

/** From decimals to counts of their smallest step. */
final class Decimals {

  /** Some 300 digits: more than any amount has, few enough to compute with. */
  private static final int MAX_BITS = 1_024;

  /** As many as every long can have. */
  private static final int MAX_DIGITS = 18;

  /** Enough of a wrong number to know it again. */
  private static final MathContext SHORT = new MathContext(25);

  private Decimals() {}

  /**
   * Returns {@code value * 10^scale}, exactly.
   *
   * @throws InvalidEvent with {@code reason} if the value has more decimals or does not fit
   */
  static long unscaled(String field, BigDecimal value, int scale, RejectionReason reason) {
    // Bounded before it is computed with: to count the digits of a megabyte takes seconds.
    if (value.unscaledValue().bitLength() > MAX_BITS) {
      throw new InvalidEvent(reason, field + " is too large: it has more than 300 digits");
    }
    // Bounded before it is written out: 1E+1000000000 is a short text and a very long number.
    long wholeDigits = value.precision() - (long) value.scale();
    if (wholeDigits + scale > MAX_DIGITS) {
      throw new InvalidEvent(
          reason, field + " is too large: it has " + wholeDigits + " digits before the point");
    }
    BigDecimal shortest = value.stripTrailingZeros();
    if (shortest.scale() > scale) {
      throw new InvalidEvent(
          reason, field + " must have at most " + scale + " decimals, was " + value.round(SHORT));
    }
    return shortest.setScale(scale).unscaledValue().longValueExact();
  }
}

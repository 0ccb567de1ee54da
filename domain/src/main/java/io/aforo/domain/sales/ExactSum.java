package io.aforo.domain.sales;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sum of longs that cannot overflow: {@code high * 10^18 + low}, with {@code |low| < 10^18}. The
 * unit (1/10,000 of a currency, 1/1,000 of a piece) is its owner's.
 */
public record ExactSum(long high, long low) implements Serializable {

  public static final ExactSum ZERO = new ExactSum(0, 0);

  /** What one of {@code high} is worth. */
  static final long BASE = 1_000_000_000_000_000_000L;

  /** Brings any pair of the same worth to the one form in which equal sums are equal. */
  public ExactSum {
    // Most are small, and division is slow.
    if (low >= BASE || low <= -BASE) {
      high = Math.addExact(high, low / BASE);
      low %= BASE;
    }
    // One sign for both, or the same sum could be written in two ways.
    if (high > 0 && low < 0) {
      high -= 1;
      low += BASE;
    } else if (high < 0 && low > 0) {
      high += 1;
      low -= BASE;
    }
  }

  public static ExactSum of(long value) {
    return value == 0 ? ZERO : new ExactSum(0, value);
  }

  /**
   * The inverse of {@link #toBigDecimal}.
   *
   * @param decimal of the scale that one step has
   */
  public static ExactSum of(BigDecimal decimal) {
    BigInteger[] parts = decimal.unscaledValue().divideAndRemainder(BigInteger.valueOf(BASE));
    return new ExactSum(parts[0].longValueExact(), parts[1].longValueExact());
  }

  public ExactSum plus(long value) {
    // |low| < 10^18, so only a value beyond 8 * 10^18 would overflow the plain sum.
    return new ExactSum(high + value / BASE, low + value % BASE);
  }

  public ExactSum plus(ExactSum other) {
    return new ExactSum(Math.addExact(high, other.high), low + other.low);
  }

  public ExactSum minus(ExactSum other) {
    return new ExactSum(Math.subtractExact(high, other.high), low - other.low);
  }

  /** The sum as a decimal, where one step is {@code 10^-scale}. */
  public BigDecimal toBigDecimal(int scale) {
    if (high == 0) {
      return BigDecimal.valueOf(low, scale);
    }
    BigInteger unscaled =
        BigInteger.valueOf(high).multiply(BigInteger.valueOf(BASE)).add(BigInteger.valueOf(low));
    return new BigDecimal(unscaled, scale);
  }
}

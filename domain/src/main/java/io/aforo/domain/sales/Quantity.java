package io.aforo.domain.sales;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.io.Serializable;
import java.math.BigDecimal;

/**
 * How much of a product one line sells: pieces or weight, exact to three decimals, not negative.
 *
 * @param thousandths the quantity in 1/1,000
 */
public record Quantity(long thousandths) implements Serializable {

  /** Decimals that a quantity can have. */
  public static final int SCALE = 3;

  private static final long MAX_THOUSANDTHS = 999_999_999_999L;

  /**
   * @throws InvalidEvent INVALID_QUANTITY outside [0, 999,999,999.999]
   */
  public Quantity {
    if (thousandths < 0 || thousandths > MAX_THOUSANDTHS) {
      throw new InvalidEvent(
          RejectionReason.INVALID_QUANTITY,
          "quantity must be between 0 and 999999999.999, was "
              + BigDecimal.valueOf(thousandths, SCALE).toPlainString());
    }
  }

  /**
   * Takes a decimal as it is; nothing is rounded.
   *
   * @throws InvalidEvent INVALID_QUANTITY if it is out of range or has more than three decimals
   */
  public static Quantity of(BigDecimal quantity) {
    return new Quantity(
        Decimals.unscaled("quantity", quantity, SCALE, RejectionReason.INVALID_QUANTITY));
  }

  /** The quantity with three decimals. */
  public BigDecimal toBigDecimal() {
    return BigDecimal.valueOf(thousandths, SCALE);
  }

  @Override
  public String toString() {
    return toBigDecimal().toPlainString();
  }
}

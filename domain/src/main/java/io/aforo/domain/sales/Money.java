package io.aforo.domain.sales;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.Currency;

/**
 * The amount of one sale's line: exact, not negative, at most {@value #MAX_UNITS} of its currency.
 *
 * @param tenThousandths the amount in 1/10,000 of the currency's unit
 * @param currency ISO 4217 code
 */
public record Money(long tenThousandths, String currency) implements Serializable {

  /** Decimals that an amount can have. */
  public static final int SCALE = 4;

  /** The largest amount of one line, in units of the currency. */
  public static final long MAX_UNITS = 1_000_000_000L;

  private static final long MAX_TEN_THOUSANDTHS = MAX_UNITS * 10_000;

  private static final int LETTERS = 'Z' - 'A' + 1;

  /** The codes, each at its place among all of three letters. */
  private static final BitSet CURRENCIES = new BitSet(LETTERS * LETTERS * LETTERS);

  static {
    Currency.getAvailableCurrencies()
        .forEach(currency -> CURRENCIES.set(placeOf(currency.getCurrencyCode())));
  }

  /**
   * @throws InvalidEvent INVALID_AMOUNT outside [0, {@value #MAX_UNITS}] units, INVALID_CURRENCY
   *     for a code that ISO 4217 does not have
   */
  public Money {
    if (tenThousandths < 0 || tenThousandths > MAX_TEN_THOUSANDTHS) {
      throw new InvalidEvent(
          RejectionReason.INVALID_AMOUNT,
          "amount must be between 0 and "
              + MAX_UNITS
              + ", was "
              + BigDecimal.valueOf(tenThousandths, SCALE).toPlainString());
    }
    if (currency == null || !isCode(currency)) {
      throw new InvalidEvent(
          RejectionReason.INVALID_CURRENCY,
          "currency must be an ISO 4217 code such as EUR, was '" + currency + "'");
    }
  }

  /**
   * Takes a decimal as it is; nothing is rounded.
   *
   * @throws InvalidEvent INVALID_AMOUNT if it is out of range or has more than four decimals
   */
  public static Money of(BigDecimal amount, String currency) {
    return new Money(
        Decimals.unscaled("amount", amount, SCALE, RejectionReason.INVALID_AMOUNT), currency);
  }

  private static boolean isCode(String currency) {
    int place = placeOf(currency);
    return place >= 0 && CURRENCIES.get(place);
  }

  /** The place of a code; negative if it is not one of three capital letters. */
  private static int placeOf(String code) {
    if (code.length() != 3) {
      return -1;
    }
    int place = 0;
    for (int i = 0; i < 3; i++) {
      int letter = code.charAt(i) - 'A';
      if (letter < 0 || letter >= LETTERS) {
        return -1;
      }
      place = place * LETTERS + letter;
    }
    return place;
  }

  /** The amount with four decimals. */
  public BigDecimal toBigDecimal() {
    return BigDecimal.valueOf(tenThousandths, SCALE);
  }

  @Override
  public String toString() {
    return toBigDecimal().toPlainString() + " " + currency;
  }
}

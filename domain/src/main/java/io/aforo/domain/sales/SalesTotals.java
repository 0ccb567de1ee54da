package io.aforo.domain.sales;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * What a set of sale lines adds up to. Totals of disjoint sets can be merged in any order.
 *
 * @param sales lines of kind SALE
 * @param returns lines of kind RETURN
 * @param units net quantity, in 1/1,000
 * @param gross what the SALE lines amount to, in 1/10,000 of the currency
 * @param returned what the RETURN lines amount to, in 1/10,000 of the currency
 */
public record SalesTotals(
    long sales, long returns, ExactSum units, ExactSum gross, ExactSum returned)
    implements Serializable {

  private static final SalesTotals EMPTY =
      new SalesTotals(0, 0, ExactSum.ZERO, ExactSum.ZERO, ExactSum.ZERO);

  public static SalesTotals empty() {
    return EMPTY;
  }

  /** The totals of one line. */
  public static SalesTotals of(Sale sale) {
    return EMPTY.plus(sale);
  }

  public SalesTotals plus(Sale sale) {
    long amount = sale.amount().tenThousandths();
    long thousandths = sale.quantity().thousandths();
    return sale.kind() == SaleKind.SALE
        ? new SalesTotals(sales + 1, returns, units.plus(thousandths), gross.plus(amount), returned)
        : new SalesTotals(
            sales, returns + 1, units.plus(-thousandths), gross, returned.plus(amount));
  }

  public SalesTotals plus(SalesTotals other) {
    return new SalesTotals(
        sales + other.sales,
        returns + other.returns,
        units.plus(other.units),
        gross.plus(other.gross),
        returned.plus(other.returned));
  }

  /** Lines folded in: the revision of a row with these totals. */
  public long contributions() {
    return sales + returns;
  }

  /** Net quantity with three decimals. */
  public BigDecimal unitsDecimal() {
    return units.toBigDecimal(Quantity.SCALE);
  }

  /** Gross with four decimals. */
  public BigDecimal grossDecimal() {
    return gross.toBigDecimal(Money.SCALE);
  }

  /** Returned with four decimals, not negative. */
  public BigDecimal returnedDecimal() {
    return returned.toBigDecimal(Money.SCALE);
  }

  /** Gross less returned, with four decimals; may be negative. */
  public BigDecimal netDecimal() {
    return gross.minus(returned).toBigDecimal(Money.SCALE);
  }
}

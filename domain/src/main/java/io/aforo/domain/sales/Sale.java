package io.aforo.domain.sales;

import io.aforo.domain.intake.EventText;
import io.aforo.domain.intake.InvalidEvent;
import java.io.Serializable;
import java.util.Objects;

/**
 * One line of a receipt, sold or returned.
 *
 * @param saleId unique within the store
 * @param storeId where
 * @param productId what
 * @param customerId who; the empty text where that is not known
 * @param kind SALE or RETURN
 * @param quantity how much of the product; not negative, a return's too
 * @param amount the line's total; not negative, a return's too
 * @param soldAt event time, epoch milliseconds
 */
public record Sale(
    String saleId,
    String storeId,
    String productId,
    String customerId,
    SaleKind kind,
    Quantity quantity,
    Money amount,
    long soldAt)
    implements Serializable {

  /**
   * @throws InvalidEvent INVALID_TEXT if an id is not one
   */
  public Sale {
    EventText.require("sale_id", saleId);
    EventText.require("store_id", storeId);
    EventText.require("product_id", productId);
    EventText.requireOptional("customer_id", customerId);
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(quantity, "quantity");
    Objects.requireNonNull(amount, "amount");
  }
}

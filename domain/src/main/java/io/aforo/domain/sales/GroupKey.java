package io.aforo.domain.sales;

import java.io.Serializable;
import java.util.Objects;

/**
 * Which group of a report a sale belongs to: its values in the report's dimensions, empty text in
 * the others, and always the currency.
 */
public final class GroupKey implements Serializable, Comparable<GroupKey> {

  private static final long serialVersionUID = 1L;

  private final String storeId;
  private final String productId;
  private final String customerId;
  private final String currency;
  // Kept, since tables of groups look at it far more often than at the texts.
  private final int hash;

  /**
   * @param storeId the store, or the empty text
   * @param productId the product, or the empty text
   * @param customerId the customer, or the empty text
   * @param currency ISO 4217 code
   */
  public GroupKey(String storeId, String productId, String customerId, String currency) {
    this.storeId = Objects.requireNonNull(storeId, "storeId");
    this.productId = Objects.requireNonNull(productId, "productId");
    this.customerId = Objects.requireNonNull(customerId, "customerId");
    this.currency = Objects.requireNonNull(currency, "currency");
    this.hash = hash(storeId, productId, customerId, currency);
  }

  /** Spelled out, since buckets of state are chosen by it: it must never change. */
  static int hash(String storeId, String productId, String customerId, String currency) {
    int hash = storeId.hashCode();
    hash = 31 * hash + productId.hashCode();
    hash = 31 * hash + customerId.hashCode();
    return 31 * hash + currency.hashCode();
  }

  public String storeId() {
    return storeId;
  }

  public String productId() {
    return productId;
  }

  public String customerId() {
    return customerId;
  }

  public String currency() {
    return currency;
  }

  /** Whether these are the group's values. */
  boolean has(String storeId, String productId, String customerId, String currency) {
    return this.storeId.equals(storeId)
        && this.productId.equals(productId)
        && this.customerId.equals(customerId)
        && this.currency.equals(currency);
  }

  @Override
  public int compareTo(GroupKey other) {
    int order = storeId.compareTo(other.storeId);
    if (order == 0) {
      order = productId.compareTo(other.productId);
    }
    if (order == 0) {
      order = customerId.compareTo(other.customerId);
    }
    return order == 0 ? currency.compareTo(other.currency) : order;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof GroupKey that
            && hash == that.hash
            && has(that.storeId, that.productId, that.customerId, that.currency));
  }

  @Override
  public String toString() {
    return "(" + String.join(", ", storeId, productId, customerId, currency) + ")";
  }
}

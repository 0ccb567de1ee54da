package io.aforo.domain.sales;

import java.io.Serializable;

/**
 * Which group of a report a sale belongs to: its values in the report's dimensions, empty text in
 * the others, and always the currency.
 */
public record GroupKey(String storeId, String productId, String customerId, String currency)
    implements Serializable, Comparable<GroupKey> {

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

  /** Spelled out, since buckets of state are chosen by it: it must never change. */
  @Override
  public int hashCode() {
    int hash = storeId.hashCode();
    hash = 31 * hash + productId.hashCode();
    hash = 31 * hash + customerId.hashCode();
    return 31 * hash + currency.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupKey that
        && storeId.equals(that.storeId)
        && productId.equals(that.productId)
        && customerId.equals(that.customerId)
        && currency.equals(that.currency);
  }
}

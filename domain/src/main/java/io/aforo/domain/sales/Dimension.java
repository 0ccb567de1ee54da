package io.aforo.domain.sales;

/** What a report can group by; the currency always does. */
public enum Dimension {
  STORE,
  PRODUCT,
  CUSTOMER
}

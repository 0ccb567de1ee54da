package io.aforo.domain.sales;

/** Which way goods and money went. */
public enum SaleKind {
  SALE,
  RETURN
}

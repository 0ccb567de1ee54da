package io.aforo.domain.sales;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;

/** A sale with defaults, so that a test shows only what matters to it. */
public final class SaleBuilder {

  private static final Instant DAY = Instant.parse("2026-03-02T00:00:00Z");
  private static int next;

  private String saleId = "sale-" + next++;
  private String storeId = "lisboa";
  private String productId = "cafe";
  private String customerId = "";
  private SaleKind kind = SaleKind.SALE;
  private String quantity = "1";
  private String amount = "10.00";
  private String currency = "EUR";
  private long soldAt = time("10:00");

  public static SaleBuilder aSale() {
    return new SaleBuilder();
  }

  public static SaleBuilder aReturn() {
    SaleBuilder builder = new SaleBuilder();
    builder.kind = SaleKind.RETURN;
    return builder;
  }

  /** Epoch milliseconds of a time on 2 March 2026, UTC. */
  public static long time(String timeOfDay) {
    return DAY.plusNanos(LocalTime.parse(timeOfDay).toNanoOfDay()).toEpochMilli();
  }

  public SaleBuilder id(String id) {
    saleId = id;
    return this;
  }

  public SaleBuilder in(String store) {
    storeId = store;
    return this;
  }

  public SaleBuilder ofProduct(String product) {
    productId = product;
    return this;
  }

  public SaleBuilder by(String customer) {
    customerId = customer;
    return this;
  }

  public SaleBuilder units(String units) {
    quantity = units;
    return this;
  }

  /** For example {@code "3.50 EUR"}. */
  public SaleBuilder of(String money) {
    String[] parts = money.split(" ", -1);
    amount = parts[0];
    currency = parts[1];
    return this;
  }

  public SaleBuilder at(String timeOfDay) {
    return at(time(timeOfDay));
  }

  public SaleBuilder at(long epochMillis) {
    soldAt = epochMillis;
    return this;
  }

  public Sale build() {
    return new Sale(
        saleId,
        storeId,
        productId,
        customerId,
        kind,
        Quantity.of(new BigDecimal(quantity)),
        Money.of(new BigDecimal(amount), currency),
        soldAt);
  }
}

package io.aforo.adapters.files;

import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Sales in CSV. The columns are {@code
 * sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at}, in any order. An
 * empty {@code kind} is a SALE, an empty {@code customer_id} is nobody known; quantity and amount
 * are plain decimals.
 */
public final class CsvSales {

  static final CsvLayout<Sale> LAYOUT =
      new CsvLayout<>(
          "sales",
          List.of(
              "sale_id",
              "store_id",
              "product_id",
              "customer_id",
              "kind",
              "quantity",
              "amount",
              "currency",
              "sold_at"),
          "sold_at",
          CsvSales::read,
          Sale::soldAt);

  private CsvSales() {}

  /**
   * Opens a file and reads its header.
   *
   * @throws WrongHeader if the first line is not the header of sales
   * @throws IOException if the file cannot be read
   */
  public static CsvEvents<Sale> open(Path file) throws IOException {
    return CsvEvents.open(file, LAYOUT);
  }

  private static Sale read(CsvRow row) {
    String currency = row.read("currency", code -> new Money(0, code).currency());
    return new Sale(
        row.id("sale_id"),
        row.id("store_id"),
        row.id("product_id"),
        row.optionalId("customer_id"),
        row.constant("kind", SaleKind.class, SaleKind.SALE),
        row.decimal("quantity", Quantity::of),
        row.decimal("amount", amount -> Money.of(amount, currency)),
        row.instant("sold_at"));
  }
}

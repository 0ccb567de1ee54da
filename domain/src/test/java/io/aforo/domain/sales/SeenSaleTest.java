package io.aforo.domain.sales;

import static io.aforo.domain.sales.SaleBuilder.aSale;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SeenSaleTest {

  private static final long FINGERPRINT = -9084527138553538321L;

  @Test
  void theFingerprintIsPartOfSavedStateAndNeverChanges() {
    assertThat(SeenSale.fingerprintOf(aSale().build())).isEqualTo(FINGERPRINT);
  }

  @Property
  void theFingerprintIsThatOfAllBytesOneByOne(
      @ForAll boolean isSale,
      @ForAll @LongRange(max = 1_000_000_000) long quantity,
      @ForAll @LongRange(max = 10_000_000_000_000L) long amount,
      @ForAll long soldAt) {
    Sale sale =
        new Sale(
            "1",
            "norte",
            "caf\u00e9",
            "",
            isSale ? SaleKind.SALE : SaleKind.RETURN,
            new Quantity(quantity),
            new Money(amount, "EUR"),
            soldAt);

    assertThat(SeenSale.fingerprintOf(sale)).isEqualTo(naive(sale));
  }

  private static long naive(Sale sale) {
    long hash = 0xcbf29ce484222325L;
    hash = naive(hash, sale.productId());
    hash = naive(hash, sale.customerId());
    hash = naive(hash, sale.kind() == SaleKind.SALE ? 0 : 1);
    hash = naive(hash, sale.quantity().thousandths());
    hash = naive(hash, sale.amount().tenThousandths());
    hash = naive(hash, sale.amount().currency());
    return naive(hash, sale.soldAt());
  }

  private static long naive(long hash, String text) {
    long mixed = hash;
    for (int index = 0; index < text.length(); index++) {
      mixed = (mixed ^ text.charAt(index)) * 0x100000001b3L;
    }
    return naive(mixed, text.length());
  }

  private static long naive(long hash, long value) {
    long mixed = hash;
    for (int shift = 0; shift < 64; shift += 8) {
      mixed = (mixed ^ ((value >>> shift) & 0xff)) * 0x100000001b3L;
    }
    return mixed;
  }
}

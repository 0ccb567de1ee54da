package io.aforo.domain.sales;

import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenSaleTest {

  private final SeenSale seen = new SeenSale();

  @Test
  void theFirstPassesAndItsRepeatDoesNot() {
    Sale sale = aSale().id("1").build();

    assertThat(seen.see(sale, 100)).isEqualTo(SeenSale.Verdict.FIRST);
    assertThat(seen.see(aSale().id("1").build(), 200)).isEqualTo(SeenSale.Verdict.DUPLICATE);
    assertThat(seen.forgetAt()).isEqualTo(100);
  }

  @Test
  void anotherContentUnderTheSameIdIsAConflictWhicheverFieldDiffers() {
    seen.see(aSale().build(), 100);

    List<Sale> others =
        List.of(
            aReturn().build(),
            aSale().ofProduct("te").build(),
            aSale().by("c1").build(),
            aSale().units("2").build(),
            aSale().of("10.01 EUR").build(),
            aSale().of("10.00 USD").build(),
            aSale().at("10:00:00.001").build());

    assertThat(others)
        .allSatisfy(other -> assertThat(seen.see(other, 100)).isEqualTo(SeenSale.Verdict.CONFLICT));
  }

  @Test
  void anIdIsForgottenWhenItsTimeHasCome() {
    seen.see(aSale().build(), 100);

    assertThat(seen.forget(99)).isFalse();
    assertThat(seen.forget(100)).isTrue();

    assertThat(seen.isUnseen()).isTrue();
    assertThat(seen.see(aReturn().build(), 300)).isEqualTo(SeenSale.Verdict.FIRST);
  }

  @Test
  void anIdThatWasNotSeenIsNotForgotten() {
    assertThat(seen.forget(EventTime.MAX)).isFalse();
  }

  @Test
  void anIdThatWasKeptElsewhereIsSeenStill() {
    seen.see(aSale().build(), 100);

    SeenSale restored = new SeenSale(seen.fingerprint(), seen.forgetAt());

    assertThat(restored.see(aSale().build(), 200)).isEqualTo(SeenSale.Verdict.DUPLICATE);
    assertThat(restored.see(aReturn().build(), 200)).isEqualTo(SeenSale.Verdict.CONFLICT);
    assertThat(restored.forget(100)).isTrue();
  }

  @Test
  void theFingerprintIsPartOfSavedStateAndNeverChanges() {
    assertThat(SeenSale.fingerprintOf(aSale().build())).isEqualTo(FINGERPRINT);
  }

  private static final long FINGERPRINT = -9084527138553538321L;
}

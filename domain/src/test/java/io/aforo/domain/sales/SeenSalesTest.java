package io.aforo.domain.sales;

import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SeenSalesTest {

  private static final long REMEMBER = 100;

  private final Kept kept = new Kept();
  private final SeenSales seen = new SeenSales(REMEMBER, SeenSales.Times.NONE, kept);

  /** Ids as a state backend keeps them, and how often all of them were looked at. */
  private static final class Kept implements SeenIds {
    private final Map<String, SeenSale> ids = new HashMap<>();
    private int sweeps;

    @Override
    public Optional<SeenSale> get(String id) {
      return Optional.ofNullable(ids.get(id));
    }

    @Override
    public void put(String id, SeenSale seen) {
      ids.put(id, seen);
    }

    @Override
    public Iterator<SeenSale> all() {
      sweeps++;
      return ids.values().iterator();
    }
  }

  @Test
  void theFirstPassesAndItsRepeatDoesNot() {
    assertThat(seen.see(aSale().id("1").at(0).build(), 0)).isEqualTo(SeenSale.Verdict.FIRST);
    assertThat(seen.see(aSale().id("1").at(0).build(), 50)).isEqualTo(SeenSale.Verdict.DUPLICATE);

    assertThat(kept.ids.values()).extracting(SeenSale::forgetAt).containsExactly(REMEMBER);
  }

  @Test
  void theSameIdInAnotherStoreIsAnotherSale() {
    seen.see(aSale().id("1").in("norte").build(), 0);

    assertThat(seen.see(aReturn().id("1").in("sur").build(), 0)).isEqualTo(SeenSale.Verdict.FIRST);
  }

  @Test
  void idsAreToldApartThoughTheirHashesAreTheSame() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    seen.see(aSale().id("Aa").build(), 0);

    assertThat(seen.see(aReturn().id("BB").build(), 0)).isEqualTo(SeenSale.Verdict.FIRST);
    assertThat(seen.see(aReturn().id("BB").build(), 0)).isEqualTo(SeenSale.Verdict.DUPLICATE);
  }

  @Test
  void anotherContentUnderTheSameIdIsAConflictWhicheverFieldDiffers() {
    seen.see(aSale().id("1").build(), 0);

    List<Sale> others =
        List.of(
            aReturn().id("1").build(),
            aSale().id("1").ofProduct("te").build(),
            aSale().id("1").by("c1").build(),
            aSale().id("1").units("2").build(),
            aSale().id("1").of("10.01 EUR").build(),
            aSale().id("1").of("10.00 USD").build(),
            aSale().id("1").at("10:00:00.001").build());

    assertThat(others)
        .allSatisfy(other -> assertThat(seen.see(other, 0)).isEqualTo(SeenSale.Verdict.CONFLICT));
  }

  @Test
  void anIdIsForgottenWhenItsTimeHasComeSweptOrNot() {
    seen.see(aSale().id("1").at(0).build(), 0);
    seen.see(aSale().id("2").at(90).build(), 0);

    assertThat(seen.see(aReturn().id("1").at(0).build(), 99)).isEqualTo(SeenSale.Verdict.CONFLICT);
    assertThat(seen.see(aReturn().id("1").at(0).build(), 100)).isEqualTo(SeenSale.Verdict.FIRST);
    assertThat(seen.see(aReturn().id("1").at(0).build(), 199))
        .isEqualTo(SeenSale.Verdict.DUPLICATE);
  }

  @Test
  void whenTheLastIdIsForgottenNothingIsLeft() {
    seen.see(aSale().id("1").at(0).build(), 0);
    assertThat(seen.wakeAt()).isEqualTo(100);

    assertThat(seen.forget(99)).isFalse();
    assertThat(seen.isEmpty()).isFalse();
    assertThat(seen.forget(100)).isTrue();

    assertThat(seen.isEmpty()).isTrue();
    assertThat(seen.wakeAt()).isEqualTo(EventTime.MAX);
    assertThat(seen.times()).isEqualTo(SeenSales.Times.NONE);
    assertThat(kept.ids).isEmpty();
  }

  @Test
  void aBucketWithoutIdsHasNothingToForget() {
    assertThat(seen.forget(EventTime.MAX)).isFalse();
  }

  @Test
  void idsAreSweptFourTimesInTheTimeForWhichOneIsRemembered() {
    for (int time = 0; time < 10 * REMEMBER; time++) {
      for (int n = 0; n < 10; n++) {
        seen.see(aSale().id(time + "-" + n).at(time).build(), time);
      }
      seen.forget(time);
      assertThat(kept.ids).hasSizeLessThanOrEqualTo((int) (10 * (REMEMBER + REMEMBER / 4 + 1)));
    }

    assertThat(kept.sweeps).isBetween(30, 50);
  }

  @Test
  void anIdOfTheFarFutureDoesNotKeepTheOthers() {
    seen.see(aSale().id("1").at(1_000_000).build(), 0);
    seen.see(aSale().id("2").at(0).build(), 0);

    seen.forget(125);

    assertThat(kept.ids).hasSize(1);
  }

  @Test
  void whatIsRememberedForeverIsNeverSwept() {
    SeenSales forever = new SeenSales(EventTime.MAX, SeenSales.Times.NONE, kept);
    forever.see(aSale().id("1").at(1).build(), 0);

    assertThat(forever.wakeAt()).isEqualTo(EventTime.MAX);
    assertThat(forever.forget(EventTime.END)).isFalse();
    assertThat(forever.see(aSale().id("1").at(1).build(), EventTime.END))
        .isEqualTo(SeenSale.Verdict.DUPLICATE);
  }

  @Property
  void theHashOfAnIdIsThatOfItsText(@ForAll("texts") String store, @ForAll("texts") String id) {
    Sale sale = aSale().in(store).id(id).build();

    assertThat(SeenSales.hashOf(sale)).isEqualTo(SeenSales.idOf(sale).hashCode());
    assertThat(SeenSales.idOf(sale)).isEqualTo(store + "\0" + id);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withCharRange('!', '\u07ff').ofMinLength(1).ofMaxLength(256);
  }

  private enum Act {
    SEE,
    CARRY_OVER,
    ADVANCE
  }

  /** What happens; times are between 0 and some hundreds. */
  private record Step(Act act, int id, int content, long time) {}

  /** At every step a bucket is made anew of what was kept of the one before. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void aBucketIsAMapFromWhichIdsVanishWhenTheirTimeHasCome(@ForAll("steps") List<Step> steps) {
    Map<String, SeenSale> naive = new HashMap<>();
    SeenSales.Times times = SeenSales.Times.NONE;
    long watermark = EventTime.MIN;
    for (Step step : steps) {
      SeenSales bucket = new SeenSales(REMEMBER, times, kept);
      Sale sale = aSale().id("" + step.id).at(step.time).of(step.content + " EUR").build();
      String id = SeenSales.idOf(sale);
      long now = watermark;
      switch (step.act) {
        case SEE -> {
          naive.values().removeIf(each -> each.forgetAt() <= now);
          SeenSale before = naive.get(id);
          long content = SeenSale.fingerprintOf(sale);
          SeenSale.Verdict verdict = bucket.see(sale, now);
          if (before == null) {
            assertThat(verdict).isEqualTo(SeenSale.Verdict.FIRST);
            naive.put(id, new SeenSale(content, Math.max(step.time, now) + REMEMBER));
          } else {
            assertThat(verdict)
                .isEqualTo(
                    before.fingerprint() == content
                        ? SeenSale.Verdict.DUPLICATE
                        : SeenSale.Verdict.CONFLICT);
          }
        }
        case CARRY_OVER -> {
          if (!kept.ids.containsKey(id)) {
            SeenSale other = new SeenSale(SeenSale.fingerprintOf(sale), step.time);
            bucket.remember(id, other);
            naive.put(id, other);
          }
        }
        case ADVANCE -> {
          watermark = Math.max(watermark, step.time);
          long wakeAt = bucket.wakeAt();
          assertThat(bucket.forget(watermark)).isEqualTo(wakeAt <= watermark);
        }
      }
      times = bucket.times();
      assertKept(bucket, naive, watermark);
    }

    new SeenSales(REMEMBER, times, kept).forget(10_000);

    assertThat(kept.ids).isEmpty();
  }

  private void assertKept(SeenSales bucket, Map<String, SeenSale> naive, long watermark) {
    List<String> missing = new ArrayList<>();
    naive.forEach(
        (id, each) -> {
          if (each.forgetAt() > watermark && !each.equals(kept.ids.get(id))) {
            missing.add(id);
          }
        });
    assertThat(missing).isEmpty();
    assertThat(bucket.isEmpty()).isEqualTo(kept.ids.isEmpty());
    for (SeenSale each : kept.ids.values()) {
      assertThat(bucket.wakeAt())
          .as("nothing outlives its time by more than a sweep")
          .isLessThanOrEqualTo(each.forgetAt() + REMEMBER / 4);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Act.SEE, Act.SEE, Act.SEE, Act.CARRY_OVER, Act.ADVANCE),
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(1, 2),
            Arbitraries.longs().between(0, 600))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }
}

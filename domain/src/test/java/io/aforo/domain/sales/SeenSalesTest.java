package io.aforo.domain.sales;

import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
  private final SeenSales seen = new SeenSales(REMEMBER, SeenSales.Header.NONE, kept);

  /** Pages as a state backend that serializes keeps them: what is not put back is lost. */
  private static final class Kept implements SeenPages {
    private final Map<Integer, SeenPage> pages = new HashMap<>();
    private int reads;

    @Override
    public Optional<SeenPage> get(int number) {
      reads++;
      return Optional.ofNullable(pages.get(number)).map(SeenPage::copy);
    }

    @Override
    public int idsOnPage() {
      return IDS_SERIALIZED;
    }

    @Override
    public void put(int number, SeenPage page) {
      pages.put(number, page.copy());
    }

    @Override
    public void remove(int number) {
      pages.remove(number);
    }

    private Map<String, SeenSale> ids() {
      Map<String, SeenSale> ids = new HashMap<>();
      for (SeenPage page : pages.values()) {
        assertThat(page.size()).isPositive();
        for (int index = 0; index < page.size(); index++) {
          String id = new String(page.id(index), StandardCharsets.UTF_8);
          assertThat(page.hash(index)).isEqualTo(SeenSales.hashOf(page.id(index)));
          SeenSale seen = new SeenSale(page.fingerprint(index), page.forgetAt(index));
          assertThat(ids.put(id, seen)).as("once: %s", id).isNull();
        }
      }
      return ids;
    }
  }

  @Test
  void theFirstPassesAndItsRepeatDoesNot() {
    assertThat(seen.see(aSale().id("1").at(0).build(), 0)).isEqualTo(SeenSale.Verdict.FIRST);
    assertThat(seen.see(aSale().id("1").at(0).build(), 50)).isEqualTo(SeenSale.Verdict.DUPLICATE);

    assertThat(kept.ids().values()).extracting(SeenSale::forgetAt).containsExactly(REMEMBER);
  }

  @Test
  void theSameIdInAnotherStoreIsAnotherSale() {
    seen.see(aSale().id("1").in("norte").build(), 0);

    assertThat(seen.see(aReturn().id("1").in("sur").build(), 0)).isEqualTo(SeenSale.Verdict.FIRST);
  }

  @Test
  void idsAreToldApartThoughTheirHashesAreTheSame() {
    Map<Integer, String> byHash = new HashMap<>();
    String second = null;
    String first = null;
    for (int n = 0; first == null; n++) {
      second = Integer.toString(n);
      first = byHash.put(hashOf(SeenSales.idOf(aSale().id(second).build())), second);
    }
    seen.see(aSale().id(first).build(), 0);

    assertThat(seen.see(aReturn().id(second).build(), 0)).isEqualTo(SeenSale.Verdict.FIRST);
    assertThat(seen.see(aReturn().id(second).build(), 0)).isEqualTo(SeenSale.Verdict.DUPLICATE);
  }

  @Test
  void idsOfOneHashCodeAreOnManyPages() {
    for (int n = 0; n < 4_096; n++) {
      StringBuilder id = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) {
        id.append((n >> bit & 1) == 0 ? "Aa" : "BB");
      }
      seen.see(aSale().id(id.toString()).build(), 0);
    }

    assertThat(kept.ids().keySet())
        .extracting(String::hashCode)
        .hasSize(4_096)
        .containsOnly(kept.ids().keySet().iterator().next().hashCode());
    assertThat(kept.pages.values()).allSatisfy(page -> assertThat(page.size()).isLessThan(60));
  }

  @Test
  void whereAnIdIsKeptNeverChanges() {
    assertThat(hashOf("norte\u00001")).isEqualTo(1479876894);
    assertThat(hashOf("sur\u0000R-2026-0001")).isEqualTo(1458493492);
    assertThat(hashOf("café\u0000x")).isEqualTo(1915293921);
    assertThat(IntStream.of(1, 2, 3, 5, 8, 100).map(pages -> SeenSales.pageOf(0x7654321f, pages)))
        .containsExactly(0, 1, 1, 3, 7, 31);
    assertThat(IntStream.of(1, 2, 3, 5, 8, 100).map(pages -> SeenSales.pageOf(-2, pages)))
        .containsExactly(0, 0, 2, 2, 6, 62);
  }

  private static int hashOf(String id) {
    return SeenSales.hashOf(id.getBytes(StandardCharsets.UTF_8));
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
    assertThat(seen.header()).isEqualTo(SeenSales.Header.NONE);
    assertThat(kept.ids()).isEmpty();
  }

  @Test
  void aBucketWithoutIdsHasNothingToForget() {
    assertThat(seen.forget(EventTime.MAX)).isFalse();
  }

  @Test
  void idsAreSweptFourTimesInTheTimeForWhichOneIsRemembered() {
    int sweeps = 0;
    for (int time = 0; time < 10 * REMEMBER; time++) {
      for (int n = 0; n < 10; n++) {
        seen.see(aSale().id(time + "-" + n).at(time).build(), time);
      }
      sweeps += seen.forget(time) ? 1 : 0;
      assertThat(kept.ids()).hasSizeLessThanOrEqualTo((int) (10 * (REMEMBER + REMEMBER / 4 + 1)));
    }

    assertThat(sweeps).isBetween(30, 50);
  }

  @Test
  void pagesStaySmallHoweverManyIdsThereAreAndGoWithThem() {
    for (int n = 0; n < 5_000; n++) {
      int before = kept.reads;
      seen.see(aSale().in("norte").id("receipt-" + (10_000_000 + n)).at(n / 100).build(), 0);
      assertThat(kept.reads - before).as("its page, and two for a split").isLessThanOrEqualTo(3);
    }
    assertThat(kept.ids()).hasSize(5_000);
    assertThat(kept.pages.values()).extracting(SeenPage::size).allMatch(size -> size < 60);
    assertThat(seen.header().pages()).isBetween(410, 420);

    assertThat(seen.forget(148)).isTrue();

    assertThat(kept.ids()).hasSize(seen.header().ids()).hasSize(100);
    assertThat(seen.header().pages()).isLessThan(2 * seen.header().ids() / 12 + 2);
  }

  @Test
  void anIdOfTheFarFutureDoesNotKeepTheOthers() {
    seen.see(aSale().id("1").at(1_000_000).build(), 0);
    seen.see(aSale().id("2").at(0).build(), 0);

    seen.forget(125);

    assertThat(kept.ids()).hasSize(1);
  }

  @Test
  void whatIsRememberedForeverIsNeverSwept() {
    SeenSales forever = new SeenSales(EventTime.MAX, SeenSales.Header.NONE, kept);
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
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void aBucketIsAMapFromWhichIdsVanishWhenTheirTimeHasCome(@ForAll("steps") List<Step> steps) {
    Map<String, SeenSale> naive = new HashMap<>();
    SeenSales.Header header = SeenSales.Header.NONE;
    long watermark = EventTime.MIN;
    for (Step step : steps) {
      SeenSales bucket = new SeenSales(REMEMBER, header, kept);
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
          if (!kept.ids().containsKey(id)) {
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
      header = bucket.header();
      assertKept(bucket, naive, watermark);
    }

    new SeenSales(REMEMBER, header, kept).forget(10_000);

    assertThat(kept.ids()).isEmpty();
  }

  private void assertKept(SeenSales bucket, Map<String, SeenSale> naive, long watermark) {
    List<String> missing = new ArrayList<>();
    naive.forEach(
        (id, each) -> {
          if (each.forgetAt() > watermark && !each.equals(kept.ids().get(id))) {
            missing.add(id);
          }
        });
    assertThat(missing).isEmpty();
    assertThat(bucket.isEmpty()).isEqualTo(kept.ids().isEmpty());
    for (SeenSale each : kept.ids().values()) {
      assertThat(bucket.wakeAt())
          .as("nothing outlives its time by more than a sweep")
          .isLessThanOrEqualTo(each.forgetAt() + REMEMBER / 4);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Act.SEE, Act.SEE, Act.SEE, Act.CARRY_OVER, Act.ADVANCE),
            Arbitraries.integers().between(0, 120),
            Arbitraries.integers().between(1, 2),
            Arbitraries.longs().between(0, 600))
        .as(Step::new)
        .list()
        .ofMaxSize(300);
  }
}

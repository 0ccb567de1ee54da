package io.aforo.domain.sales;

import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A report whose allowed lateness is another after a restart; its state is the old one. */
class ChangedLatenessTest implements SalesTable.Output {

  private final SalesPages pages = SalesPages.onHeap();
  private final SalesTable.Header header = new SalesTable.Header();
  private final List<String> said = new ArrayList<>();
  private final List<Optional<String>> lateIds = new ArrayList<>();

  static List<Windowing> windowings() {
    return List.of(
        Windowing.tumbling(Duration.ofHours(1)), Windowing.session(Duration.ofMinutes(10)));
  }

  @ParameterizedTest
  @MethodSource("windowings")
  void aRaisedLatenessDoesNotOpenAgainWhatWasClosed(Windowing windowing) {
    runUntilHalfPastTwelve(windowing, Duration.ofHours(1));

    SalesTable after = table(windowing, Duration.ofHours(24));
    add(after, aSale().at("10:30"), "12:30");
    add(after, aSale().at("12:00"), "12:30");
    after.advance(time("14:00"), this);

    assertThat(said).containsExactly("late 10:30", "FINAL 1");
  }

  @ParameterizedTest
  @MethodSource("windowings")
  void aLoweredLatenessHoldsAtOnce(Windowing windowing) {
    runUntilHalfPastTwelve(windowing, Duration.ofHours(24));

    SalesTable after = table(windowing, Duration.ofHours(1));
    add(after, aSale().at("10:30"), "12:30");

    assertThat(said).containsExactly("late 10:30");
  }

  @ParameterizedTest
  @MethodSource("windowings")
  void salesThatARaisedLatenessWouldTakeAreToldEachByItsId(Windowing windowing) {
    runUntilHalfPastTwelve(windowing, Duration.ofHours(1));
    SalesTable after = table(windowing, Duration.ofHours(24));
    SalesCombiner combiner =
        new SalesCombiner(report(windowing, Duration.ofHours(24)), 1, 100, false);

    combiner.resumeAt(time("12:30"));
    combiner.add(aSale().id("a").at("10:30").build(), time("12:30"));
    combiner.add(aSale().id("b").at("10:30").build(), time("12:30"));
    combiner.drain(bundle -> after.add(bundle, time("12:30"), this));

    assertThat(lateIds).containsExactly(Optional.of("a"), Optional.of("b"));
  }

  private void runUntilHalfPastTwelve(Windowing windowing, Duration lateness) {
    SalesTable before = table(windowing, lateness);
    add(before, aSale().at("10:30"), "10:00");
    before.advance(time("12:30"), this);
    said.clear();
  }

  private SalesTable table(Windowing windowing, Duration lateness) {
    return new SalesTable(report(windowing, lateness), header, pages);
  }

  private static SalesReport report(Windowing windowing, Duration lateness) {
    return new SalesReport("r", windowing, Set.of(), WindowLifecycle.ofLateness(lateness));
  }

  private void add(SalesTable table, SaleBuilder sale, String watermark) {
    Sale built = sale.build();
    SalesBundle bundle = new SalesBundle(0);
    int index = bundle.add(new GroupKey("", "", "", "EUR"), built.soldAt(), built.soldAt());
    bundle.totals().plus(index, built);
    bundle.setOrigin(index, new SalesBundle.Origin(built.storeId(), built.saleId()));
    table.add(bundle, time(watermark), this);
  }

  @Override
  public void row(SalesRow row) {
    said.add(row.status() + " " + row.revision());
  }

  @Override
  public void late(SalesTable.LateSales late) {
    lateIds.add(late.origin().map(SalesBundle.Origin::saleId));
    said.add("late 10:%02d".formatted((late.soldAt() - time("10:00")) / 60_000));
  }
}

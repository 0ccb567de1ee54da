package io.aforo.application;

import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.in.Combiner;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AggregateSalesTest {

  private static final TimeWindow TEN = new TimeWindow(time("10:00"), time("11:00"));

  private final AggregateSales hourly =
      new AggregateSales(
          new SalesReport(
              "hourly",
              Windowing.tumbling(Duration.ofHours(1)),
              Set.of(Dimension.STORE),
              new WindowLifecycle(0)),
          4);
  private final List<LateEvent> late = new ArrayList<>();
  private final Outcome<SalesRow> outcome =
      new Outcome<>() {
        @Override
        public void result(SalesRow row) {
          throw new AssertionError("no window is open: " + row);
        }

        @Override
        public void late(LateEvent event) {
          late.add(event);
        }

        @Override
        public void reject(DeadLetter letter) {
          throw new AssertionError("nothing is refused: " + letter);
        }

        @Override
        public void count(Tally tally) {
          throw new AssertionError("nothing else is counted: " + tally);
        }
      };

  @Test
  void aLateSaleIsToldByItsStoreAndId() {
    send(time("12:00"), aSale().id("1").in("norte").at("10:30").build());

    assertThat(late)
        .containsExactly(
            new LateEvent("hourly", "norte", "1", time("10:30"), time("12:00"), List.of(TEN)));
  }

  @Test
  void lateSalesThatCameAddedUpAreToldEachAndNoneTwice() {
    send(
        EventTime.MIN,
        aSale().in("norte").at("10:30").build(),
        aSale().in("norte").at("10:31").build());
    send(
        EventTime.MIN,
        aSale().in("norte").at("10:32").build(),
        aSale().in("norte").at("10:33").build());

    assertThat(late).extracting(LateEvent::sourceId).containsOnly("norte");
    assertThat(late).extracting(LateEvent::missed).containsOnly(List.of(TEN));
    assertThat(late).extracting(LateEvent::eventId).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void thereIsAtLeastOneBucket() {
    assertThatThrownBy(() -> new AggregateSales(hourly.report(), 0))
        .hasMessage("buckets must be positive, was 0");
  }

  /** Through a combiner that knows the watermark, to tables where it is noon. */
  private void send(long watermark, Sale... sales) {
    Combiner<Sale, SalesBundle> combiner = hourly.newCombiner(true);
    for (Sale sale : sales) {
      combiner.add(sale, watermark);
    }
    combiner.drain(
        bundle -> {
          assertThat(hourly.keyOf(bundle)).isBetween(0, 3);
          SalesTable table = hourly.newState();
          assertThat(hourly.onEvent(table, bundle, time("12:00"), outcome)).isTrue();
          assertThat(hourly.wakeAt(table)).isEqualTo(EventTime.MAX);
          assertThat(hourly.isSpent(table)).as("it remembers the time").isFalse();
        });
    assertThat(combiner.isEmpty()).isTrue();
  }
}

package io.aforo.adapters.flink;

import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.AggregateSales;
import io.aforo.application.port.in.Combiner;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Flink keeps of a report, and that it lets it go. */
class SalesStateTest {

  private static final int BUCKETS = 16;
  private static final Duration LATENESS = Duration.ofHours(2);

  static Stream<Windowing> windowsThatEnd() {
    return Stream.of(
        Windowing.tumbling(Duration.ofHours(1)),
        Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(5)),
        Windowing.session(Duration.ofMinutes(30)));
  }

  @ParameterizedTest
  @MethodSource("windowsThatEnd")
  void afterTheLastCleanupNothingIsLeftButHowFarTimeHasCome(Windowing windowing) throws Exception {
    AggregateSales report =
        new AggregateSales(
            new SalesReport(
                "r",
                windowing,
                Set.of(Dimension.CUSTOMER),
                WindowLifecycle.ofLateness(LATENESS),
                Duration.ofMinutes(1).toMillis()),
            BUCKETS);
    try (KeyedOneInputStreamOperatorTestHarness<Integer, SalesBundle, SalesRow> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new UseCaseOperator<Integer, SalesBundle, SalesTable, SalesRow>(
                report, KeptState.paged(report), "sales", Silence.IGNORED),
            report::keyOf,
            Types.INT)) {
      harness.open();
      Random random = new Random(7);
      for (int minute = 0; minute < 300; minute++) {
        long now = time("10:00") + minute * 60_000L;
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          String customer = "c" + random.nextInt(1_000);
          sales.add(aSale().by(customer).at(now - random.nextInt(3_600_000)).build());
        }
        send(harness, report, sales);
        harness.processWatermark(now);
      }
      assertThat(harness.numKeyedStateEntries()).isGreaterThan(BUCKETS);
      assertThat(harness.numEventTimeTimers()).isPositive();

      // The last sale and its window; a session is kept for two gaps more.
      harness.processWatermark(
          time("10:00") + 300 * 60_000L + Duration.ofHours(2).toMillis() + LATENESS.toMillis());

      assertThat(harness.numKeyedStateEntries()).isEqualTo(BUCKETS);
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  private static void send(
      KeyedOneInputStreamOperatorTestHarness<Integer, SalesBundle, SalesRow> harness,
      AggregateSales report,
      List<Sale> sales)
      throws Exception {
    Combiner<Sale, SalesBundle> combiner = report.newCombiner(true);
    sales.forEach(sale -> combiner.add(sale, Long.MIN_VALUE));
    List<SalesBundle> bundles = new ArrayList<>();
    combiner.drain(bundles::add);
    for (SalesBundle bundle : bundles) {
      harness.processElement(new StreamRecord<>(bundle));
    }
  }
}

package io.aforo.adapters.flink;

import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.AggregateSales;
import io.aforo.application.port.in.Combiner;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How time goes on when nothing comes. The clock on the wall is the test's own. */
class SilenceTest {

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final Silence TEN_MINUTES =
      new Silence(Duration.ofMinutes(1), Duration.ofMinutes(10));

  private final AggregateSales hourly =
      new AggregateSales(
          new SalesReport(
              "hourly",
              Windowing.tumbling(Duration.ofHours(1)),
              Set.of(),
              WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS)),
          1);

  private KeyedOneInputStreamOperatorTestHarness<Integer, SalesBundle, SalesRow> harness;

  @BeforeEach
  void open() throws Exception {
    harness = opened(null, TEN_MINUTES);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void theLastWindowClosesTenMinutesAfterTheWholeInputFellSilent() throws Exception {
    sell(aSale().at("10:55").build());
    harness.processWatermark(time("10:54"));
    clock(0);
    // Idle is what has been silent for a minute already.
    harness.processWatermarkStatus(WatermarkStatus.IDLE);

    clock(9 * MINUTE - 1);
    assertThat(rows()).isEmpty();
    clock(9 * MINUTE);

    assertThat(rows()).extracting(row -> row.totals().sales()).containsExactly(1L);
    assertThat(harness.getOutput())
        .as("and no mark of idleness, or a subtask that is ahead would leave this one behind")
        .containsExactly(new Watermark(time("10:54")), new Watermark(time("10:54") + 10 * MINUTE));
  }

  @Test
  void timeGoesOnWithTheClockAsLongAsTheSilenceLasts() throws Exception {
    sell(aSale().at("11:10").build());
    harness.processWatermark(time("11:09"));
    clock(0);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);

    clock(49 * MINUTE);
    assertThat(rows()).isEmpty();
    clock(51 * MINUTE);

    assertThat(rows()).hasSize(1);
  }

  @Test
  void whatComesAfterASilenceIsLateByTheTimeThatWentOn() throws Exception {
    sell(aSale().at("10:55").build());
    harness.processWatermark(time("10:54"));
    clock(0);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    clock(9 * MINUTE);
    rows();

    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
    harness.processWatermark(time("10:56"));
    sell(aSale().at("10:57").build());

    assertThat(rows()).extracting(SalesRow::revision).containsExactly(2L);
    clock(500 * MINUTE);
    assertThat(harness.getOutput()).doesNotContain(new Watermark(time("10:56")));
  }

  @Test
  void anInputThatSpeaksInTimeIsNotSilent() throws Exception {
    sell(aSale().at("10:55").build());
    harness.processWatermark(time("10:54"));
    clock(0);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    clock(8 * MINUTE);
    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);

    clock(60 * MINUTE);

    assertThat(rows()).isEmpty();
  }

  @Test
  void aSilenceOutlastsARestart() throws Exception {
    sell(aSale().at("10:55").build());
    harness.processWatermark(time("10:54"));
    OperatorSubtaskState saved = harness.snapshot(1, 1);
    harness.close();
    harness = opened(saved, TEN_MINUTES);
    clock(0);

    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    clock(9 * MINUTE);

    assertThat(rows()).hasSize(1);
  }

  @Test
  void withoutASettingTimeWaitsForEvents() throws Exception {
    harness.close();
    harness = opened(null, Silence.IGNORED);
    sell(aSale().at("10:55").build());
    harness.processWatermark(time("10:54"));
    clock(0);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);

    clock(1_000 * MINUTE);

    assertThat(rows()).isEmpty();
  }

  @Test
  void aSilenceShorterThanTheIdlenessThatTellsItIsRefused() {
    assertThatThrownBy(() -> new Silence(Duration.ofMinutes(2), Duration.ofMinutes(1)))
        .hasMessage(
            "silence is told by idle partitions, so it cannot be shorter than the idleness of PT2M"
                + " (zero: never idle), was PT1M");
  }

  private KeyedOneInputStreamOperatorTestHarness<Integer, SalesBundle, SalesRow> opened(
      OperatorSubtaskState saved, Silence silence) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Integer, SalesBundle, SalesRow> opened =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new UseCaseOperator<Integer, SalesBundle, SalesTable, SalesRow>(
                hourly, KeptState.paged(hourly), "sales", silence),
            hourly::keyOf,
            Types.INT);
    opened.setup(
        Formats.SALES_ROW.createSerializer(opened.getExecutionConfig().getSerializerConfig()));
    if (saved != null) {
      opened.initializeState(saved);
    }
    opened.open();
    return opened;
  }

  private void clock(long millis) throws Exception {
    harness.setProcessingTime(millis);
  }

  private void sell(Sale sale) throws Exception {
    Combiner<Sale, SalesBundle> combiner = hourly.newCombiner(true);
    combiner.add(sale, Long.MIN_VALUE);
    combiner.drain(
        bundle -> {
          try {
            harness.processElement(new StreamRecord<>(bundle));
          } catch (Exception broken) {
            throw new IllegalStateException(broken);
          }
        });
  }

  private List<SalesRow> rows() {
    List<SalesRow> rows = harness.extractOutputValues();
    harness.getOutput().removeIf(StreamRecord.class::isInstance);
    return rows;
  }
}

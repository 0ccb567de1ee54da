package io.aforo.domain.sales;

import static io.aforo.domain.sales.Rows.report;
import static io.aforo.domain.sales.Rows.row;
import static io.aforo.domain.sales.Rows.window;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A table of hours that is called by hand. */
class SalesTableTest {

  private final List<SalesRow> rows = new ArrayList<>();
  private final SalesTable.Output out =
      new SalesTable.Output() {
        @Override
        public void row(SalesRow row) {
          rows.add(row);
        }

        @Override
        public void late(SalesTable.LateSales late) {
          throw new AssertionError("not expected: " + late);
        }
      };
  private final SalesReport hourly = report(Windowing.tumbling(Duration.ofHours(1)));
  private final SalesTable table = new SalesTable(hourly);

  @Test
  void aTableThatHasSeenNothingIsEmptyAndWantsNothing() {
    assertThat(table.isEmpty()).isTrue();
    assertThat(table.clock()).isEqualTo(EventTime.MIN);
    assertThat(table.wakeAt()).isEqualTo(EventTime.MAX);
  }

  @Test
  void timeMovesForwardOnlyAndSaysWhetherItDid() {
    assertThat(table.advance(time("10:00"), out)).isTrue();
    assertThat(table.advance(time("10:00"), out)).isFalse();
    assertThat(table.advance(time("09:00"), out)).isFalse();
    assertThat(table.clock()).isEqualTo(time("10:00"));
    assertThat(table.advance(time("10:00") + 1, out)).isTrue();
    assertThat(table.clock()).isEqualTo(time("10:00") + 1);
  }

  @Test
  void aTableHoldsSalesUntilTheirWindowIsOver() {
    SaleBuilder sale = aSale().at("10:15");
    SalesCombiner combiner = new SalesCombiner(hourly, 1, 10, false);
    combiner.add(sale.build(), EventTime.MIN);
    combiner.drain(bundle -> table.add(bundle, EventTime.MIN, out));
    assertThat(table.isEmpty()).isFalse();

    table.advance(time("11:00"), out);

    assertThat(rows).containsExactly(row(RowStatus.FINAL, window("10:00", "11:00"), sale));
    assertThat(table.isEmpty()).isTrue();
  }
}

package io.aforo.domain;

import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The example of the README: a rule of the business, tested without Flink. */
class LateSaleExampleTest {

  @Test
  void aLateReturnCorrectsTheHourItBelongsTo() {
    SalesReport report =
        new SalesReport(
            "hourly-sales-by-store",
            Windowing.tumbling(Duration.ofHours(1)),
            Set.of(Dimension.STORE),
            WindowLifecycle.ofLateness(Duration.ofHours(24)));
    SalesTable table = new SalesTable();
    List<String> said = new ArrayList<>();
    Consumer<SalesRow> rows = row -> said.add(row.totals().netDecimal() + " " + row.status());

    table.add(report, aSale().of("30.00 EUR").at("10:15").build(), time("10:15"), rows);
    table.advance(report, time("11:00"), rows);
    table.add(report, aReturn().of("0.05 EUR").at("10:59").build(), time("11:00"), rows);

    assertThat(said).containsExactly("30.0000 FINAL", "29.9500 CORRECTED");
  }
}

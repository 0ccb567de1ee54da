package io.aforo.domain;

import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.ReportRun;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.Set;
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
    ReportRun run = ReportRun.of(report);

    run.add(aSale().of("30.00 EUR").at("10:15"));
    run.advanceTo("11:00");
    run.add(aReturn().of("0.05 EUR").at("10:59"));

    assertThat(run.rows())
        .extracting(row -> row.totals().netDecimal() + " " + row.status())
        .containsExactly("30.0000 FINAL", "29.9500 CORRECTED");
  }
}

package io.aforo.domain.sales;

import static io.aforo.domain.sales.RowStatus.FINAL;
import static io.aforo.domain.sales.Rows.report;
import static io.aforo.domain.sales.Rows.session;
import static io.aforo.domain.sales.Rows.window;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.Windowing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sessions with a gap of 30 minutes. */
class SessionSalesTest {

  private static final Windowing GAP = Windowing.session(Duration.ofMinutes(30));
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void whatWasClosedByTheTimeThatASaleBringsIsGone() {
    ReportRun run = ReportRun.of(report(GAP, HOUR));
    SaleBuilder old = aSale().at("10:00");
    SaleBuilder next = aSale().at("10:15");
    run.add(old);
    run.setWoken(false);
    run.advanceTo("11:40");

    run.add(next);

    assertThat(run.rows())
        .containsExactly(
            session(FINAL, window("10:00", "10:30"), old),
            session(FINAL, window("10:15", "10:45"), next));
  }
}

package io.aforo.domain.sales;

import static io.aforo.domain.sales.Rows.report;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningSalesTest {

  private static final SalesReport EVERY_HOUR = report(Windowing.running(Duration.ofHours(1)));

  @ParameterizedTest
  @ValueSource(longs = {EventTime.END, EventTime.MAX})
  void afterTheEndNothingIsDue(long end) {
    ReportRun run = ReportRun.of(EVERY_HOUR);
    run.add(aSale());

    run.advanceTo(end);
    assertThat(run.wakeAt()).isEqualTo(EventTime.MAX);
    run.add(aSale());

    assertThat(run.wakeAt()).isEqualTo(EventTime.MAX);
  }
}

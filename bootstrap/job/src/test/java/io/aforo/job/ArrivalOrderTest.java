package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.MemoryStores;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What depends on the order of arrival: it stays, though repeats are looked for on the way. */
@Timeout(60)
class ArrivalOrderTest {

  private static final int SALES = 300;
  private static final long AT = Instant.parse("2026-03-02T10:05:00Z").toEpochMilli();

  @TempDir static Path directory;

  private final MemoryStores stores = MemoryStores.renewed();

  @Test
  void aHundredSalesOfAGroupAreTheNextHundredThatArrived() throws Exception {
    SalesReport hundreds =
        new SalesReport(
            "hundreds", Windowing.count(100), Set.of(Dimension.PRODUCT), new WindowLifecycle(0));
    try (JobCluster cluster = JobCluster.start(directory)) {
      cluster.countersAtEnd(
          cluster.submit(
              cluster.settings(1),
              List.of(hundreds),
              Recording.ofReleased(List.of(sales())),
              EventTimeWatermarks.of(EventKind.SALES, Duration.ofSeconds(5), Duration.ZERO)));
    }

    // 1 + ... + 100, 101 + ... + 200, 201 + ... + 300.
    assertThat(stores.salesReports.rows())
        .extracting(row -> row.totals().grossDecimal())
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactlyInAnyOrder(
            new BigDecimal(5_050), new BigDecimal(15_050), new BigDecimal(25_050));
  }

  /** All within a second, so that no watermark comes between them. */
  private static List<Ingested<Sale>> sales() {
    List<Ingested<Sale>> sales = new ArrayList<>();
    for (int n = 1; n <= SALES; n++) {
      sales.add(
          new Ingested.Accepted<>(
              new SourceRecord("t", 0, n, AT, new byte[0], new byte[0]),
              new Sale(
                  "S-" + n,
                  "madrid",
                  "pan",
                  "",
                  SaleKind.SALE,
                  new Quantity(1_000),
                  new Money(n * 10_000L, "EUR"),
                  AT + n)));
    }
    return sales;
  }
}

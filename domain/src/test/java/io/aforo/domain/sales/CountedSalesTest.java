package io.aforo.domain.sales;

import static io.aforo.domain.sales.Rows.report;
import static io.aforo.domain.sales.Rows.row;
import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.time.RowStatus.FINAL;
import static io.aforo.domain.time.RowStatus.PROVISIONAL;
import static io.aforo.domain.time.TimeWindow.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Windows of three sales. */
class CountedSalesTest {

  private static final SalesReport THREE = report(Windowing.count(3));

  private final SaleBuilder[] sales = {
    aSale().of("1 EUR"),
    aReturn().of("2 EUR"),
    aSale().of("4 EUR"),
    aSale().of("8 EUR"),
    aSale().of("16 EUR"),
    aSale().of("32 EUR"),
    aSale().of("64 EUR")
  };

  @Test
  void windowsAreNumberedFrom1AndFinalWhenTheyAreFull() {
    ReportRun run = ReportRun.of(THREE);

    run.add(sales);

    assertThat(run.rows())
        .containsExactly(
            row(FINAL, ALWAYS, 1, sales[0], sales[1], sales[2]),
            row(FINAL, ALWAYS, 2, sales[3], sales[4], sales[5]));
  }

  @Test
  void salesThatWereSentOnTogetherFillWindowsOneByOne() {
    ReportRun run = ReportRun.combining(THREE, 1, 100);
    run.add(sales);
    assertThat(run.rows()).isEmpty();

    run.flush();

    assertThat(run.rows())
        .containsExactly(
            row(FINAL, ALWAYS, 1, sales[0], sales[1], sales[2]),
            row(FINAL, ALWAYS, 2, sales[3], sales[4], sales[5]));
  }

  @Test
  void thePartialWindowIsProvisionalAtTheEndOfABoundedInputAndAFullOneIsNotRepeated() {
    ReportRun run = ReportRun.of(THREE);
    run.add(sales);
    run.rows();

    run.end();

    assertThat(run.rows()).containsExactly(row(PROVISIONAL, ALWAYS, 3, sales[6]));
    assertThat(run.wakeAt()).isEqualTo(EventTime.MAX);
  }

  @Test
  void nothingMoreIsSaidAtTheEndIfTheLastWindowIsFull() {
    ReportRun run = ReportRun.of(THREE);
    run.add(sales[0], sales[1], sales[2]);
    run.rows();

    run.end();

    assertThat(run.rows()).isEmpty();
  }

  @Test
  void eachGroupIsCountedForItself() {
    ReportRun run =
        ReportRun.of(report(Windowing.count(1), Duration.ZERO, Duration.ZERO, Dimension.STORE));

    run.add(
        aSale().in("norte"),
        aSale().in("sur"),
        aSale().in("norte"),
        aSale().in("norte").of("1 USD"));

    assertThat(run.rows())
        .extracting(
            row -> row.group().storeId() + " " + row.group().currency() + " " + row.windowSeq())
        .containsExactly("norte EUR 1", "sur EUR 1", "norte EUR 2", "norte USD 1");
  }

  @Test
  void theNumberOutlivesARestore() {
    ReportRun run = ReportRun.of(THREE);
    run.add(sales[0], sales[1], sales[2], sales[3]);
    run.rows();

    run.restore();
    run.add(sales[4], sales[5]);

    assertThat(run.rows()).containsExactly(row(FINAL, ALWAYS, 2, sales[3], sales[4], sales[5]));
  }

  @Test
  void anEarlyRowComesOnTheIntervalIfTheWindowThatIsBeingFilledChanged() {
    ReportRun run = ReportRun.of(report(Windowing.count(3), Duration.ZERO, Duration.ofMinutes(10)));
    run.advanceTo("10:01");
    run.add(sales[0], sales[1]);
    run.advanceTo("10:09");
    assertThat(run.rows()).isEmpty();

    run.advanceTo("10:10");
    assertThat(run.rows()).containsExactly(row(PROVISIONAL, ALWAYS, 1, sales[0], sales[1]));
    run.advanceTo("10:20");
    assertThat(run.rows()).as("nothing changed").isEmpty();
    run.add(sales[2]);

    assertThat(run.rows()).containsExactly(row(FINAL, ALWAYS, 1, sales[0], sales[1], sales[2]));
    run.advanceTo("10:30");
    assertThat(run.rows()).as("it is final").isEmpty();
  }

  @Test
  void nothingIsEverTooLate() {
    ReportRun run = ReportRun.of(report(Windowing.count(1)));
    SaleBuilder old = aSale().at(0);
    run.advanceTo("20:00");

    run.add(old);

    assertThat(run.rows()).containsExactly(row(FINAL, ALWAYS, 1, old));
    assertThat(run.late()).isEmpty();
  }
}

package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SalesReportTest {

  private static final Windowing HOURLY = Windowing.tumbling(Duration.ofHours(1));
  private static final String OF_64 =
      "sales-of-every-store-and-product-in-every-currency-of-the-region";

  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "by-store", "by-store-2", OF_64})
  void aNameIsLowerCaseWordsJoinedByDashes(String name) {
    assertThat(report(name, HOURLY, 0).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "By-store", "by_store", "by--store", "by-", OF_64 + "s"})
  void anyOtherNameIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report(name, HOURLY, 0))
        .withMessage(
            "a report's name must be lower-case words joined by dashes, at most 64 characters, was"
                + " '%s'",
            name);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3_599_999})
  void earlyRowsComeMoreOftenThanWindowsEndOrNever(long earlyMillis) {
    assertThat(report("r", HOURLY, earlyMillis).earlyMillis()).isEqualTo(earlyMillis);
  }

  @ParameterizedTest
  @ValueSource(longs = {3_600_000, 3_600_001})
  void earlyRowsThatAWindowsEndWouldForestallAreRefused(long earlyMillis) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report("r", HOURLY, earlyMillis))
        .withMessage(
            "early rows must come more often than every 3600000 ms, or a window's end would come"
                + " first, was every %d ms",
            earlyMillis);
  }

  @Test
  void earlyRowsInANegativeRhythmAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report("r", HOURLY, -1))
        .withMessage("early rows must come every 0 ms (never) or more, was -1 ms");
  }

  @Test
  void aRunningTotalHasARhythmOfItsOwnAndNoEarlyRows() {
    Windowing running = Windowing.running(Duration.ofHours(1));

    assertThat(report("r", running, 0).earlyMillis()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report("r", running, 1))
        .withMessage(
            "early rows must not be asked for where windows are written at a rhythm of their own,"
                + " was every 1 ms");
  }

  private static SalesReport report(String name, Windowing windowing, long earlyMillis) {
    return new SalesReport(
        name, windowing, Set.of(), WindowLifecycle.ofLateness(Duration.ZERO), earlyMillis);
  }
}

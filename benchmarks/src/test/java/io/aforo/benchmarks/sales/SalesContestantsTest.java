package io.aforo.benchmarks.sales;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.flink.FlinkProcess;
import io.aforo.benchmarks.sales.SalesQuestion.Windows;
import io.aforo.domain.sales.Sale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What competes does the same: figures of wrong answers would be worth nothing. */
class SalesContestantsTest {

  private static final int SALES = 20_000;

  @AfterAll
  static void endWhatIsShared() throws Exception {
    FlinkProcess.stop();
    Hazelcast.shutdownAll();
  }

  // The spans are such that many windows, and sessions, end before the stream does.
  @ParameterizedTest
  @CsvSource({
    "TUMBLING, 50, 8",
    "TUMBLING, 5000, 2",
    "SLIDING, 50, 8",
    "SLIDING, 5000, 1",
    "SESSION, 50, 240",
    "SESSION, 5000, 8"
  })
  void allGiveTheRowsOfBruteForceOnHeap(Windows windows, int keys, int hours) throws Exception {
    assertThatAllAgree(windows, keys, hours, false);
  }

  @Test
  void allGiveTheRowsOfBruteForceOnRocksDb() throws Exception {
    assertThatAllAgree(Windows.SLIDING, 50, 8, true);
  }

  private static void assertThatAllAgree(Windows windows, int keys, int hours, boolean isOnRocksDb)
      throws Exception {
    SalesQuestion question =
        new SalesQuestion(
            "small",
            windows,
            new SalesStream(
                keys,
                keys < 1_000 ? SalesStream.Popularity.ZIPF : SalesStream.Popularity.UNIFORM,
                SALES,
                Duration.ofHours(hours).toMillis()),
            isOnRocksDb);
    Sale[] sales = question.stream().make();
    Rows expected = windows == Windows.SESSION ? sessions(sales, windows) : windows(sales, windows);
    Map<String, String> checksums = new LinkedHashMap<>();

    for (SalesContestant contestant : SalesSuite.CONTESTANTS) {
      if (contestant.canAnswer(question)) {
        Stopwatch stopwatch = new Stopwatch();
        checksums.put(contestant.name(), contestant.answer(question, sales, stopwatch).checksum());
        assertThat(stopwatch.wallNanos()).as(contestant.name()).isPositive();
      }
    }

    assertThat(expected.count()).isGreaterThan(keys);
    assertThat(checksums)
        .hasSize(isOnRocksDb ? 5 : windows == Windows.SESSION ? 6 : 7)
        .allSatisfy((contestant, checksum) -> assertThat(checksum).isEqualTo(expected.checksum()));
  }

  private static Rows windows(Sale[] sales, Windows windows) {
    long size = windows.size().toMillis();
    long slide = windows.slide().toMillis();
    Rows rows = new Rows();
    byProduct(sales)
        .forEach(
            (product, theirs) -> {
              Map<Long, List<Sale>> byStart = new TreeMap<>();
              for (Sale sale : theirs) {
                for (long start = Math.floorDiv(sale.soldAt(), slide) * slide;
                    start + size > sale.soldAt();
                    start -= slide) {
                  byStart.computeIfAbsent(start, none -> new ArrayList<>()).add(sale);
                }
              }
              byStart.forEach((start, inIt) -> add(rows, inIt, start, start + size));
            });
    return rows;
  }

  private static Rows sessions(Sale[] sales, Windows windows) {
    long gap = windows.size().toMillis();
    Rows rows = new Rows();
    byProduct(sales)
        .forEach(
            (product, theirs) -> {
              List<Sale> session = new ArrayList<>();
              for (Sale sale : theirs) {
                if (!session.isEmpty() && sale.soldAt() - last(session).soldAt() > gap) {
                  add(rows, session, session.get(0).soldAt(), last(session).soldAt() + gap);
                  session.clear();
                }
                session.add(sale);
              }
              add(rows, session, session.get(0).soldAt(), last(session).soldAt() + gap);
            });
    return rows;
  }

  private static Sale last(List<Sale> sales) {
    return sales.get(sales.size() - 1);
  }

  /** In the order of time. */
  private static Map<String, List<Sale>> byProduct(Sale[] sales) {
    return Arrays.stream(sales)
        .sorted(Comparator.comparingLong(Sale::soldAt))
        .collect(Collectors.groupingBy(Sale::productId));
  }

  private static void add(Rows rows, List<Sale> sales, long start, long end) {
    rows.add(
        sales.get(0).productId(),
        start,
        end,
        sales.size(),
        sales.stream().mapToLong(sale -> sale.quantity().thousandths()).sum(),
        sales.stream().mapToLong(sale -> sale.amount().tenThousandths()).sum());
  }
}

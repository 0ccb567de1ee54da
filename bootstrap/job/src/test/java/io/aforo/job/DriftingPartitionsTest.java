package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.kafka.EventTimeWatermarks;
import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.RowStatus;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions whose times are hours apart, and partitions that fall silent and come back. */
@Timeout(120)
class DriftingPartitionsTest {

  private static final long SEED = RandomSales.seed(20_260_305);
  private static final Duration OUT_OF_ORDERNESS = Duration.ofMinutes(2);

  @TempDir static Path directory;

  private static JobCluster cluster;

  private final MemoryStores stores = MemoryStores.renewed();
  private final RandomSales random = new RandomSales(SEED);

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = JobCluster.start(directory);
  }

  @AfterEach
  void endJobs() throws Exception {
    cluster.cancelAll();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPartitionThatIsHoursBehindIsNeverLate(int parallelism) throws Exception {
    List<Sale> sales = new ArrayList<>();
    List<List<Ingested<Sale>>> partitions = new ArrayList<>();
    for (int partition = 0; partition < 4; partition++) {
      // The first one is twelve hours behind the last one.
      List<Sale> drifted =
          shifted(random.streams(10), "p" + partition, Duration.ofHours(4L * partition));
      sales.addAll(drifted);
      partitions.add(
          RandomSales.partitions(random.delayed(drifted, OUT_OF_ORDERNESS.toMillis() - 1), 1)
              .get(0));
    }
    List<SalesReport> reports = reports(List.of(Duration.ZERO));

    JobID job =
        cluster.submit(
            cluster.settings(parallelism),
            reports,
            Recording.ofReleased(partitions),
            EventTimeWatermarks.ofSales(OUT_OF_ORDERNESS, Duration.ZERO));
    cluster.countersAtEnd(job);

    assertThat(Difference.between(rows().keySet(), BruteForceReports.of(reports, sales)))
        .as(seed())
        .isEqualTo(Difference.none());
    assertThat(new HashSet<>(rows().values()))
        .as("nothing is written twice")
        .containsExactly(RowStatus.FINAL);
    assertThat(stores.lateEvents.events()).as(seed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPartitionThatFallsSilentLetsTimeGoOnAndIsJudgedByItWhenItComesBack(int parallelism)
      throws Exception {
    List<SalesReport> reports =
        reports(List.of(Duration.ZERO, Duration.ofMinutes(45), Duration.ofHours(24)));
    // The second partition's hours before its silence, the first one's hours in the meantime.
    List<Sale> early = shifted(random.streams(8), "early", Duration.ZERO);
    long then = early.get(early.size() - 1).soldAt();
    List<Sale> meanwhile = from(then, shifted(random.streams(8), "meanwhile", Duration.ofHours(2)));
    long now = meanwhile.get(meanwhile.size() - 1).soldAt();
    List<Sale> back = shifted(random.streams(8), "early", Duration.ofHours(3));
    back.removeIf(sale -> sale.soldAt() < then || sale.soldAt() > now);
    List<Sale> afterwards =
        from(now, shifted(random.streams(8), "meanwhile", Duration.ofHours(12)));
    List<Ingested<Sale>> first = new ArrayList<>(records(0, meanwhile));
    first.addAll(records(0, afterwards));
    List<Ingested<Sale>> second = new ArrayList<>(records(1, early));
    second.addAll(records(1, back));
    Recording<Sale> recording =
        Recording.ofHolds(
            List.of(first, second),
            List.of(
                List.of(0, early.size()),
                List.of(meanwhile.size(), early.size()),
                List.of(meanwhile.size(), second.size())));
    BruteForceReports expected = new BruteForceReports(reports);

    JobID job =
        cluster.submit(
            cluster.settings(parallelism),
            reports,
            recording,
            EventTimeWatermarks.ofSales(OUT_OF_ORDERNESS, Duration.ofMillis(300)));
    cluster.await(job, "the second partition's silence", recording::isHeld);
    arrive(expected, records(1, early));
    recording.release();
    arrive(expected, records(0, meanwhile));
    expected.advance(now - OUT_OF_ORDERNESS.toMillis() - 1);
    Set<ReportRow> complete = expected.completeRows();
    cluster.await(
        job,
        "rows of windows that the silent partition does not hold back",
        () -> recording.isHeld() && rows().keySet().containsAll(complete));
    recording.release();
    arrive(expected, records(1, back));
    cluster.await(job, "the second partition to come back", recording::isHeld);
    recording.release();
    arrive(expected, records(0, afterwards));
    expected.end();
    Map<String, Long> counters = cluster.countersAtEnd(job);

    Map<ReportRow, Set<RowStatus>> expectedRows = expected.rows();
    assertThat(Difference.between(rows().keySet(), expectedRows.keySet()))
        .as(seed())
        .isEqualTo(Difference.none());
    rows().forEach((row, status) -> assertThat(status).as("%s", row).isIn(expectedRows.get(row)));
    assertThat(Difference.between(stores.lateEvents.events(), expected.late()))
        .as(seed())
        .isEqualTo(Difference.none());
    assertThat(expected.late()).isNotEmpty();
    assertThat(counters).as(seed()).isEqualTo(expected.counters());
  }

  private static void arrive(BruteForceReports reports, List<Ingested<Sale>> records) {
    records.forEach(record -> reports.arrive((Ingested.Accepted<Sale>) record));
  }

  private static List<Ingested<Sale>> records(int partition, List<Sale> sales) {
    List<Ingested<Sale>> records = new ArrayList<>();
    for (Sale sale : sales) {
      records.add(RandomSales.record(partition, records.size(), sale.soldAt(), sale));
    }
    return records;
  }

  private static List<Sale> from(long time, List<Sale> sales) {
    return sales.stream().filter(sale -> sale.soldAt() >= time).toList();
  }

  /** The same sales later, in stores of other names. */
  private static List<Sale> shifted(List<Sale> sales, String store, Duration by) {
    return sales.stream()
        .map(
            sale ->
                new Sale(
                    sale.saleId(),
                    store + " " + sale.storeId(),
                    sale.productId(),
                    sale.customerId(),
                    sale.kind(),
                    sale.quantity(),
                    sale.amount(),
                    sale.soldAt() + by.toMillis()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<SalesReport> reports(List<Duration> lateness) {
    List<SalesReport> reports = new ArrayList<>();
    for (WindowKind kind : WindowKind.COMPUTED) {
      if (kind.hasTimes()) {
        for (Duration late : lateness) {
          reports.add(report(kind.windowings().get(0), late, "store", Dimension.STORE));
          reports.add(report(kind.windowings().get(1), late, "product", Dimension.PRODUCT));
        }
      }
    }
    return reports;
  }

  private static SalesReport report(
      Windowing windowing, Duration lateness, String by, Dimension... dimensions) {
    return new SalesReport(
        WindowKind.nameOf(windowing) + "-late-" + lateness.toMinutes() + "-by-" + by,
        windowing,
        Set.of(dimensions),
        WindowLifecycle.ofLateness(lateness));
  }

  private Map<ReportRow, RowStatus> rows() {
    return stores.salesReports.rows().stream()
        .filter(row -> row.status() != RowStatus.MERGED)
        .collect(Collectors.toMap(ReportRow::of, SalesRow::status));
  }

  private static String seed() {
    return "seed " + SEED;
  }
}

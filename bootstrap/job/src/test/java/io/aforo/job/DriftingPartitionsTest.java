package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.MemoryStores;
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
            EventTimeWatermarks.of(EventKind.SALES, OUT_OF_ORDERNESS, Duration.ZERO));
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
    // Which late sale an open session saves depends on the order of arrival, and between two
    // subtasks there is none.
    List<SalesReport> reports =
        reports(List.of(Duration.ZERO, Duration.ofMinutes(45), Duration.ofHours(24))).stream()
            .filter(report -> parallelism == 1 || !(report.windowing() instanceof SessionWindows))
            .toList();
    SilentPartition hours = new SilentPartition(random);
    Recording<Sale> recording = hours.recording();
    BruteForceReports expected = new BruteForceReports(reports);

    JobID job =
        cluster.submit(
            cluster.settings(parallelism),
            reports,
            recording,
            EventTimeWatermarks.of(EventKind.SALES, OUT_OF_ORDERNESS, Duration.ofMillis(300)));
    expected.arriveAll(hours.beforeSilence());
    awaitHold(job, recording);

    recording.release();
    expected.arriveAll(hours.duringSilence());
    expected.advance(hours.endOfSilence() - OUT_OF_ORDERNESS.toMillis() - 1);
    Set<ReportRow> complete = expected.completeRows();
    cluster.await(
        job,
        "rows of windows that the silent partition does not hold back",
        () -> rows().keySet().containsAll(complete));
    awaitHold(job, recording);

    recording.release();
    expected.arriveAll(hours.afterSilence());
    awaitHold(job, recording);

    recording.release();
    expected.arriveAll(hours.later());
    expected.advance(hours.end() - OUT_OF_ORDERNESS.toMillis() - 1);
    Set<ReportRow> all = expected.completeRows();
    cluster.await(job, "all rows", () -> recording.isHeld() && rows().keySet().containsAll(all));
    cluster.stop(job);

    assertThat(Difference.between(rows().keySet(), all)).as(seed()).isEqualTo(Difference.none());
    Map<ReportRow, Set<RowStatus>> statuses = expected.rows();
    rows().forEach((row, status) -> assertThat(status).as("%s", row).isIn(statuses.get(row)));
    assertThat(Difference.between(stores.lateEvents.events(), expected.late()))
        .as(seed())
        .isEqualTo(Difference.none());
    assertThat(expected.late()).isNotEmpty();
    assertThat(cluster.countersAtEnd(job)).as(seed()).isEqualTo(expected.counters());
  }

  /** Waits until every operator has seen all that is read so far, and the watermarks behind it. */
  private static void awaitHold(JobID job, Recording<Sale> recording) throws Exception {
    cluster.await(job, "the hold", recording::isHeld);
    cluster.checkpoint(job);
  }

  /** Two partitions, of which the second one falls silent for hours and comes back. */
  private static final class SilentPartition {

    private final List<Ingested<Sale>> beforeSilence;
    private final List<Ingested<Sale>> duringSilence;
    private final List<Ingested<Sale>> afterSilence;
    private final List<Ingested<Sale>> later;
    private final long endOfSilence;
    private final long end;

    SilentPartition(RandomSales random) {
      List<Sale> before = shifted(random.streams(8), "second", Duration.ZERO);
      long silentFrom = before.get(before.size() - 1).soldAt();
      List<Sale> during =
          between(
              silentFrom, Long.MAX_VALUE, shifted(random.streams(8), "first", Duration.ofHours(2)));
      endOfSilence = during.get(during.size() - 1).soldAt();
      List<Sale> after =
          between(
              silentFrom, endOfSilence, shifted(random.streams(8), "second", Duration.ofHours(3)));
      List<Sale> much =
          between(
              endOfSilence,
              Long.MAX_VALUE,
              shifted(random.streams(8), "first", Duration.ofHours(12)));
      end = much.get(much.size() - 1).soldAt() + Duration.ofDays(10).toMillis();
      // What lets all other windows close.
      much.add(random.sale("last", end));
      beforeSilence = records(1, before);
      duringSilence = records(0, during);
      afterSilence = records(1, after);
      later = records(0, much);
    }

    List<Ingested<Sale>> beforeSilence() {
      return beforeSilence;
    }

    List<Ingested<Sale>> duringSilence() {
      return duringSilence;
    }

    /** Of the hours of the silence, from the partition that was silent. */
    List<Ingested<Sale>> afterSilence() {
      return afterSilence;
    }

    List<Ingested<Sale>> later() {
      return later;
    }

    /** The newest event time of the partition that was not silent. */
    long endOfSilence() {
      return endOfSilence;
    }

    long end() {
      return end;
    }

    /** Without an end: one that ends while it counts as idle would not tell that time is over. */
    Recording<Sale> recording() {
      List<Ingested<Sale>> first = new ArrayList<>(duringSilence);
      first.addAll(later);
      List<Ingested<Sale>> second = new ArrayList<>(beforeSilence);
      second.addAll(afterSilence);
      return Recording.ofHolds(
              List.of(first, second),
              List.of(
                  List.of(0, beforeSilence.size()),
                  List.of(duringSilence.size(), beforeSilence.size()),
                  List.of(duringSilence.size(), second.size())))
          .endless();
    }
  }

  private static List<Ingested<Sale>> records(int partition, List<Sale> sales) {
    List<Ingested<Sale>> records = new ArrayList<>();
    for (Sale sale : sales) {
      records.add(RandomSales.record(partition, records.size(), sale.soldAt(), sale));
    }
    return records;
  }

  private static List<Sale> between(long from, long until, List<Sale> sales) {
    return sales.stream()
        .filter(sale -> from <= sale.soldAt() && sale.soldAt() <= until)
        .collect(Collectors.toCollection(ArrayList::new));
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

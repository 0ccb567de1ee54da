package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.MemoryStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same sales give the same tables, however they come and whatever happens to the job. Another
 * seed: {@code -Daforo.seed=N}.
 */
@Timeout(120)
class SalesInvarianceTest {

  private static final long SEED = RandomSales.seed(20_260_304);
  private static final int STREAMS = 30;
  private static final int PARTITIONS = 4;
  private static final Duration OUT_OF_ORDERNESS = Duration.ofMinutes(2);
  private static final Duration LATENESS = Duration.ofHours(2);
  private static final WatermarkStrategy<Ingested<Sale>> WATERMARKS =
      EventTimeWatermarks.of(EventKind.SALES, OUT_OF_ORDERNESS, Duration.ZERO);

  /** In which order sales come. */
  enum Arrival {
    SORTED,
    /** Each up to the out-of-orderness late, and no later. */
    WITHIN_THE_BOUND,
    /** Some half of the allowed lateness late, so that they correct rows and bridge sessions. */
    LATE
  }

  @TempDir static Path directory;

  private static JobCluster cluster;

  private final MemoryStores stores = MemoryStores.renewed();
  private final RandomSales random = new RandomSales(SEED);
  private final List<Sale> sales = random.streams(STREAMS);

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

  @ParameterizedTest(name = "{0}, parallelism {1}, {2}")
  @CsvSource({
    "SORTED, 1, hashmap",
    "SORTED, 2, rocksdb",
    "SORTED, 4, hashmap",
    "WITHIN_THE_BOUND, 1, rocksdb",
    "WITHIN_THE_BOUND, 2, hashmap",
    "WITHIN_THE_BOUND, 4, rocksdb",
    "LATE, 1, hashmap",
    "LATE, 2, rocksdb",
    "LATE, 4, hashmap"
  })
  void aBoundedInputGivesTheTables(Arrival arrival, int parallelism, String backend)
      throws Exception {
    Recording<Sale> recording = Recording.ofReleased(partitions(arrival));

    JobID job = submit(cluster.settings(parallelism), backend, reports(), recording);
    Map<String, Long> counters = cluster.countersAtEnd(job);

    assertTables(reports(), sales);
    assertThat(counters).isEqualTo(counters(recording));
  }

  @ParameterizedTest(name = "{0}, parallelism {1}, {2}")
  @CsvSource({
    "SORTED, 4, rocksdb",
    "WITHIN_THE_BOUND, 1, hashmap",
    "WITHIN_THE_BOUND, 4, hashmap",
    "LATE, 2, rocksdb",
    "LATE, 4, hashmap"
  })
  void anInputWithoutAnEndGivesTheSameTables(Arrival arrival, int parallelism, String backend)
      throws Exception {
    // What moves time on: one much later sale in every partition.
    List<Sale> much = new ArrayList<>(sales);
    long muchLater = RandomSales.OPENING + Duration.ofDays(30).toMillis();
    List<List<Ingested<Sale>>> partitions = partitions(arrival);
    for (int number = 0; number < PARTITIONS; number++) {
      Sale sale = random.sale("much later", muchLater);
      much.add(sale);
      List<Ingested<Sale>> partition = partitions.get(number);
      partition.add(RandomSales.record(number, partition.size(), muchLater, sale));
    }
    List<SalesReport> reports = reports().stream().filter(SalesInvarianceTest::needsNoEnd).toList();
    Set<ReportRow> expected =
        whateverTheOrder(BruteForceReports.of(reports, much)).stream()
            .filter(
                row ->
                    row.end().isBefore(Instant.ofEpochMilli(muchLater))
                        || row.end().equals(Instant.ofEpochMilli(Long.MAX_VALUE)))
            .collect(Collectors.toSet());
    Recording<Sale> recording = Recording.ofReleased(partitions).endless();

    JobID job = submit(cluster.settings(parallelism), backend, reports, recording);
    cluster.await(job, "all rows", () -> recording.isHeld() && rows().equals(expected));
    cluster.stop(job);

    assertThat(Difference.between(rows(), expected)).as(seed()).isEqualTo(Difference.none());
  }

  static Stream<Arguments> restarts() {
    Random random = new Random(SEED);
    return IntStream.of(1, 2, 4)
        .boxed()
        .flatMap(
            parallelism ->
                Stream.of("hashmap", "rocksdb", "hashmap")
                    .map(backend -> Arguments.of(parallelism, backend, random.nextInt(1_000_000))));
  }

  @ParameterizedTest(name = "parallelism {0}, {1}, at a point from {2}")
  @MethodSource("restarts")
  void aFailureAnywhereChangesNothing(int parallelism, String backend, long point)
      throws Exception {
    List<List<Ingested<Sale>>> partitions = partitions(Arrival.LATE);
    Random points = new Random(point);
    List<Integer> holdAt =
        partitions.stream().map(partition -> points.nextInt(partition.size())).toList();
    Recording<Sale> recording = Recording.ofHolds(partitions, List.of(holdAt));
    int failing = points.nextInt(PARTITIONS);
    int left = partitions.get(failing).size() - holdAt.get(failing);
    recording.failOnceAt(failing, holdAt.get(failing) + points.nextInt(left));

    JobID job = submit(cluster.settingsWithRestart(parallelism), backend, reports(), recording);
    cluster.await(job, "the hold", recording::isHeld);
    cluster.checkpoint(job);
    recording.release();
    Map<String, Long> counters = cluster.countersAtEnd(job);

    assertTables(reports(), sales);
    assertThat(counters).isEqualTo(counters(recording));
  }

  @ParameterizedTest(name = "from parallelism {0} on {2} to {1}")
  @CsvSource({"1, 4, hashmap", "4, 2, rocksdb", "2, 1, hashmap"})
  void aSavepointCarriesReportsOfEveryKindAndLeavesOthersOut(int from, int to, String backend)
      throws Exception {
    List<List<Ingested<Sale>>> partitions = partitions(Arrival.LATE);
    Random points = new Random(SEED + from);
    List<Integer> holdAt =
        partitions.stream().map(partition -> points.nextInt(partition.size())).toList();
    Recording<Sale> recording = Recording.ofHolds(partitions, List.of(holdAt));
    List<SalesReport> removed = oneOfEachKind("removed");
    List<SalesReport> added = oneOfEachKind("added");

    JobID first = submit(cluster.settings(from), backend, both(reports(), removed), recording);
    cluster.await(first, "the hold", recording::isHeld);
    String savepoint = cluster.stop(first);
    recording.release();
    Configuration settings = cluster.settings(to);
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    settings.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
    JobID second = submit(settings, backend, both(added, reports()), recording);
    Map<String, Long> counters = cluster.countersAtEnd(second);

    assertTables(reports(), sales);
    Set<Sale> before = new HashSet<>();
    for (int number = 0; number < PARTITIONS; number++) {
      partitions.get(number).subList(0, holdAt.get(number)).forEach(r -> before.add(sale(r)));
    }
    assertTables(added, sales.stream().filter(sale -> !before.contains(sale)).toList());
    assertThat(counters).isEqualTo(counters(recording));
  }

  // What is read.

  /** With a repeat now and then. */
  private List<List<Ingested<Sale>>> partitions(Arrival arrival) {
    List<Sale> arriving =
        switch (arrival) {
          case SORTED -> sales;
          case WITHIN_THE_BOUND -> random.delayed(sales, OUT_OF_ORDERNESS.toMillis());
          case LATE -> random.delayed(sales, OUT_OF_ORDERNESS.toMillis(), LATENESS.toMillis() / 2);
        };
    return RandomSales.partitions(random.withRepeats(arriving), PARTITIONS);
  }

  private static Sale sale(Ingested<Sale> ingested) {
    return ((Ingested.Accepted<Sale>) ingested).event();
  }

  private Map<String, Long> counters(Recording<Sale> recording) {
    return Map.of(
        "sales.in",
        recording.size(),
        "sales.accepted",
        (long) sales.size(),
        "sales.duplicates",
        recording.size() - sales.size());
  }

  // The job.

  private static JobID submit(
      Configuration settings, String backend, List<SalesReport> reports, Recording<Sale> recording)
      throws Exception {
    settings.set(StateBackendOptions.STATE_BACKEND, backend);
    return cluster.submit(settings, reports, recording, WATERMARKS);
  }

  private static List<SalesReport> reports() {
    List<SalesReport> reports = new ArrayList<>();
    for (WindowKind kind : WindowKind.COMPUTED) {
      for (Windowing windowing : kind.windowings()) {
        reports.add(report(WindowKind.nameOf(windowing) + "-by-store", windowing, Dimension.STORE));
      }
      Windowing first = kind.windowings().get(0);
      reports.add(report(WindowKind.nameOf(first) + "-by-product", first, Dimension.PRODUCT));
    }
    return reports;
  }

  private static SalesReport report(String name, Windowing windowing, Dimension... dimensions) {
    return new SalesReport(
        name, windowing, Set.of(dimensions), WindowLifecycle.ofLateness(LATENESS));
  }

  private static List<SalesReport> oneOfEachKind(String prefix) {
    return WindowKind.COMPUTED.stream()
        .map(
            kind ->
                report(prefix + "-" + kind.ordinal(), kind.windowings().get(0), Dimension.STORE))
        .toList();
  }

  private static List<SalesReport> both(List<SalesReport> some, List<SalesReport> others) {
    List<SalesReport> both = new ArrayList<>(some);
    both.addAll(others);
    return both;
  }

  /** Whether its rows need no end of the input to be whole. */
  private static boolean needsNoEnd(SalesReport report) {
    Windowing windowing = report.windowing();
    return windowing instanceof SlicedWindows
        || windowing instanceof SessionWindows
        || windowing.equals(Windowing.runningEveryChanges(1))
        || windowing.equals(Windowing.count(1));
  }

  // The tables.

  private void assertTables(List<SalesReport> reports, List<Sale> counted) {
    Set<String> names = reports.stream().map(SalesReport::name).collect(Collectors.toSet());
    List<ReportRow> rows = rows().stream().filter(row -> names.contains(row.report())).toList();
    Set<ReportRow> expected = whateverTheOrder(BruteForceReports.of(reports, counted));
    assertThat(Difference.between(rows, expected)).as(seed()).isEqualTo(Difference.none());
    assertThat(stores.lateEvents.events()).as(seed()).isEmpty();
  }

  private Set<ReportRow> rows() {
    return whateverTheOrder(
        stores.salesReports.rows().stream()
            .filter(row -> row.status() != RowStatus.MERGED)
            .map(ReportRow::of)
            .toList());
  }

  /** Which sales share a count window follows from the order; what all of them hold does not. */
  private static Set<ReportRow> whateverTheOrder(Collection<ReportRow> rows) {
    record Key(String report, ReportRow.Group group, Instant start) {}
    return new HashSet<>(
        rows.stream()
            .collect(
                Collectors.toMap(
                    row -> new Key(row.report(), row.group(), row.start()),
                    Function.identity(),
                    ReportRow::plus))
            .values());
  }

  private static String seed() {
    return "seed " + SEED;
  }
}

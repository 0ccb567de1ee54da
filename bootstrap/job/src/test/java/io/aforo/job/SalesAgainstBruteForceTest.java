package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.MemoryStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole job against a plain loop, with sales that are late, repeated and in conflict: every row
 * and its status, every late event, every refused record and every counter.
 *
 * <p>Another seed: {@code -Daforo.seed=N}. One stream alone: {@code -Daforo.stream=N}.
 */
@Timeout(120)
class SalesAgainstBruteForceTest {

  private static final long SEED = RandomSales.seed(20_260_302);
  private static final int STREAMS = 250;

  @TempDir static Path directory;

  private static JobCluster cluster;

  private final MemoryStores stores = MemoryStores.renewed();

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

  static Stream<WindowKind> kinds() {
    return WindowKind.COMPUTED.stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everythingThatTheJobSaysIsWhatAPlainLoopSays(WindowKind kind) throws Exception {
    List<SalesReport> reports = reports(kind);
    Integer only = Integer.getInteger("aforo.stream");
    List<Ingested<Sale>> records =
        only == null
            ? UnrulySales.streams(SEED, 0, STREAMS)
            : UnrulySales.streams(SEED, only, only + 1);
    BruteForceReports expected = new BruteForceReports(reports);
    for (Ingested<Sale> record : records) {
      Ingested.Accepted<Sale> accepted = (Ingested.Accepted<Sale>) record;
      expected.arrive(accepted);
      expected.advance(ScriptedWatermarks.after(accepted));
    }
    expected.end();

    JobID job =
        cluster.submit(
            cluster.settings(1),
            reports,
            Recording.ofReleased(List.of(records)),
            new ScriptedWatermarks());
    Map<String, Long> counters = cluster.countersAtEnd(job);

    String seed = "seed " + SEED;
    Map<ReportRow, RowStatus> rows = rows();
    Map<ReportRow, Set<RowStatus>> expectedRows = expected.rows();
    assertThat(rows).as(seed).isNotEmpty();
    assertThat(Difference.between(rows.keySet(), expectedRows.keySet()))
        .as(seed)
        .isEqualTo(Difference.none());
    rows.forEach(
        (row, status) -> assertThat(status).as("%s, %s", seed, row).isIn(expectedRows.get(row)));
    assertThat(merged())
        .as(seed)
        .containsAll(expected.merged())
        .isSubsetOf(expected.perhapsMerged());
    assertThat(Difference.between(stores.lateEvents.events(), expected.late()))
        .as(seed)
        .isEqualTo(Difference.none());
    assertThat(refused()).as(seed).isEqualTo(expected.refused()).isNotEmpty();
    assertThat(counters).as(seed).isEqualTo(expected.counters());
    assertThat(expected.late().isEmpty())
        .as("only windows of time can be late")
        .isEqualTo(!kind.hasTimes());
  }

  private Map<ReportRow, RowStatus> rows() {
    Map<ReportRow, RowStatus> rows = new HashMap<>();
    for (SalesRow row : stores.salesReports.rows()) {
      if (row.status() != RowStatus.MERGED) {
        rows.put(ReportRow.of(row), row.status());
      }
    }
    return rows;
  }

  private Set<BruteForceReports.MergedKey> merged() {
    Set<BruteForceReports.MergedKey> merged = new HashSet<>();
    for (SalesRow row : stores.salesReports.rows()) {
      if (row.status() == RowStatus.MERGED) {
        merged.add(
            new BruteForceReports.MergedKey(
                row.report(),
                ReportRow.of(row).group(),
                Instant.ofEpochMilli(row.window().start())));
      }
    }
    return merged;
  }

  private Set<BusyDay.Refused> refused() {
    return stores.deadLetters.letters().stream()
        .map(BusyDay.Refused::of)
        .collect(Collectors.toSet());
  }

  /** Every lateness for all windows of the kind, by different dimensions. */
  private static List<SalesReport> reports(WindowKind kind) {
    List<SalesReport> reports = new ArrayList<>();
    for (Windowing windowing : kind.windowings()) {
      reports.add(report(windowing, Duration.ZERO, Dimension.STORE));
      reports.add(report(windowing, Duration.ofMinutes(7)));
      reports.add(report(windowing, Duration.ofHours(1), Dimension.PRODUCT, Dimension.CUSTOMER));
    }
    return reports;
  }

  private static SalesReport report(
      Windowing windowing, Duration lateness, Dimension... dimensions) {
    return new SalesReport(
        WindowKind.nameOf(windowing) + "-late-" + lateness.toMinutes(),
        windowing,
        Set.of(dimensions),
        WindowLifecycle.ofLateness(lateness));
  }
}

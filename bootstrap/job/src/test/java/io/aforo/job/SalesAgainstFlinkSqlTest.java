package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.MemoryStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole job against Flink's own SQL over the same random streams, which come out of order
 * within the bound. Another seed: {@code -Daforo.seed=N}.
 */
@Timeout(120)
class SalesAgainstFlinkSqlTest {

  private static final long SEED = RandomSales.seed(20_260_303);
  private static final int STREAMS = 220;
  private static final int PARTITIONS = 4;
  private static final Duration OUT_OF_ORDERNESS = Duration.ofMinutes(2);
  private static final WatermarkStrategy<Ingested<Sale>> WATERMARKS =
      EventTimeWatermarks.of(EventKind.SALES, OUT_OF_ORDERNESS, Duration.ZERO);

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
    return WindowKind.COMPUTED.stream().filter(WindowKind::hasTimes);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyRowIsThatOfFlinkSql(WindowKind kind) throws Exception {
    List<SalesReport> reports = reports(kind);
    RandomSales random = new RandomSales(SEED);
    List<Sale> sales = random.streams(STREAMS);
    List<List<Ingested<Sale>>> partitions =
        RandomSales.partitions(
            // Not by the whole bound: two sales exactly the gap apart, of which the first session
            // is over when the second comes, are two sessions for SQL.
            random.delayed(sales, OUT_OF_ORDERNESS.toMillis() - 1), PARTITIONS);

    JobID job =
        cluster.submit(cluster.settings(2), reports, Recording.ofReleased(partitions), WATERMARKS);
    cluster.countersAtEnd(job);
    List<ReportRow> sql = bySql(reports, partitions);

    String seed = "seed " + SEED;
    List<ReportRow> rows = stores.salesReports.rows().stream().map(ReportRow::of).toList();
    assertThat(Difference.between(rows, sql)).as(seed).isEqualTo(Difference.none());
    assertThat(rows).as(seed).hasSameSizeAs(sql).hasSizeGreaterThan(10_000);
    assertThat(Difference.between(sql, BruteForceReports.of(reports, sales)))
        .as("the plain loop, %s", seed)
        .isEqualTo(Difference.none());
  }

  private static List<ReportRow> bySql(
      List<SalesReport> reports, List<List<Ingested<Sale>>> partitions) throws Exception {
    Configuration settings = cluster.settings(2);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    FlinkSqlReports.define(env, reports, Recording.ofReleased(partitions), WATERMARKS);
    cluster.countersAtEnd(cluster.submit(env));
    return FlinkSqlReports.rows();
  }

  private static List<SalesReport> reports(WindowKind kind) {
    List<SalesReport> reports = new ArrayList<>();
    for (Windowing windowing : kind.windowings().stream().filter(FlinkSqlReports::has).toList()) {
      reports.add(report(windowing, "total"));
      reports.add(report(windowing, "store", Dimension.STORE));
      reports.add(report(windowing, "product-customer", Dimension.PRODUCT, Dimension.CUSTOMER));
    }
    return reports;
  }

  private static SalesReport report(Windowing windowing, String by, Dimension... dimensions) {
    return new SalesReport(
        WindowKind.nameOf(windowing) + "-by-" + by,
        windowing,
        Set.of(dimensions),
        WindowLifecycle.ofLateness(Duration.ZERO));
  }
}

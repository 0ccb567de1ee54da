package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.aforo.adapters.files.CsvEvents;
import io.aforo.adapters.files.CsvReadings;
import io.aforo.adapters.files.CsvSales;
import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.adapters.flink.StoreSink;
import io.aforo.adapters.flink.Topology;
import io.aforo.adapters.inmemory.InMemorySalesReports;
import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.MemoryStores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole job on Flink, with recordings in the place of Kafka and memory in that of Postgres. */
@Timeout(120)
class JobOnMiniClusterTest {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_PARALLELISM = 128;
  private static final int MOST_SLOTS = 4;
  private static final List<SalesReport> REPORTS =
      List.of(BusyDay.HOURLY, BusyDay.HOURLY_BY_PRODUCT, BusyDay.MOVING_BY_STORE);

  @TempDir static Path directory;

  private static MiniCluster cluster;

  private final BusyDay day = new BusyDay();
  private final MemoryStores stores = MemoryStores.renewed();

  @BeforeAll
  static void startCluster() throws Exception {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
    settings.set(RestOptions.ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_PORT, "0");
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumSlotsPerTaskManager(MOST_SLOTS)
                .setCommonBindAddress(LOOPBACK)
                .build());
    cluster.start();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @ParameterizedTest(name = "parallelism {0}, shuffled: {1}")
  @CsvSource({"1, false", "1, true", "2, false", "2, true", "4, false", "4, true"})
  void theTablesDependNeitherOnParallelismNorOnTheOrderOfArrivalWithinTheBound(
      int parallelism, boolean isShuffled) throws Exception {
    Recording<Sale> sales = isShuffled ? day.shuffledSales() : day.sales();
    Recording<Reading> readings = day.readings();

    JobID job = submit(settings(parallelism), REPORTS, sales, readings);
    awaitHold(job, sales, readings);
    release(sales, readings);
    Map<String, Long> counters = countersAtEnd(job);

    assertThatTablesAreThoseOfTheDay();
    assertThat(counters).isEqualTo(day.counters(REPORTS)).satisfies(this::addUp);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void aFailureChangesNeitherTablesNorCounters(String backend) throws Exception {
    Configuration settings = settings(2);
    settings.set(StateBackendOptions.STATE_BACKEND, backend);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    Recording<Sale> sales = day.sales();
    Recording<Reading> readings = day.readings();
    sales.failOnceAfterRelease();

    JobID job = submit(settings, REPORTS, sales, readings);
    awaitHold(job, sales, readings);
    cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED).get();
    release(sales, readings);
    Map<String, Long> counters = countersAtEnd(job);

    assertThat(sales.reads()).as("some sales were read twice").isGreaterThan(sales.size());
    assertThatTablesAreThoseOfTheDay();
    assertThat(counters).isEqualTo(day.counters(REPORTS)).satisfies(this::addUp);
    assertThat(Watched.DECREASES).isEmpty();
  }

  @ParameterizedTest(name = "from parallelism {0} to {1}")
  @CsvSource({"2, 4", "4, 1"})
  void aSavepointCarriesTheJobToAnotherParallelismAndToOtherReports(int from, int to)
      throws Exception {
    Recording<Sale> sales = day.sales();
    Recording<Reading> readings = day.readings();

    JobID first =
        submit(settings(from), List.of(BusyDay.HOURLY, BusyDay.MOVING_BY_STORE), sales, readings);
    awaitHold(first, sales, readings, BusyDay.HOURLY, BusyDay.MOVING_BY_STORE);
    String savepoint =
        cluster
            .stopWithSavepoint(
                first,
                directory.resolve("savepoints").toUri().toString(),
                false,
                SavepointFormatType.CANONICAL)
            .get();
    release(sales, readings);
    Configuration settings = settings(to);
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    settings.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
    JobID second =
        submit(
            settings,
            List.of(BusyDay.HALF_HOURLY_BY_CUSTOMER, BusyDay.MOVING_BY_STORE),
            sales,
            readings);
    Map<String, Long> counters = countersAtEnd(second);

    assertThat(rowsOf(BusyDay.MOVING_BY_STORE)).isEqualTo(day.rows(BusyDay.MOVING_BY_STORE));
    assertThat(rowsOf(BusyDay.HOURLY)).isEqualTo(day.rowsAtHold(BusyDay.HOURLY));
    assertThat(rowsOf(BusyDay.HALF_HOURLY_BY_CUSTOMER))
        .isEqualTo(day.rowsOfNewReport(BusyDay.HALF_HOURLY_BY_CUSTOMER));
    assertThat(stores.temperatureAlerts.alerts()).isEqualTo(day.alerts());
    assertThat(late()).isEqualTo(day.late(List.of(BusyDay.MOVING_BY_STORE)));
    assertThat(refused()).isEqualTo(day.refused());
    assertThat(counters)
        .isEqualTo(day.counters(List.of(BusyDay.MOVING_BY_STORE)))
        .satisfies(this::addUp);
    assertThat(sales.reads()).as("every sale was read once").isEqualTo(sales.size());
  }

  @Test
  void theRecordingsGiveTheExpectedTables() throws Exception {
    Expected expected = Expected.find().orElse(null);
    assumeThat(expected).as("recordings beside the repository").isNotNull();
    Recording<Sale> sales =
        Recording.ofReleased(
            partitions(read(CsvSales.open(expected.sales()), Function.identity()), Sale::storeId));
    Recording<Reading> readings =
        Recording.ofReleased(
            partitions(
                read(CsvReadings.open(expected.temperatures()), csv -> csv.reading()),
                Reading::sensorId));

    JobID job = submit(settings(2), recordedReports(), sales, readings);
    Map<String, Long> counters = countersAtEnd(job);

    assertThat(stores.salesReports.rows().stream().map(Expected.Row::of))
        .containsExactlyInAnyOrderElementsOf(expected.rows());
    assertThat(stores.temperatureAlerts.alerts().stream().map(Expected.AlertRow::of))
        .containsExactlyInAnyOrderElementsOf(expected.alerts());
    assertThat(counters)
        .isEqualTo(
            Map.of(
                "sales.in", 5_217L,
                "sales.accepted", 5_217L,
                "temperatures.in", 14_972L,
                "temperatures.accepted", 14_972L));
    assertThat(late()).isEmpty();
    assertThat(refused()).isEmpty();
  }

  // The job.

  private static Configuration settings(int parallelism) {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(10));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    // At its end, a job may have to wait for the next one.
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    return settings;
  }

  private static JobID submit(
      Configuration settings,
      List<SalesReport> reports,
      Recording<Sale> sales,
      Recording<Reading> readings)
      throws Exception {
    Watched.forget();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    new Topology(env, MAX_PARALLELISM)
        .sales(
            new Topology.Input<>(
                new RecordingSource<>(sales),
                EventTimeWatermarks.of(EventKind.SALES, BusyDay.OUT_OF_ORDERNESS, Duration.ZERO)),
            reports,
            true)
        .temperatures(
            new Topology.Input<>(
                new RecordingSource<>(readings),
                EventTimeWatermarks.of(
                    EventKind.READINGS, BusyDay.OUT_OF_ORDERNESS, Duration.ZERO)),
            BusyDay.rules(),
            BusyDay.OUT_OF_ORDERNESS)
        .into(
            new Topology.Sinks(
                Map.of("memory", sink(Watched::new)),
                Map.of("memory", sink(MemoryStores::temperatureAlerts)),
                Map.of("memory", sink(MemoryStores::alertHistory)),
                Map.of(),
                Map.of("memory", sink(MemoryStores::lateEvents)),
                Map.of("memory", sink(MemoryStores::deadLetters))));
    return cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
  }

  private static <T> StoreSink<T> sink(StoreSink.Opener<T> opener) {
    return new StoreSink<>(opener, 100, Duration.ofMillis(20));
  }

  /** Waits until all that may be read was read, and every row that is complete by then is there. */
  private void awaitHold(JobID job, Recording<Sale> sales, Recording<Reading> readings)
      throws Exception {
    awaitHold(job, sales, readings, REPORTS.toArray(SalesReport[]::new));
  }

  private void awaitHold(
      JobID job, Recording<Sale> sales, Recording<Reading> readings, SalesReport... reports)
      throws Exception {
    List<SalesRow> complete =
        Stream.of(reports)
            .flatMap(report -> day.rowsAtHold(report).stream())
            .sorted((a, b) -> a.key().compareTo(b.key()))
            .toList();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                cluster.getJobStatus(job).get().isTerminalState()
                    || (sales.isHeld()
                        && readings.isHeld()
                        && stores.salesReports.rows().size() >= complete.size()));
    if (cluster.getJobStatus(job).get() != JobStatus.RUNNING) {
      countersAtEnd(job);
    }
    assertThat(stores.salesReports.rows()).isEqualTo(complete);
  }

  private static void release(Recording<?>... recordings) {
    for (Recording<?> recording : recordings) {
      recording.release();
    }
  }

  /** Waits for the end, and fails with the job. */
  private static Map<String, Long> countersAtEnd(JobID job) throws Exception {
    Map<String, Long> counters = new TreeMap<>();
    cluster
        .requestJobResult(job)
        .get()
        .toJobExecutionResult(JobOnMiniClusterTest.class.getClassLoader())
        .getAllAccumulatorResults()
        .forEach((name, value) -> counters.put(name, (Long) value));
    return counters;
  }

  // The tables.

  private void assertThatTablesAreThoseOfTheDay() {
    for (SalesReport report : REPORTS) {
      assertThat(rowsOf(report)).as(report.name()).isEqualTo(day.rows(report)).isNotEmpty();
    }
    // Six fridges, three times each; a rise and a fall.
    assertThat(stores.temperatureAlerts.alerts()).isEqualTo(day.alerts()).hasSize(36);
    assertThat(told()).containsAll(statesOfAlerts());
    assertThat(stores.alertHistory.changes())
        .extracting(change -> change.alert().alertId())
        .containsOnlyElementsOf(
            stores.temperatureAlerts.alerts().stream().map(Alert::alertId).toList());
    assertThat(late()).isEqualTo(day.late(REPORTS)).isNotEmpty();
    assertThat(refused()).isEqualTo(day.refused()).isNotEmpty();
  }

  /** Which states of which alerts stand in their history. */
  private Set<Map.Entry<String, AlertState>> told() {
    return stores.alertHistory.changes().stream()
        .map(AlertChange::alert)
        .map(alert -> Map.entry(alert.alertId(), alert.state()))
        .collect(Collectors.toSet());
  }

  private Set<Map.Entry<String, AlertState>> statesOfAlerts() {
    return stores.temperatureAlerts.alerts().stream()
        .map(alert -> Map.entry(alert.alertId(), alert.state()))
        .collect(Collectors.toSet());
  }

  private List<SalesRow> rowsOf(SalesReport report) {
    return stores.salesReports.rows().stream()
        .filter(row -> row.report().equals(report.name()))
        .toList();
  }

  private Set<BusyDay.Late> late() {
    return stores.lateEvents.events().stream().map(BusyDay.Late::of).collect(Collectors.toSet());
  }

  private Set<BusyDay.Refused> refused() {
    return stores.deadLetters.letters().stream()
        .map(BusyDay.Refused::of)
        .collect(Collectors.toSet());
  }

  /** What came in is all accounted for. */
  private void addUp(Map<String, Long> counters) {
    for (String input : List.of("sales", "temperatures")) {
      long accountedFor =
          counters.entrySet().stream()
              .filter(
                  counter ->
                      counter.getKey().startsWith(input + ".")
                          && !counter.getKey().equals(input + ".in"))
              .mapToLong(Map.Entry::getValue)
              .sum();
      assertThat(accountedFor).as(input).isEqualTo(counters.get(input + ".in"));
    }
  }

  /** The store in memory, watched for rows that go back. */
  private static final class Watched implements SalesReports {

    static final Queue<String> DECREASES = new ConcurrentLinkedQueue<>();
    private static final Map<SalesRow.Key, Long> HIGHEST = new ConcurrentHashMap<>();

    private final InMemorySalesReports reports = (InMemorySalesReports) MemoryStores.salesReports();

    static void forget() {
      DECREASES.clear();
      HIGHEST.clear();
    }

    @Override
    public void write(List<SalesRow> batch) {
      synchronized (HIGHEST) {
        reports.write(batch);
        for (SalesRow row : reports.rows()) {
          Long before = HIGHEST.put(row.key(), row.revision());
          if (before != null && before > row.revision()) {
            DECREASES.add(row.key() + " went from " + before + " to " + row.revision());
          }
        }
      }
    }

    @Override
    public void close() {}
  }

  // The recordings.

  private static List<SalesReport> recordedReports() {
    Windowing hours = Windowing.tumbling(Duration.ofHours(1));
    Windowing moving = Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(5));
    return List.of(
        recordedReport("hourly-sales", hours),
        recordedReport("hourly-sales-by-product", hours, Dimension.PRODUCT),
        recordedReport("hourly-sales-by-store", hours, Dimension.STORE),
        recordedReport("moving-sales", moving),
        recordedReport("moving-sales-by-store", moving, Dimension.STORE));
  }

  private static SalesReport recordedReport(
      String name, Windowing windowing, Dimension... dimensions) {
    return new SalesReport(
        name,
        windowing,
        Set.of(dimensions),
        WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS));
  }

  private static <C, E> List<Ingested.Accepted<E>> read(CsvEvents<C> file, Function<C, E> event)
      throws IOException {
    try (file) {
      List<Ingested.Accepted<E>> events = new ArrayList<>();
      file.forEachRemaining(
          ingested -> {
            Ingested.Accepted<C> accepted = (Ingested.Accepted<C>) ingested;
            events.add(new Ingested.Accepted<>(accepted.record(), event.apply(accepted.event())));
          });
      return events;
    }
  }

  private static <E> List<List<Ingested<E>>> partitions(
      List<Ingested.Accepted<E>> events, Function<E, String> key) {
    List<List<Ingested<E>>> partitions = List.of(new ArrayList<>(), new ArrayList<>());
    for (Ingested.Accepted<E> accepted : events) {
      partitions.get(Math.floorMod(key.apply(accepted.event()).hashCode(), 2)).add(accepted);
    }
    return partitions;
  }
}

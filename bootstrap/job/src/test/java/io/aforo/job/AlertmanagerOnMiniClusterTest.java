package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aforo.job.adapter.Finding;
import io.aforo.job.adapter.MemoryStores;
import io.aforo.job.config.JobConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job, telling a server that takes alerts as Alertmanager does. */
@Timeout(180)
class AlertmanagerOnMiniClusterTest {

  private static final Instant TEN = Instant.parse("2026-01-01T10:00:00Z");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private static Path shared;

  private static JobCluster cluster;

  @TempDir private Path directory;

  private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile int status = 200;
  private HttpServer server;
  private MemoryStores stores;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = JobCluster.start(shared);
  }

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void endJobs() throws Exception {
    cluster.cancelAll();
    server.stop(0);
    threads.shutdownNow();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @Test
  void peopleAreToldOfAnAlertFromItsBeginningToItsEnd() throws Exception {
    submit("1m", false, Optional.empty());

    put("1.csv", reading(0, 4), reading(60, 24));
    await().atMost(Duration.ofSeconds(60)).until(() -> taken.size() == 1);
    put("2.csv", Stream.iterate(70, at -> at + 10).limit(24).map(at -> reading(at, 24)));
    await().atMost(Duration.ofSeconds(60)).until(() -> taken.size() == 2);

    JsonNode open = taken.get(0);
    JsonNode closed = taken.get(1);
    assertThat(open.at("/labels/alertname").textValue()).isEqualTo("TemperatureJump");
    assertThat(open.at("/labels/sensor_id").textValue()).isEqualTo("fridge-1");
    assertThat(open.at("/labels/environment").textValue()).isEqualTo("test");
    assertThat(open.get("startsAt").textValue()).isEqualTo("2026-01-01T10:01:00Z");
    assertThat(open.has("endsAt")).isFalse();
    assertThat(closed.get("labels")).isEqualTo(open.get("labels"));
    assertThat(closed.get("startsAt")).isEqualTo(open.get("startsAt"));
    assertThat(closed.get("endsAt").textValue()).isEqualTo("2026-01-01T10:03:00Z");
    assertThat(stores.temperatureAlerts.alerts())
        .extracting(alert -> alert.alertId())
        .containsExactly(open.at("/labels/alert_id").textValue());
  }

  @Test
  void anOpenAlertIsSentAgainAndAgainAlsoAfterARestart() throws Exception {
    JobID first = submit("200ms", false, Optional.empty());
    put("1.csv", reading(0, 4), reading(60, 24));
    await().atMost(Duration.ofSeconds(60)).until(() -> taken.size() >= 3);

    String savepoint = cluster.stop(first);
    int before = taken.size();
    submit("200ms", false, Optional.of(savepoint));
    await().atMost(Duration.ofSeconds(60)).until(() -> taken.size() >= before + 3);

    assertThat(taken).containsOnly(taken.get(0));
  }

  @Test
  void theTablesAreWrittenWhileNobodyTakesAlertsAndTheAlertsComeLater() throws Exception {
    status = 503;
    submit("1m", false, Optional.empty());

    put("1.csv", reading(0, 4), reading(60, 24));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> stores.temperatureAlerts.alerts().size() == 1);
    assertThat(taken).isEmpty();
    status = 200;

    await().atMost(Duration.ofSeconds(60)).until(() -> taken.size() == 1);
  }

  @Test
  void aJobThatEndsHasToldAll() throws Exception {
    put("1.csv", reading(0, 4), reading(60, 24));

    JobID job = submit("1m", true, Optional.empty());
    Map<String, Long> counters = cluster.countersAtEnd(job);

    assertThat(taken).hasSize(1);
    assertThat(counters).containsEntry("notifications.sent", 1L);
  }

  @Test
  void aCheckLooksWhetherItAnswers() throws Exception {
    assertThat(findings()).isEmpty();

    status = 404;
    assertThat(findings())
        .extracting(Finding::toString)
        .containsExactly(
            "alertmanager.urls: http://127.0.0.1:"
                + server.getAddress().getPort()
                + ": answered 404");
  }

  @Test
  void oneThatCannotBeReachedIsOnlyDoubtfulForTheJobWaitsForIt() throws Exception {
    server.stop(0);

    assertThat(findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Finding.Kind.DOUBTFUL);
              assertThat(finding.toString())
                  .startsWith(
                      "alertmanager.urls: http://127.0.0.1:" + server.getAddress().getPort() + ":");
            });
  }

  private List<Finding> findings() throws IOException {
    Files.createDirectories(directory.resolve("readings"));
    return Preflight.of(config("1m", false), Duration.ofSeconds(20)).stream()
        .filter(look -> look.key().equals("alertmanager"))
        .flatMap(look -> look.findings().stream())
        .toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      int now = status;
      if (now == 200 && exchange.getRequestMethod().equals("POST")) {
        JSON.readTree(body).forEach(taken::add);
      }
      exchange.sendResponseHeaders(now, -1);
    }
  }

  private static String reading(long second, int celsius) {
    return "r%d,fridge-1,%d,CELSIUS,%s".formatted(second, celsius, TEN.plusSeconds(second));
  }

  private void put(String name, String... lines) throws IOException {
    put(name, Stream.of(lines));
  }

  /** Whole at once, as a folder that is watched needs it. */
  private void put(String name, Stream<String> lines) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("readings"));
    Path unfinished =
        Files.write(
            directory.resolve("unfinished"),
            Stream.concat(Stream.of("reading_id,sensor_id,value,unit,read_at"), lines).toList());
    Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private JobID submit(String resendEvery, boolean isEnding, Optional<String> savepoint)
      throws Exception {
    Files.createDirectories(directory.resolve("readings"));
    stores = MemoryStores.renewed();
    Configuration settings = cluster.settings(2);
    savepoint.ifPresent(path -> settings.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    AforoJob.of(config(resendEvery, isEnding)).defineIn(env);
    return cluster.submit(env);
  }

  private JobConfig config(String resendEvery, boolean isEnding) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            environment: test
            temperatures: { source: csv, csv: { directory: '%s', discovery: %s } }
            sinks: { results: [memory], deadLetters: [memory], lateEvents: [memory] }
            flush: { every: 20ms }
            alertmanager:
              urls: ["http://127.0.0.1:%d"]
              resendEvery: %s
              labels: { environment: test }
              historical: true
            """
                .formatted(
                    directory.resolve("readings"),
                    isEnding ? "0" : "50ms",
                    server.getAddress().getPort(),
                    resendEvery));
    return JobConfig.load(Optional.of(file), List.of(), Map.of());
  }
}

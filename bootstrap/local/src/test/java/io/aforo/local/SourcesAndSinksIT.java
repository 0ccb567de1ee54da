package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aforo.adapters.files.CsvActivities;
import io.aforo.adapters.files.CsvReadings;
import io.aforo.adapters.files.CsvSales;
import io.aforo.adapters.jdbc.JdbcStores;
import io.aforo.adapters.kafka.EventPublisher;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.kafka.PublishedReading;
import io.aforo.adapters.postgres.PostgresTables;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.application.intake.Ingested;
import io.aforo.domain.time.RowStatus;
import io.aforo.job.AforoJob;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.MemoryStores;
import io.aforo.job.config.JobConfig;
import io.aforo.local.stack.LocalStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One recording, by every source that can carry it and into every sink: the same tables. */
@Timeout(300)
class SourcesAndSinksIT {

  /** What is computed; the three inputs go in front. */
  private static final String COMPUTED =
      """
      environment: test
      reports:
        - { name: hourly-sales, window: tumbling 1h, by: [] }
        - { name: hourly-sales-by-product, window: tumbling 1h, by: [product] }
        - { name: hourly-sales-by-store, window: tumbling 1h, by: [store] }
      flush: { every: 100ms }
      """;

  private static final String INTO_MEMORY =
      "sinks: { results: [memory], deadLetters: [memory], lateEvents: [memory] }\n";

  private static LocalStack stack;
  private static KafkaSettings kafka;
  private static Recordings scenario;

  @TempDir private static Path directory;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    stack = LocalStack.startTemporary(started -> {});
    kafka = new KafkaSettings(stack.bootstrapServers(), stack.schemaRegistryUrl(), "test");
    scenario = Recordings.written(Files.createDirectories(directory.resolve("scenario")));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void aScenarioGivesTheSameTablesByEverySource() throws Exception {
    List<String> expected =
        List.of(
            "sale hourly-sales    EUR 2026-03-02T10:00:00Z 2 1 3.0000 FINAL",
            "sale hourly-sales    EUR 2026-03-02T11:00:00Z 1 0 7.1500 FINAL",
            "sale hourly-sales-by-product  café  EUR 2026-03-02T10:00:00Z 2 0 4.2500 FINAL",
            "sale hourly-sales-by-product  té  EUR 2026-03-02T10:00:00Z 0 1 -1.2500 FINAL",
            "sale hourly-sales-by-product  té  EUR 2026-03-02T11:00:00Z 1 0 7.1500 FINAL",
            "sale hourly-sales-by-store norte   EUR 2026-03-02T10:00:00Z 2 0 4.2500 FINAL",
            "sale hourly-sales-by-store sur   EUR 2026-03-02T10:00:00Z 0 1 -1.2500 FINAL",
            "sale hourly-sales-by-store sur   EUR 2026-03-02T11:00:00Z 1 0 7.1500 FINAL",
            "alert nevera-1 RISING 2026-03-02T10:01:00Z 20.000 C",
            "session ana 2026-03-02T10:00:00Z 2026-03-02T11:00:00Z 2 1800000 FINAL",
            "session luis 2026-03-02T10:00:00Z 2026-03-02T10:30:00Z 1 0 FINAL");

    for (Map.Entry<String, String> source : sources("scenario", scenario).entrySet()) {
      assertThat(tablesBy(source.getValue(), true)).as(source.getKey()).isEqualTo(expected);
    }
  }

  @Test
  void theRecordedDataGivesTheSameTablesByEverySource() throws Exception {
    Recordings recorded = Recordings.in(recordedData());
    List<String> first = List.of();

    for (Map.Entry<String, String> source : sources("recorded", recorded).entrySet()) {
      List<String> tables = tablesBy(source.getValue(), false);
      first = first.isEmpty() ? tables : first;
      // What differs comes first: whole tables are thousands of rows, twice.
      assertThat(without(tables, first)).as("only by " + source.getKey()).isEmpty();
      assertThat(without(first, tables)).as("not by " + source.getKey()).isEmpty();
      assertThat(tables).as(source.getKey()).isEqualTo(first);
    }
    assertThat(countOf("sale ", first)).isEqualTo(4_485);
    assertThat(countOf("alert ", first)).isEqualTo(8);
    assertThat(countOf("session ", first))
        .isEqualTo(
            Files.readAllLines(recordedData().resolve("expected").resolve("activity_sessions.csv"))
                    .size()
                - 1);
  }

  private static long countOf(String kind, List<String> rows) {
    return rows.stream().filter(row -> row.startsWith(kind)).count();
  }

  private static List<String> without(List<String> rows, List<String> others) {
    List<String> left = new ArrayList<>(rows);
    left.removeAll(Set.copyOf(others));
    return left;
  }

  @Test
  void aScenarioGivesTheSameTablesInEverySink() throws Exception {
    Path logs = directory.resolve("logs-of-results");
    execute("CREATE SCHEMA plain");
    String url = stack.database().jdbcUrl() + "?currentSchema=plain";
    execute(url, JdbcStores.createTables());
    KafkaTopics.ensure(
        kafka,
        Stream.of(
                "sales-reports",
                "temperature-alerts",
                "alert-history",
                "activity-sessions",
                "late-events")
            .map(name -> new NewTopic("todos." + name, 2, (short) 1))
            .toList(),
        Duration.ofSeconds(30));
    String config =
        """
        kafka: { bootstrapServers: "%s", schemaRegistryUrl: "%s", topicPrefix: todos. }
        postgres: { host: %s, port: %d, database: %s, user: %s, password: { file: "%s" } }
        jdbc: { url: "%s", user: %s, password: { file: "%s" } }
        csv: { directory: "%s" }
        sinks:
          results: [postgres, jdbc, kafka, print, csv, memory]
          deadLetters: [postgres, jdbc, print, csv, memory]
          lateEvents: [postgres, jdbc, kafka, print, csv, memory]
        """
            .formatted(
                stack.bootstrapServers(),
                stack.schemaRegistryUrl(),
                stack.database().host(),
                stack.database().port(),
                stack.database().database(),
                stack.database().user(),
                stack.database().passwordFile(),
                url,
                stack.database().user(),
                stack.database().passwordFile(),
                logs);
    Path file =
        Files.writeString(
            directory.resolve("sinks.yaml"), COMPUTED + csv("sinks", scenario) + config);
    assertThat(Main.run(new String[] {"migrate", "--config", file.toString()}, quiet(), quiet()))
        .isZero();
    assertThat(Main.run(new String[] {"check", "--config", file.toString()}, quiet(), quiet()))
        .isZero();
    MemoryStores memory = MemoryStores.renewed();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      run(JobConfig.load(Optional.of(file), List.of(), Map.of()));
    } finally {
      System.setOut(standard);
    }

    List<String> sales = SinkRows.salesIn(memory);
    List<String> sessions = SinkRows.sessionsIn(memory);
    List<String> alerts = SinkRows.alertsIn(memory);
    List<String> history = SinkRows.historyIn(memory);
    assertThat(sales).hasSize(8);
    assertThat(sessions).hasSize(2);
    assertThat(alerts).hasSize(1);
    assertThat(history).hasSize(1);
    try (PostgresTables tables =
        new PostgresTables(Adapters.postgresSettings(load(file).deployment()))) {
      assertThat(SinkRows.of(tables, StoredTable.SALES_REPORTS)).isEqualTo(sales);
      assertThat(SinkRows.of(tables, StoredTable.ACTIVITY_SESSIONS)).isEqualTo(sessions);
      assertThat(SinkRows.of(tables, StoredTable.TEMPERATURE_ALERTS)).isEqualTo(alerts);
      assertThat(SinkRows.of(tables, StoredTable.ALERT_HISTORY)).isEqualTo(history);
    }
    try (Connection open = connect(url)) {
      assertThat(SinkRows.of(open, "sales_reports")).isEqualTo(sales);
      assertThat(SinkRows.of(open, "activity_sessions")).isEqualTo(sessions);
      assertThat(SinkRows.of(open, "temperature_alerts")).isEqualTo(alerts);
      assertThat(SinkRows.of(open, "alert_history")).isEqualTo(history);
    }
    assertThat(SinkRows.ofParts(logs.resolve("sales_reports"))).isEqualTo(sales);
    assertThat(SinkRows.ofParts(logs.resolve("activity_sessions"))).isEqualTo(sessions);
    assertThat(SinkRows.ofParts(logs.resolve("temperature_alerts"))).isEqualTo(alerts);
    assertThat(SinkRows.ofParts(logs.resolve("alert_history"))).isEqualTo(history);
    assertThat(SinkRows.ofTopic(kafka, "todos.sales-reports")).isEqualTo(sales);
    assertThat(SinkRows.ofTopic(kafka, "todos.activity-sessions")).isEqualTo(sessions);
    assertThat(SinkRows.ofTopic(kafka, "todos.temperature-alerts")).isEqualTo(alerts);
    assertThat(SinkRows.ofTopic(kafka, "todos.alert-history")).isEqualTo(history);
    assertThat(printed.toString(StandardCharsets.UTF_8).lines().toList())
        .contains(
            "sales  hourly-sales-by-product  [2026-03-02T11:00:00Z, 2026-03-02T12:00:00Z)"
                + "  product té  1 sold, 0 returned, net 7.1500 EUR  FINAL, revision 1",
            "session  ana  [2026-03-02T10:00:00Z, 2026-03-02T11:00:00Z)"
                + "  2 actions in 1800.000 s  FINAL")
        .anyMatch(
            line ->
                line.startsWith(
                    "told   nevera-1  OPEN  WARNING JUMP  20.000 C at 2026-03-02T10:01:00Z, number "));
  }

  /** For each source, the configuration of the three inputs that read these recordings by it. */
  private static Map<String, String> sources(String name, Recordings recordings) throws Exception {
    Map<String, String> sources = new TreeMap<>();
    sources.put("csv", csv(name, recordings));
    sources.put("kafka-avro", kafka("kafka-avro", name));
    sources.put("kafka-json", kafka("kafka-json", name));
    sources.put("jdbc", jdbc(name));
    publishAvro(name, recordings);
    publishJson(name, recordings);
    insert(name, recordings);
    return sources;
  }

  private static String csv(String name, Recordings recordings) throws IOException {
    StringBuilder inputs = new StringBuilder();
    for (Map.Entry<String, Path> file : recordings.files().entrySet()) {
      Path folder =
          Files.createDirectories(directory.resolve(name + "-csv").resolve(file.getKey()));
      Files.copy(file.getValue(), folder.resolve("day.csv"));
      inputs.append(
          "%s: { source: csv, csv: { directory: '%s', discovery: 0 } }%n"
              .formatted(file.getKey(), folder));
    }
    return inputs.toString();
  }

  private static String kafka(String source, String name) {
    String inputs =
        "kafka: { bootstrapServers: '%s', schemaRegistryUrl: '%s' }%n"
            .formatted(stack.bootstrapServers(), stack.schemaRegistryUrl());
    for (String input : Recordings.INPUTS) {
      inputs +=
          "%s: { source: %s, topic: %s }%n".formatted(input, source, topic(source, name, input));
    }
    return inputs;
  }

  private static String topic(String source, String name, String input) {
    return source + "-" + name + "-" + input;
  }

  private static String jdbc(String name) {
    StringBuilder inputs = new StringBuilder();
    for (String input : Recordings.INPUTS) {
      inputs.append(
          "%s: { source: jdbc, jdbc: { url: '%s', user: %s, password: { file: '%s' }, table: %s } }%n"
              .formatted(
                  input,
                  stack.database().jdbcUrl(),
                  stack.database().user(),
                  stack.database().passwordFile(),
                  name + "_" + input));
    }
    return inputs.toString();
  }

  private static void createTopics(String source, String name) {
    KafkaTopics.ensure(
        kafka,
        Recordings.INPUTS.stream()
            .map(input -> new NewTopic(topic(source, name, input), 1, (short) 1))
            .toList(),
        Duration.ofSeconds(30));
  }

  private static void publishAvro(String name, Recordings recordings) throws IOException {
    createTopics("kafka-avro", name);
    try (EventPublisher publisher = new EventPublisher(kafka)) {
      each(
          CsvSales.open(recordings.files().get("sales")),
          sale -> publisher.publish(topic("kafka-avro", name, "sales"), sale, sale.soldAt()));
      each(
          CsvReadings.open(recordings.files().get("temperatures")),
          read ->
              publisher.publish(
                  topic("kafka-avro", name, "temperatures"),
                  new PublishedReading(
                      read.reading().readingId(),
                      read.reading().sensorId(),
                      read.value(),
                      read.unit(),
                      read.reading().readAt()),
                  read.reading().readAt()));
      each(
          CsvActivities.open(recordings.files().get("activity")),
          activity ->
              publisher.publish(
                  topic("kafka-avro", name, "activity"), activity, activity.occurredAt()));
    }
  }

  private static <E> void each(Iterator<Ingested<E>> events, Consumer<E> publish) {
    events.forEachRemaining(event -> publish.accept(((Ingested.Accepted<E>) event).event()));
  }

  /** The lines as they are: texts, but for the numbers, which are written as such. */
  private static void publishJson(String name, Recordings recordings) throws IOException {
    createTopics("kafka-json", name);
    try (JsonTopic topics = new JsonTopic(kafka)) {
      for (String input : Recordings.INPUTS) {
        recordings.rows(
            input,
            row -> topics.publish(topic("kafka-json", name, input), row, Recordings.time(row)));
      }
    }
  }

  private static void insert(String name, Recordings recordings) throws Exception {
    try (Connection open = connect(stack.database().jdbcUrl())) {
      for (String input : Recordings.INPUTS) {
        String table = name + "_" + input;
        List<String> columns = Recordings.columns(input);
        try (Statement statement = open.createStatement()) {
          statement.execute(
              "CREATE TABLE "
                  + table
                  + " ("
                  + String.join(
                      ", ",
                      columns.stream()
                          .map(column -> column + " " + Recordings.sqlTypeOf(column))
                          .toList())
                  + ")");
        }
        try (PreparedStatement insert =
            open.prepareStatement(
                "INSERT INTO "
                    + table
                    + " VALUES ("
                    + String.join(
                        ", ",
                        columns.stream()
                            .map(column -> "?::" + Recordings.sqlTypeOf(column))
                            .toList())
                    + ")")) {
          List<Exception> failures = new ArrayList<>();
          recordings.rows(
              input,
              row -> {
                try {
                  for (int at = 0; at < columns.size(); at++) {
                    String value = row.get(columns.get(at));
                    insert.setString(at + 1, value.isEmpty() ? null : value);
                  }
                  insert.addBatch();
                } catch (Exception failure) {
                  failures.add(failure);
                }
              });
          assertThat(failures).isEmpty();
          insert.executeBatch();
        }
      }
    }
  }

  private static List<String> tablesBy(String inputs, boolean withStatus) throws Exception {
    MemoryStores memory = MemoryStores.renewed();
    Path file = Files.createTempFile(directory, "source", ".yaml");
    Files.writeString(file, COMPUTED + INTO_MEMORY + inputs);

    Map<String, Long> counters = run(load(file));

    assertThat(memory.deadLetters.letters()).isEmpty();
    assertThat(memory.lateEvents.events()).isEmpty();
    List<String> tables = new ArrayList<>();
    if (!withStatus) {
      counters.forEach((counter, count) -> tables.add("counter " + counter + " " + count));
    }
    memory.salesReports.rows().stream()
        .filter(row -> row.status() != RowStatus.MERGED)
        .map(
            row ->
                "sale %s %s %s %s %s %s %d %d %s %s"
                    .formatted(
                        row.report(),
                        row.group().storeId(),
                        row.group().productId(),
                        row.group().customerId(),
                        row.group().currency(),
                        Instant.ofEpochMilli(row.window().start()),
                        row.totals().sales(),
                        row.totals().returns(),
                        row.totals().netDecimal().toPlainString(),
                        withStatus ? row.status() : ""))
        .forEach(tables::add);
    memory.temperatureAlerts.alerts().stream()
        .map(
            alert ->
                "alert %s %s %s %s"
                    .formatted(
                        alert.sensorId(),
                        alert.direction().orElseThrow(),
                        Instant.ofEpochMilli(alert.openedAt()),
                        alert.peak()))
        .sorted()
        .forEach(tables::add);
    memory.activitySessions.sessions().stream()
        .filter(session -> session.status() != RowStatus.MERGED)
        .map(
            session ->
                "session %s %s %s %d %d %s"
                    .formatted(
                        session.userId(),
                        Instant.ofEpochMilli(session.window().start()),
                        Instant.ofEpochMilli(session.window().end()),
                        session.actions(),
                        session.activeMillis(),
                        withStatus ? session.status() : ""))
        .forEach(tables::add);
    return tables;
  }

  private static JobConfig load(Path file) {
    return JobConfig.load(Optional.of(file), List.of(), Map.of());
  }

  /** Runs a job to its end; its counters tell what it read, whatever the sinks hold. */
  private static Map<String, Long> run(JobConfig config) throws Exception {
    try (LocalFlink flink =
        LocalFlink.run(AforoJob.bounded(config), 1, Files.createTempDirectory(directory, "job"))) {
      Optional<JobResult> result = flink.awaitEnd(Duration.ofSeconds(120));
      assertThat(result).isPresent();
      result.get().toJobExecutionResult(SourcesAndSinksIT.class.getClassLoader());
      return flink.counters();
    }
  }

  private static void execute(String sql) throws Exception {
    execute(stack.database().jdbcUrl(), sql);
  }

  private static void execute(String url, String sql) throws Exception {
    try (Connection open = connect(url);
        Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(String url) throws Exception {
    return DriverManager.getConnection(url, stack.database().user(), stack.database().password());
  }

  private static PrintStream quiet() {
    return new PrintStream(new ByteArrayOutputStream(), true);
  }

  private static Path recordedData() {
    Path parent = Path.of("").toAbsolutePath();
    while (parent != null && !Files.isDirectory(parent.resolve("shared/data/expected"))) {
      parent = parent.getParent();
    }
    assumeTrue(parent != null, "the recorded data is not there");
    return parent.resolve("shared/data");
  }
}

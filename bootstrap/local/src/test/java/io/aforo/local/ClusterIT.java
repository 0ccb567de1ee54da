package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aforo.adapters.jdbc.JdbcStores;
import io.aforo.adapters.kafka.EventPublisher;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.kafka.PublishedReading;
import io.aforo.adapters.postgres.PasswordSource;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresTables;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.local.stack.EmbeddedDatabase;
import io.aforo.local.stack.FlinkCluster;
import io.aforo.local.stack.LocalStack;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JAR on a real cluster: submitted, crashed, stopped and resumed with Flink's own command line,
 * from a real broker and registry to a real Postgres. Tables are compared whole.
 */
@Timeout(300)
class ClusterIT {

  private static final String SALES = "sales";
  private static final String READINGS = "temperature-readings";

  @TempDir private Path directory;

  private LocalStack stack;
  private FlinkCluster cluster;
  private EventPublisher publisher;
  private PostgresSettings postgres;
  private KafkaSettings kafka;

  @BeforeEach
  void start() throws Exception {
    stack = LocalStack.startTemporary(started -> {});
    cluster =
        FlinkCluster.start(
            directory.resolve("cluster"),
            2,
            2,
            Map.of(
                "execution.checkpointing.dir",
                directory.resolve("checkpoints").toUri().toString(),
                // A job of two subtasks needs both TaskManagers.
                "taskmanager.load-balance.mode",
                "SLOTS"));
    EmbeddedDatabase database = stack.database();
    postgres =
        PostgresSettings.of(database.host(), database.port(), database.database(), database.user())
            .withPassword(PasswordSource.file(passwordFile().toString()));
    PostgresSchema.migrate(postgres);
    kafka = new KafkaSettings(stack.bootstrapServers(), stack.schemaRegistryUrl(), "cluster-it");
    KafkaTopics.ensure(
        kafka,
        Stream.of(SALES, READINGS, SALES + ".dlq", READINGS + ".dlq")
            .map(topic -> new NewTopic(topic, 2, (short) 1))
            .toList(),
        Duration.ofSeconds(20));
    publisher = new EventPublisher(kafka);
  }

  @AfterEach
  void stop() {
    if (publisher != null) {
      publisher.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void theJobCountsEverythingOnceThroughACrashAndASavepoint() throws Exception {
    // Between two hours: rows when event time has passed an hour's end, alerts at once.
    publish("1", "norte", "pan", SaleKind.SALE, "2.000", "3.50", "10:05:00");
    publish("1", "norte", "pan", SaleKind.SALE, "2.000", "3.50", "10:05:00");
    publish("2", "sur", "pan", SaleKind.SALE, "1.500", "19.99", "10:20:00");
    publish("3", "norte", "cafe", SaleKind.RETURN, "1.000", "10.00", "10:40:00");
    publish("fridge", 4.0, "10:00:00");
    publish("fridge", 25.0, "10:00:30");
    publisher.flush();
    byte[] json = "{\"sale_id\": \"4\"}".getBytes(StandardCharsets.UTF_8);
    long jsonOffset = publishBytes(json);
    byte[] trailed = withTrailingBytes(read(SALES, 4).get(0).value());
    long trailedOffset = publishBytes(trailed);
    sellInEveryPartitionAt("11:30:00");

    String jobId = submit(List.of("-p", "2"));

    awaitTable(
        StoredTable.SALES_REPORTS,
        """
        hourly-sales,,,,EUR,10,0,2,1,2.500,23.4900,10.0000,13.4900,FINAL,3
        hourly-sales-by-product,,cafe,,EUR,10,0,0,1,-1.000,0.0000,10.0000,-10.0000,FINAL,1
        hourly-sales-by-product,,pan,,EUR,10,0,2,0,3.500,23.4900,0.0000,23.4900,FINAL,2
        hourly-sales-by-store,norte,,,EUR,10,0,1,1,1.000,3.5000,10.0000,-6.5000,FINAL,2
        hourly-sales-by-store,sur,,,EUR,10,0,1,0,1.500,19.9900,0.0000,19.9900,FINAL,1
        """);
    awaitTable(
        StoredTable.TEMPERATURE_ALERTS,
        """
        JUMP,fridge,temperature-jump,WARNING,OPEN,,RISING,10:00:30,,21.000,4.000,10:00:00,25.000,10:00:30
        """);
    assertThatDeadLettersAre(json, jsonOffset, trailed, trailedOffset);
    assertThatBothTaskManagersWork();
    assertThatNobodyTellsThePassword(jobId);

    // Late for an hour that is closed, and for one that is not.
    publish("5", "norte", "pan", SaleKind.SALE, "1.000", "1.00", "12:10:00");
    sellInEveryPartitionAt("13:30:00");
    awaitTable(StoredTable.SALES_REPORTS, 12);
    publish("6", "sur", "pan", SaleKind.SALE, "1.000", "2.00", "12:15:00");
    publish("7", "sur", "pan", SaleKind.SALE, "1.000", "4.00", "10:15:00");
    publisher.flush();
    awaitTable(
        StoredTable.LATE_EVENTS,
        """
        hourly-sales,sur,7,10:15:00,13:29:54.999,10:00:00/11:00:00
        hourly-sales-by-product,sur,7,10:15:00,13:29:54.999,10:00:00/11:00:00
        hourly-sales-by-store,sur,7,10:15:00,13:29:54.999,10:00:00/11:00:00
        """);

    // A crash, with sales before and after it.
    awaitCheckpoint(jobId);
    publish("8", "norte", "pan", SaleKind.SALE, "1.000", "8.00", "13:40:00");
    publisher.flush();
    cluster.killTaskManager(cluster.taskManagers().get(0));
    publish("9", "sur", "pan", SaleKind.SALE, "1.000", "16.00", "13:50:00");
    publish("fridge", 30.0, "10:00:50");
    sellInEveryPartitionAt("14:30:00");
    awaitTable(
        StoredTable.TEMPERATURE_ALERTS,
        """
        JUMP,fridge,temperature-jump,WARNING,OPEN,,RISING,10:00:30,,26.000,4.000,10:00:00,30.000,10:00:50
        """);
    awaitTable(
        StoredTable.SALES_REPORTS,
        """
        hourly-sales,,,,EUR,10,0,2,1,2.500,23.4900,10.0000,13.4900,FINAL,3
        hourly-sales,,,,EUR,11,0,2,0,2.000,2.0000,0.0000,2.0000,FINAL,2
        hourly-sales,,,,EUR,12,0,2,0,2.000,3.0000,0.0000,3.0000,CORRECTED,2
        hourly-sales,,,,EUR,13,0,4,0,4.000,26.0000,0.0000,26.0000,FINAL,4
        hourly-sales-by-product,,cafe,,EUR,10,0,0,1,-1.000,0.0000,10.0000,-10.0000,FINAL,1
        hourly-sales-by-product,,pan,,EUR,10,0,2,0,3.500,23.4900,0.0000,23.4900,FINAL,2
        hourly-sales-by-product,,pan,,EUR,12,0,2,0,2.000,3.0000,0.0000,3.0000,CORRECTED,2
        hourly-sales-by-product,,pan,,EUR,13,0,2,0,2.000,24.0000,0.0000,24.0000,FINAL,2
        hourly-sales-by-product,,te,,EUR,11,0,2,0,2.000,2.0000,0.0000,2.0000,FINAL,2
        hourly-sales-by-product,,te,,EUR,13,0,2,0,2.000,2.0000,0.0000,2.0000,FINAL,2
        hourly-sales-by-store,norte,,,EUR,10,0,1,1,1.000,3.5000,10.0000,-6.5000,FINAL,2
        hourly-sales-by-store,norte,,,EUR,11,0,1,0,1.000,1.0000,0.0000,1.0000,FINAL,1
        hourly-sales-by-store,norte,,,EUR,12,0,1,0,1.000,1.0000,0.0000,1.0000,FINAL,1
        hourly-sales-by-store,norte,,,EUR,13,0,2,0,2.000,9.0000,0.0000,9.0000,FINAL,2
        hourly-sales-by-store,sur,,,EUR,10,0,1,0,1.500,19.9900,0.0000,19.9900,FINAL,1
        hourly-sales-by-store,sur,,,EUR,11,0,1,0,1.000,1.0000,0.0000,1.0000,FINAL,1
        hourly-sales-by-store,sur,,,EUR,12,0,1,0,1.000,2.0000,0.0000,2.0000,FINAL,1
        hourly-sales-by-store,sur,,,EUR,13,0,2,0,2.000,17.0000,0.0000,17.0000,FINAL,2
        """);
    assertThat(checkpoints(jobId).path("restored").asInt()).as("restarts").isPositive();

    // A savepoint, and on from it with half as many subtasks.
    String savepoint = cluster.stopWithSavepoint(jobId, directory.resolve("savepoints"));
    publish("8", "norte", "pan", SaleKind.SALE, "1.000", "8.00", "13:40:00");
    publish("10", "norte", "pan", SaleKind.SALE, "1.000", "32.00", "14:45:00");
    publish("fridge", 30.0, "10:03:30");
    publish("fridge", 30.0, "10:03:40");
    sellInEveryPartitionAt("15:30:00");
    String resumedId = submit(List.of("-p", "1", "-s", savepoint));
    List<List<String>> before = table(StoredTable.SALES_REPORTS);
    awaitTable(
        StoredTable.TEMPERATURE_ALERTS,
        """
        JUMP,fridge,temperature-jump,WARNING,CLOSED,QUIET,RISING,10:00:30,10:03:40,26.000,4.000,10:00:00,30.000,10:00:50
        """);
    awaitTable(StoredTable.SALES_REPORTS, 23);
    assertThat(table(StoredTable.SALES_REPORTS)).containsAll(before);
    assertThat(lines(StoredTable.SALES_REPORTS))
        .filteredOn(line -> line.contains(",EUR,14,"))
        .containsExactly(
            """
            hourly-sales,,,,EUR,14,0,3,0,3.000,34.0000,0.0000,34.0000,FINAL,3
            hourly-sales-by-product,,pan,,EUR,14,0,1,0,1.000,32.0000,0.0000,32.0000,FINAL,1
            hourly-sales-by-product,,te,,EUR,14,0,2,0,2.000,2.0000,0.0000,2.0000,FINAL,2
            hourly-sales-by-store,norte,,,EUR,14,0,2,0,2.000,33.0000,0.0000,33.0000,FINAL,2
            hourly-sales-by-store,sur,,,EUR,14,0,1,0,1.000,1.0000,0.0000,1.0000,FINAL,1
            """
                .split("\n"));
    assertThat(table(StoredTable.DEAD_LETTERS)).hasSize(2);
    assertThat(table(StoredTable.LATE_EVENTS)).hasSize(3);
    assertThatNobodyTellsThePassword(resumedId);
    cluster.cancel(resumedId);

    // Without the state it would have to begin again, over what it has written.
    FlinkCluster.Submission refused =
        cluster.submit(List.of(), jar(), "--config", directory.resolve("cluster.yaml").toString());
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.output())
        .contains(
            "holds rows of generation 1 already, in sales_reports, temperature_alerts",
            "flink run -s PATH",
            "--allow-fresh-start");
  }

  @Test
  void theJarBringsEverySourceAndSinkAlongAndRefusesAMappingThatDoesNotFit() throws Exception {
    Path readings = Files.createDirectories(directory.resolve("readings"));
    Files.writeString(
        readings.resolve("2026-03-02.csv"),
        """
        reading_id,sensor_id,value,unit,read_at
        1,fridge,4,CELSIUS,2026-03-02T10:00:00Z
        2,fridge,25,CELSIUS,2026-03-02T10:00:30Z
        """);
    String plain = stack.database().jdbcUrl() + "?currentSchema=plain";
    execute(stack.database().jdbcUrl(), "CREATE SCHEMA plain");
    execute(plain, JdbcStores.createTables());
    execute(
        plain,
        "CREATE TABLE clicks (who text, what text, at timestamp);"
            + "INSERT INTO clicks VALUES ('ana', 'entra', '2026-03-02 11:00'),"
            + " ('ana', 'paga', '2026-03-02 11:29'), ('eva', '', '2026-03-02 11:00')");
    KafkaTopics.ensure(
        kafka,
        Stream.of(
                "sales-reports",
                "temperature-alerts",
                "alert-history",
                "activity-sessions",
                "late-events")
            .map(topic -> new NewTopic("aforo." + topic, 1, (short) 1))
            .toList(),
        Duration.ofSeconds(20));
    String connection =
        "url: '%s', user: %s, password: { file: '%s' }"
            .formatted(plain, postgres.user(), passwordFile());
    Path logs = directory.resolve("logs-of-results");
    Path config =
        Files.writeString(
            directory.resolve("adapters.yaml"),
            """
            environment: cluster-test
            kafka: { bootstrapServers: "%s", schemaRegistryUrl: "%s" }
            sales: { source: datagen, datagen: { rate: 1000, rows: 500 } }
            temperatures: { source: csv, csv: { directory: '%s', discovery: 0 } }
            activity:
              source: jdbc
              jdbc: { %s, table: clicks }
              mapping: { user: who, action: what, time: { field: at, zone: Europe/Madrid } }
            reports: [ { name: all, window: tumbling 1m, by: [] } ]
            sinks: { results: [jdbc, csv, kafka, print], deadLetters: [csv], lateEvents: [kafka] }
            jdbc: { %s }
            csv: { directory: '%s' }
            """
                .formatted(
                    stack.bootstrapServers(),
                    stack.schemaRegistryUrl(),
                    readings,
                    connection,
                    connection,
                    logs));

    String jobId = submit(config, List.of("-p", "2"));

    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> cluster.status(jobId).matches("FINISHED|FAILED|RESTARTING"));
    assertThat(cluster.status(jobId))
        .as(cluster.get("/jobs/" + jobId + "/exceptions").toString())
        .isEqualTo("FINISHED");
    try (Connection open =
            DriverManager.getConnection(plain, postgres.user(), stack.database().password());
        Statement statement = open.createStatement()) {
      assertThat(oneLine(statement, "SELECT sum(sales + returns) FROM sales_reports"))
          .isEqualTo("500");
      assertThat(oneLine(statement, "SELECT sensor_id, state, opened_at FROM temperature_alerts"))
          .isEqualTo("fridge OPEN 2026-03-02 10:00:30");
      assertThat(
              oneLine(statement, "SELECT user_id, session_start, actions FROM activity_sessions"))
          .isEqualTo("ana 2026-03-02 10:00:00 2");
    }
    assertThat(logs.resolve("sales_reports")).isNotEmptyDirectory();
    assertThat(logs.resolve("dead_letters")).isNotEmptyDirectory();
    assertThatNobodyTellsThePassword(jobId);

    publish("1", "norte", "pan", SaleKind.SALE, "1.000", "1.00", "10:05:00");
    publisher.flush();
    Path wrong =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            """
            environment: cluster-test
            kafka: { bootstrapServers: "%s", schemaRegistryUrl: "%s" }
            sales: { mapping: { amount: amuont } }
            sinks: { results: [print], deadLetters: [print], lateEvents: [print] }
            """
                .formatted(stack.bootstrapServers(), stack.schemaRegistryUrl()));
    FlinkCluster.Submission refused =
        cluster.submit(List.of(), jar(), "--config", wrong.toString());
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.output())
        .contains("sales.mapping.amount: there is no field amuont", "did you mean: amount");
  }

  private void execute(String url, String sql) throws SQLException {
    try (Connection open =
            DriverManager.getConnection(url, postgres.user(), stack.database().password());
        Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The values of the only row. */
  private static String oneLine(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).as("a row").isTrue();
      List<String> values = new ArrayList<>();
      for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
        values.add(row.getString(column));
      }
      assertThat(row.next()).as("a second row").isFalse();
      return String.join(" ", values);
    }
  }

  // What goes in.

  private void publish(
      String id,
      String store,
      String product,
      SaleKind kind,
      String quantity,
      String amount,
      String time) {
    long soldAt = at(time);
    publisher.publish(
        SALES,
        new Sale(
            id,
            store,
            product,
            "",
            kind,
            Quantity.of(new BigDecimal(quantity)),
            Money.of(new BigDecimal(amount), "EUR"),
            soldAt),
        soldAt);
  }

  private void publish(String sensor, double celsius, String time) {
    publisher.publish(
        READINGS,
        new PublishedReading("", sensor, celsius, TemperatureUnit.CELSIUS, at(time)),
        at(time));
  }

  /** Moves time: these two stores are in different partitions, and there are two. */
  private void sellInEveryPartitionAt(String time) {
    publish("tea at " + time, "norte", "te", SaleKind.SALE, "1.000", "1.00", time);
    publish("tea at " + time, "sur", "te", SaleKind.SALE, "1.000", "1.00", time);
    publisher.flush();
  }

  /** Publishes something to partition 0 and returns its offset. */
  private long publishBytes(byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      RecordMetadata written =
          producer.send(new ProducerRecord<>(SALES, 0, at("10:30:00"), bytes("sur"), value)).get();
      return written.offset();
    }
  }

  private static byte[] withTrailingBytes(byte[] value) {
    byte[] longer = Arrays.copyOf(value, value.length + 3);
    Arrays.fill(longer, value.length, longer.length, (byte) 7);
    return longer;
  }

  // The job.

  private String submit(List<String> options) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("cluster.yaml"),
            """
            environment: cluster-test
            kafka: { bootstrapServers: "%s", schemaRegistryUrl: "%s" }
            postgres:
              host: %s
              port: %d
              database: %s
              user: %s
              password: { file: "%s" }
            sales: {}
            temperatures: {}
            reports:
              - { name: hourly-sales-by-product, window: tumbling 1h, by: [product], lateness: 1h }
              - { name: hourly-sales-by-store, window: tumbling 1h, by: [store], lateness: 1h }
              - { name: hourly-sales, window: tumbling 1h, by: [], lateness: 1h }
            flush: { every: 100ms }
            checkpoint: { interval: 500ms }
            """
                .formatted(
                    stack.bootstrapServers(),
                    stack.schemaRegistryUrl(),
                    postgres.host(),
                    postgres.port(),
                    postgres.database(),
                    postgres.user(),
                    passwordFile()));
    return submit(config, options);
  }

  private String submit(Path config, List<String> options) {
    FlinkCluster.Submission submission =
        cluster.submit(options, jar(), "--config", config.toString());
    assertThat(submission.exitCode()).as(submission.output()).isZero();
    return submission.jobId();
  }

  private static Path jar() {
    Path jar =
        Path.of(System.getProperty("basedir", ""), "../job/target/aforo-job.jar")
            .toAbsolutePath()
            .normalize();
    assertThat(jar).as("what bootstrap/job packages").isRegularFile();
    return jar;
  }

  private Path passwordFile() throws IOException {
    Path file = directory.resolve("postgres-password");
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, stack.database().password());
    }
    return file;
  }

  private JsonNode checkpoints(String jobId) {
    return cluster.get("/jobs/" + jobId + "/checkpoints").path("counts");
  }

  private void awaitCheckpoint(String jobId) {
    await().until(() -> checkpoints(jobId).path("completed").asInt() > 0);
  }

  private void assertThatBothTaskManagersWork() {
    assertThat(cluster.get("/taskmanagers").path("taskmanagers"))
        .extracting(each -> each.path("freeSlots").asInt())
        .containsExactly(1, 1);
  }

  /** Not in what the cluster serves, and in no file of it: logs, job graphs, checkpoints. */
  private void assertThatNobodyTellsThePassword(String jobId) throws IOException {
    String password = stack.database().password();
    for (String path :
        List.of(
            "/jobs/" + jobId,
            "/jobs/" + jobId + "/config",
            "/jobs/" + jobId + "/plan",
            "/jobmanager/config",
            "/jobmanager/environment")) {
      assertThat(cluster.get(path).toString()).as(path).isNotEmpty().doesNotContain(password);
    }
    assertThat(filesThatHold(password)).isEmpty();
    assertThat(filesThatHold(stack.bootstrapServers())).as("what is found if told").isNotEmpty();
  }

  /** Of the cluster's own and of what the job saves there. */
  private List<Path> filesThatHold(String text) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String name : List.of("cluster", "checkpoints", "savepoints")) {
      Path place = directory.resolve(name);
      if (Files.exists(place)) {
        Files.walkFileTree(
            place,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                try {
                  if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                  }
                  return FileVisitResult.CONTINUE;
                } catch (NoSuchFileException gone) {
                  return goOnIfGone(gone);
                }
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException failure)
                  throws IOException {
                return goOnIfGone(failure);
              }

              @Override
              public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                  throws IOException {
                return failure == null ? FileVisitResult.CONTINUE : goOnIfGone(failure);
              }
            });
      }
    }
    return found;
  }

  /** Checkpoints come and go while they are looked at. */
  private static FileVisitResult goOnIfGone(IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }

  // What comes out.

  private void assertThatDeadLettersAre(
      byte[] json, long jsonOffset, byte[] trailed, long trailedOffset) {
    awaitTable(StoredTable.DEAD_LETTERS, 2);
    assertThat(table(StoredTable.DEAD_LETTERS))
        .extracting(row -> List.of(row.get(0), row.get(1), row.get(2), row.get(3), row.get(8)))
        .containsExactly(
            List.of(SALES, "0", "" + jsonOffset, "BAD_FRAME", base64(json)),
            List.of(SALES, "0", "" + trailedOffset, "TRAILING_BYTES", base64(trailed)));

    Map<Long, ConsumerRecord<byte[], byte[]>> letters = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> letter : read(SALES + ".dlq", 2)) {
      letters.put(Long.parseLong(headers(letter).get("aforo.offset")), letter);
    }
    assertThat(letters).containsOnlyKeys(jsonOffset, trailedOffset);
    assertThat(letters.get(jsonOffset).key()).isEqualTo(bytes("sur"));
    assertThat(letters.get(jsonOffset).value()).isEqualTo(json);
    assertThat(headers(letters.get(jsonOffset)))
        .containsAllEntriesOf(
            Map.of(
                "aforo.reason",
                "BAD_FRAME",
                "aforo.topic",
                SALES,
                "aforo.partition",
                "0",
                "aforo.timestamp",
                "" + at("10:30:00")))
        .containsKeys("aforo.error", "aforo.detail");
    assertThat(letters.get(trailedOffset).value()).isEqualTo(trailed);
    assertThat(headers(letters.get(trailedOffset)))
        .containsEntry("aforo.reason", "TRAILING_BYTES")
        .containsEntry("aforo.topic", SALES);
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }

  /** The first records of a topic of two partitions. */
  private List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers(), "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1)));
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInSameThread()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
              });
      return records;
    }
  }

  /** Waits until a table has these lines; see {@link #lines}. */
  private void awaitTable(StoredTable table, String lines) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> assertThat(lines(table)).containsExactlyElementsOf(lines.lines().toList()));
  }

  private void awaitTable(StoredTable table, int rows) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(table(table)).hasSize(rows));
  }

  /**
   * A table's rows with commas in between, and without the date; of a report's window only the hour
   * that it starts at, of an alert neither the id nor the words for people.
   */
  private List<String> lines(StoredTable table) {
    return table(table).stream()
        .map(ArrayList::new)
        .map(
            row -> {
              if (table == StoredTable.TEMPERATURE_ALERTS) {
                row.remove(row.size() - 1);
                row.remove(0);
              } else if (table == StoredTable.SALES_REPORTS) {
                Instant start = Instant.parse(row.get(5));
                assertThat(row.remove(6)).isEqualTo(start.plus(Duration.ofHours(1)).toString());
                row.set(5, row.get(5).substring(11, 13));
              }
              return String.join(",", row).replaceAll("2026-03-02T([0-9:.]+)Z", "$1");
            })
        .toList();
  }

  private List<List<String>> table(StoredTable table) {
    List<List<String>> rows = new ArrayList<>();
    try (PostgresTables tables = new PostgresTables(postgres)) {
      tables.read(table, rows::add);
    }
    return rows;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long at(String time) {
    return Instant.parse("2026-03-02T" + time + "Z").toEpochMilli();
  }
}

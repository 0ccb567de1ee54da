package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.aforo.adapters.jdbc.JdbcStores;
import io.aforo.adapters.kafka.EventPublisher;
import io.aforo.adapters.kafka.PublishedReading;
import io.aforo.adapters.postgres.PasswordSource;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.domain.sales.SaleBuilder;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.job.AforoJob;
import io.aforo.job.config.JobConfig;
import io.aforo.local.stack.EmbeddedDatabase;
import io.aforo.local.stack.FlinkCluster;
import io.aforo.local.stack.RegistryGate;
import io.aforo.local.stack.SecureServers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canaries: a secret of its own wherever a secret can stand, and one word in all that records hold.
 * The JAR runs on a real cluster, through good and bad records, rows that a database refuses, a
 * crash and a savepoint; and then none of the secrets is found anywhere, and the word in no log.
 */
@Timeout(300)
class CanaryIT {

  /** In ids, names, keys, headers and values of all records. */
  private static final String CONTENT = "kanarie";

  private static final String KAFKA_PASSWORD = "nachtigall-kafka";
  private static final String KEY_PASSWORD = "nachtigall-key";
  private static final String REGISTRY_TOKEN = "nachtigall-registry";
  private static final String ALERTMANAGER_TOKEN = "nachtigall-alertmanager";

  private static final String[] READ = {"sales", "temperature-readings", "sensors", "clicks"};

  private final Set<String> tokensTold = ConcurrentHashMap.newKeySet();

  @TempDir private Path directory;

  private SecureServers servers;
  private EmbeddedDatabase database;
  private CompletableFuture<FlinkCluster> startingCluster;
  private FlinkCluster cluster;
  private KafkaProducer<byte[], byte[]> producer;
  private HttpServer alertmanager;
  private String plain;

  @BeforeEach
  void start() throws Exception {
    // Most of it is waiting, for processes beside one another.
    startingCluster = CompletableFuture.supplyAsync(this::startCluster);
    database = EmbeddedDatabase.start(directory.resolve("database"), false);
    servers =
        SecureServers.start(
            directory.resolve("servers"),
            KEY_PASSWORD,
            Map.of(RegistryGate.bearer(REGISTRY_TOKEN), 200));
    servers.addUser(SecureServers.USER, KAFKA_PASSWORD);
    servers.createTopics(
        Stream.of(READ)
            .flatMap(topic -> Stream.of(topic, topic + ".dlq"))
            .map(topic -> new NewTopic(topic, 1, (short) 1))
            .toArray(NewTopic[]::new));
    servers.allow(SecureServers.USER, AclOperation.READ, ResourceType.TOPIC, READ);
    servers.allow(
        SecureServers.USER,
        AclOperation.WRITE,
        ResourceType.TOPIC,
        Stream.of(READ).map(topic -> topic + ".dlq").toArray(String[]::new));
    servers.allow(SecureServers.USER, AclOperation.READ, ResourceType.GROUP, "aforo-main-canaries");
    PostgresSchema.migrate(
        PostgresSettings.of(database.host(), database.port(), database.database(), database.user())
            .withPassword(PasswordSource.file(database.passwordFile().toString())));
    plain = database.jdbcUrl() + "?currentSchema=plain";
    execute(database.jdbcUrl(), "CREATE SCHEMA plain");
    execute(plain, JdbcStores.createTables());
    // One sink has it for a bad row and goes on, the other one fails and starts again.
    execute(
        database.jdbcUrl(),
        "ALTER TABLE sales_reports ADD CHECK (product_id <> 'kanarie-verboten')");
    execute(
        plain,
        "ALTER TABLE sales_reports ADD CONSTRAINT cage CHECK (product_id <> 'kanarie-verboten')");
    Map<String, Object> properties = new HashMap<>(servers.ofAdmin().properties());
    properties.put("bootstrap.servers", servers.bootstrapServers());
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    alertmanager = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    alertmanager.createContext(
        "/",
        exchange -> {
          tokensTold.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    alertmanager.start();
    cluster = startingCluster.get();
  }

  private FlinkCluster startCluster() {
    return FlinkCluster.start(
        directory.resolve("cluster"),
        2,
        2,
        Map.of(
            "execution.checkpointing.dir",
            directory.resolve("checkpoints").toUri().toString(),
            "execution.checkpointing.externalized-checkpoint-retention",
            "RETAIN_ON_CANCELLATION",
            // Small state is otherwise part of the metadata alone.
            "execution.checkpointing.data-inline-threshold",
            "0 b",
            "restart-strategy.type",
            "fixed-delay",
            "restart-strategy.fixed-delay.attempts",
            "1000",
            "restart-strategy.fixed-delay.delay",
            "1 s",
            // A job of two subtasks needs both TaskManagers.
            "taskmanager.load-balance.mode",
            "SLOTS"));
  }

  @AfterEach
  void stop() {
    if (startingCluster != null) {
      startingCluster.thenAccept(FlinkCluster::close).handle((closed, failure) -> null).join();
    }
    if (alertmanager != null) {
      alertmanager.stop(0);
    }
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
    if (servers != null) {
      servers.close();
    }
    if (database != null) {
      database.close();
    }
  }

  @Test
  void noSecretIsFoundAnywhereAndNoContentOfARecordInALog() throws Exception {
    Path config = config();
    publishGoodRecords();
    publishBadRecords();

    FlinkCluster.Submission submission =
        cluster.submit(List.of("-p", "2"), jar(), "--config", config.toString());
    assertThat(submission.exitCode()).as(submission.output()).isZero();
    String job = submission.jobId();

    // The row that is refused stops one sink, again and again, until it may go on.
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> exceptions(job).contains("refused a row, SQLSTATE 23514"));
    List<String> served = everythingServed(job);
    execute(plain, "ALTER TABLE sales_reports DROP CONSTRAINT cage");
    awaitCount(plain, "sales_reports WHERE product_id = 'kanarie-verboten'", 1);
    awaitCount(plain, "temperature_alerts WHERE sensor_id = 'kanarie-fridge'", 1);
    awaitCount(database.jdbcUrl(), "dead_letters WHERE reason = 'BAD_FRAME'", 1);
    awaitCount(database.jdbcUrl(), "dead_letters WHERE reason = 'BAD_AVRO'", 1);
    awaitCount(database.jdbcUrl(), "dead_letters WHERE reason = 'BAD_JSON'", 1);
    awaitCount(database.jdbcUrl(), "dead_letters WHERE reason = 'INVALID_SENSOR'", 1);
    awaitCount(
        database.jdbcUrl(),
        "dead_letters WHERE encode(value, 'escape') LIKE '%kanarie-verboten%'",
        1);
    awaitCheckpoint(job);
    long before = restarts(job);
    cluster.killTaskManager(cluster.taskManagers().get(0));
    cluster.startTaskManager();
    await().atMost(Duration.ofSeconds(60)).until(() -> restarts(job) > before);
    await().atMost(Duration.ofSeconds(90)).until(() -> cluster.allTasksRun(job));
    awaitCheckpoint(job);
    served.addAll(everythingServed(job));
    String savepoint = cluster.stopWithSavepoint(job, directory.resolve("savepoints"));

    assertThat(savepoint).isNotEmpty();
    assertThat(tokensTold).as("Alertmanager was told").contains("Bearer " + ALERTMANAGER_TOKEN);
    assertThat(filesThatHold(CONTENT, this::isState)).as("records in state").isNotEmpty();
    assertThat(filesThatHold("BAD_FRAME", this::isExport)).as("records in exports").isNotEmpty();
    assertThat(filesThatHold("INFO", file -> isOurs(file) && isLog(file)))
        .as("logs of one JobManager and three TaskManagers")
        .hasSizeGreaterThanOrEqualTo(4);
    byte[] graph = graph(config);
    assertThat(holds(graph, servers.bootstrapServers())).as("the graph holds settings").isTrue();
    for (String secret : secrets()) {
      assertThat(filesThatHold(secret, this::isOurs)).isEmpty();
      assertThat(served).noneMatch(text -> text.contains(secret));
      assertThat(holds(graph, secret)).isFalse();
      assertThat(inTables(secret)).isEmpty();
    }
    assertThat(linesThatHold(CONTENT)).isEmpty();
  }

  // What goes in.

  private void publishGoodRecords() throws Exception {
    try (EventPublisher publisher = new EventPublisher(servers.ofAdmin())) {
      for (String time : List.of("10:00", "10:10", "11:30")) {
        for (String product : List.of("kanarie-pan", "kanarie-verboten")) {
          publisher.publish(
              "sales",
              SaleBuilder.aSale()
                  .id("kanarie-sale-" + product + time)
                  .in("kanarie-store")
                  .ofProduct(product)
                  .by("kanarie-customer")
                  .at(time)
                  .build(),
              SaleBuilder.time(time));
        }
      }
      long time = SaleBuilder.time("10:00");
      publisher.publish("temperature-readings", reading(4, time), time);
      publisher.publish("temperature-readings", reading(30, time + 30_000), time + 30_000);
    }
    send("sensors", "kanarie-fridge", "{\"sensorType\": \"fridge\", \"store\": \"kanarie-store\"}");
    send(
        "clicks",
        "kanarie-user",
        "{\"user_id\": \"kanarie-user\", \"action\": \"kanarie-click\","
            + " \"time\": \"2026-03-02T10:00:00Z\"}");
  }

  private static PublishedReading reading(double celsius, long time) {
    return new PublishedReading(
        "kanarie-reading-" + celsius, "kanarie-fridge", celsius, TemperatureUnit.CELSIUS, time);
  }

  /** Of every kind of fault that a decoder has an exception for. */
  private void publishBadRecords() throws Exception {
    send("sales", "kanarie-key", "{\"sale_id\": \"kanarie-json-for-avro\"}");
    byte[] text = bytes("kanarie-and-no-end-of-it");
    byte[] cut = new byte[5 + text.length];
    // Sales were registered first. Their first field is a text, here of a length that is not there.
    cut[4] = 1;
    System.arraycopy(text, 0, cut, 5, text.length);
    cut[5] = 127;
    send("sales", bytes("kanarie-key"), cut);
    byte[] unknown = cut.clone();
    unknown[3] = 77;
    send("sales", bytes("kanarie-key"), unknown);
    send("temperature-readings", bytes("kanarie-key"), new byte[] {0, 0, 0, 0, 1, 2, 'k'});
    send("sensors", "kanarie-bad-sensor", "{\"kanarie-field\": \"kanarie\"}");
    send("sensors", "kanarie-worse-sensor", "{\"sensorType\": kanarie}");
    send("clicks", "kanarie-user", "{\"user_id\": kanarie-unquoted");
    send("clicks", "kanarie-user", "{\"user_id\": \"\", \"kanarie\": 1}");
    send(
        "clicks",
        "kanarie-user",
        "{\"user_id\": \"kanarie-user\", \"action\": \"kanarie-click\", \"time\": \"kanarie-time\"}");
  }

  private void send(String topic, String key, String value) throws Exception {
    send(topic, bytes(key), bytes(value));
  }

  private void send(String topic, byte[] key, byte[] value) throws Exception {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, null, SaleBuilder.time("10:20"), key, value);
    record.headers().add("kanarie-header", bytes("kanarie-header-value"));
    producer.send(record).get();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // The job.

  private Path config() throws IOException {
    String connection =
        "url: '%s', user: %s, password: { file: '%s' }"
            .formatted(plain, database.user(), database.passwordFile());
    return Files.writeString(
        directory.resolve("canaries.yaml"),
        """
        environment: canaries
        kafka:
          bootstrapServers: "%s"
          schemaRegistryUrl: "%s"
          properties:
            security.protocol: SASL_SSL
            sasl.mechanism: SCRAM-SHA-512
            sasl.jaas.config: >-
              org.apache.kafka.common.security.scram.ScramLoginModule required
              username="%s" password="${file:%s}";
            ssl.truststore.type: PEM
            ssl.truststore.location: '%s'
            ssl.keystore.type: PEM
            ssl.keystore.location: '%s'
            ssl.key.password: ${file:%s}
          registryProperties:
            ssl.truststore.type: PEM
            ssl.truststore.location: '%s'
            bearer.auth.credentials.source: STATIC_TOKEN
            bearer.auth.token: ${file:%s}
        postgres: { host: %s, port: %d, database: %s, user: %s, password: { file: '%s' } }
        sales: { idleness: 1s }
        temperatures: { idleness: 1s, sensorsTopic: sensors }
        activity:
          source: kafka-json
          topic: clicks
          idleness: 1s
          mapping: { user: user_id, action: action, time: time }
        reports: [{ name: hourly, window: tumbling 1h, by: [store, product, customer] }]
        sinks: { results: [postgres, jdbc], deadLetters: [postgres, kafka, csv], lateEvents: [csv] }
        jdbc: { %s }
        csv: { directory: '%s' }
        alertmanager:
          urls: ["http://127.0.0.1:%d"]
          token: { file: '%s' }
          historical: true
        flush: { every: 100ms }
        checkpoint: { interval: 500ms }
        """
            .formatted(
                servers.bootstrapServers(),
                servers.schemaRegistryUrl(),
                SecureServers.USER,
                secret("kafka", KAFKA_PASSWORD),
                servers.authorityFile(),
                servers.identityFile(),
                secret("key", KEY_PASSWORD),
                servers.authorityFile(),
                secret("registry", REGISTRY_TOKEN),
                database.host(),
                database.port(),
                database.database(),
                database.user(),
                database.passwordFile(),
                connection,
                directory.resolve("exports"),
                alertmanager.getAddress().getPort(),
                secret("alertmanager", ALERTMANAGER_TOKEN)));
  }

  private Path secret(String name, String secret) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("secrets"));
    return Files.writeString(folder.resolve(name), secret + "\n");
  }

  /** As they are, and as HTTP and exports would carry them. */
  private List<String> secrets() {
    List<String> plainly =
        List.of(
            KAFKA_PASSWORD, KEY_PASSWORD, REGISTRY_TOKEN, ALERTMANAGER_TOKEN, database.password());
    return plainly.stream()
        .flatMap(
            secret ->
                Stream.of(
                    secret, Base64.getEncoder().withoutPadding().encodeToString(bytes(secret))))
        .toList();
  }

  private static Path jar() {
    return Path.of(System.getProperty("basedir", ""), "../job/target/aforo-job.jar")
        .toAbsolutePath()
        .normalize();
  }

  private static byte[] graph(Path config) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    AforoJob.of(JobConfig.load(Optional.of(config), List.of(), Map.of())).defineIn(env);
    return InstantiationUtil.serializeObject(env.getStreamGraph().getJobGraph());
  }

  private long restarts(String job) {
    return cluster.get("/jobs/" + job + "/checkpoints").path("counts").path("restored").asLong()
        + cluster
            .get("/jobs/" + job + "/exceptions")
            .path("exceptionHistory")
            .path("entries")
            .size();
  }

  private String exceptions(String job) {
    return cluster.get("/jobs/" + job + "/exceptions").toString();
  }

  private void awaitCheckpoint(String job) {
    long before = completed(job);
    await().atMost(Duration.ofSeconds(60)).until(() -> completed(job) > before + 1);
  }

  private long completed(String job) {
    return cluster.get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
  }

  // What is looked at.

  /** All that the REST API says about the job and its cluster. */
  private List<String> everythingServed(String job) {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/config",
                "/overview",
                "/jobs/overview",
                "/jobmanager/config",
                "/jobmanager/environment",
                "/jobmanager/metrics",
                "/taskmanagers"));
    for (String part :
        List.of(
            "",
            "/config",
            "/plan",
            "/exceptions",
            "/accumulators",
            "/metrics",
            "/status",
            "/checkpoints",
            "/checkpoints/config",
            "/jobmanager/config",
            "/jobmanager/environment")) {
      paths.add("/jobs/" + job + part);
    }
    for (JsonNode vertex : cluster.get("/jobs/" + job).path("vertices")) {
      for (String part :
          List.of(
              "", "/accumulators", "/metrics", "/subtasktimes", "/taskmanagers", "/watermarks")) {
        paths.add("/jobs/" + job + "/vertices/" + vertex.path("id").asText() + part);
      }
    }
    List<String> served = new ArrayList<>();
    for (String path : paths) {
      served.add(cluster.get(path).toString());
    }
    return served;
  }

  private boolean isState(Path file) {
    return file.startsWith(directory.resolve("checkpoints"))
        || file.startsWith(directory.resolve("savepoints"));
  }

  private boolean isExport(Path file) {
    return file.startsWith(directory.resolve("exports"));
  }

  private static boolean isLog(Path file) {
    return file.toString().endsWith(".log");
  }

  /** Not the secrets themselves, nor what the servers of others keep. */
  private boolean isOurs(Path file) {
    return isState(file) || isExport(file) || file.startsWith(directory.resolve("cluster"));
  }

  private List<Path> filesThatHold(String text, Predicate<Path> wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            // Every process has a copy of the JAR, which was there before the secrets.
            if (wanted.test(file)
                && attributes.size() != Files.size(jar())
                && holds(Files.readAllBytes(file), text)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return found;
  }

  /** In any of the forms that Java writes a text in. */
  private static boolean holds(byte[] content, String text) {
    String raw = new String(content, StandardCharsets.ISO_8859_1);
    for (Charset form :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      if (raw.contains(new String(text.getBytes(form), StandardCharsets.ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }

  private List<String> linesThatHold(String text) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path log : filesThatHold(text, file -> isOurs(file) && isLog(file))) {
      for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
        if (line.contains(text)) {
          lines.add(log.getFileName() + ": " + line);
        }
      }
    }
    return lines;
  }

  /** Tables with a row that holds the text. */
  private List<String> inTables(String text) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection open = connect(database.jdbcUrl());
        Statement statement = open.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT schemaname || '.' || tablename FROM pg_tables"
                  + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      assertThat(tables).isNotEmpty();
      for (String table : tables) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT 1 FROM %s AS t WHERE position('%s' in t::text) > 0"
                    .formatted(table, text))) {
          if (row.next()) {
            found.add(table);
          }
        }
      }
    }
    return found;
  }

  private void awaitCount(String url, String what, int atLeast) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              try (Connection open = connect(url);
                  Statement statement = open.createStatement();
                  ResultSet count = statement.executeQuery("SELECT count(*) FROM " + what)) {
                count.next();
                return count.getInt(1) >= atLeast;
              }
            });
  }

  private void execute(String url, String sql) throws SQLException {
    try (Connection open = connect(url);
        Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, database.user(), database.password());
  }
}

package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The faults, in the order in which they strike one and the same system. */
final class Faults {

  static final List<Fault> ALL =
      List.of(
          new Fault(
              1,
              "kill -9 of a TaskManager, a checkpoint under way",
              // Until the cluster misses it, its slots are given out again.
              5,
              seconds(30),
              Faults::killDuringACheckpoint),
          new Fault(
              2,
              "kill -9 between a flush and its checkpoint's end",
              5,
              seconds(30),
              Faults::killBetweenFlushAndCheckpoint),
          new Fault(
              3,
              "SIGSTOP of a TaskManager for 60 s, then SIGCONT",
              5,
              seconds(60),
              Faults::stopAndGoOnAsAZombie),
          new Fault(4, "Postgres stopped for 2 s", 0, seconds(20), scene -> stopPostgres(scene, 2)),
          new Fault(
              4, "Postgres stopped for 20 s", 1, seconds(30), scene -> stopPostgres(scene, 20)),
          new Fault(
              5,
              "pg_terminate_backend on the writers every 2 s for 30 s",
              0,
              seconds(20),
              Faults::terminateWriters),
          new Fault(6, "five answers to COMMIT lost", 0, seconds(20), Faults::loseAnswers),
          new Fault(7, "Postgres read-only for 15 s", 0, seconds(20), Faults::readOnly),
          new Fault(7, "all rows locked for 10 s", 0, seconds(20), Faults::lockRows),
          new Fault(
              8, "the broker killed and started again", 1, seconds(60), Faults::killTheBroker),
          new Fault(
              9,
              "a transaction aborted, and one left open",
              0,
              seconds(20),
              Faults::abortTransactions),
          new Fault(10, "a partition added", 0, seconds(20), Faults::addAPartition),
          new Fault(
              12,
              "the registry down for 30 s, with known ids and a new one",
              0,
              seconds(30),
              Faults::stopTheRegistry),
          new Fault(
              13, "one partition of sales idle", 0, seconds(20), Faults::leaveOnePartitionIdle),
          new Fault(13, "both topics idle for 15 s", 0, seconds(20), Faults::pauseTheLoad),
          new Fault(13, "backpressure: Postgres stalled for 20 s", 0, seconds(30), Faults::stall),
          new Fault(
              14, "stopped with a savepoint, parallelism 2, 4, 1", 0, seconds(30), Faults::rescale),
          new Fault(
              16,
              "the checkpoints' directory not writable for 30 s",
              0,
              seconds(30),
              Faults::takeTheCheckpointsDirectoryAway),
          new Fault(17, "the whole input once more, from offset 0", 0, seconds(60), Faults::replay),
          new Fault(
              18,
              "nothing but bad records for 10 s",
              0,
              seconds(30),
              Faults::sendNothingButBadRecords),
          // The last: what is deleted, the oracle cannot read any more.
          new Fault(
              11,
              "unread records deleted under a stopped job",
              Integer.MAX_VALUE,
              Duration.ZERO,
              true,
              Faults::deleteUnreadRecords));

  /** What CI runs on every change. */
  static final Set<Integer> CI = Set.of(1, 2, 4, 6, 8, 9, 11, 12, 14, 17);

  private static final Duration LIMIT = seconds(60);
  private static final Duration LIMIT_OF_A_REPLAY = seconds(180);

  private Faults() {}

  /**
   * Chooses faults, in the order in which they strike.
   *
   * @param selection {@code ci}, {@code all}, or numbers with commas in between
   * @throws IllegalArgumentException if it is none of these
   */
  static List<Fault> selected(String selection) {
    Set<Integer> known =
        ALL.stream().map(Fault::number).collect(Collectors.toCollection(TreeSet::new));
    Set<Integer> numbers = new TreeSet<>();
    for (String each : selection.split(",")) {
      switch (each.strip()) {
        case "ci" -> numbers.addAll(CI);
        case "all" -> numbers.addAll(known);
        default -> {
          if (!known.stream().map(String::valueOf).toList().contains(each.strip())) {
            throw new IllegalArgumentException(
                "-Dfaults=%s: there is no fault '%s'; allowed are ci, all, and numbers of %s"
                    .formatted(selection, each.strip(), known));
          }
          numbers.add(Integer.valueOf(each.strip()));
        }
      }
    }
    return ALL.stream().filter(fault -> numbers.contains(fault.number())).toList();
  }

  // Processes.

  private static void killDuringACheckpoint(Scene scene) {
    Rig rig = scene.rig();
    // A checkpoint takes no time worth mentioning otherwise.
    rig.postgres().tcp().delay(Duration.ofMillis(100));
    awaitClosely(() -> rig.job().checkpointUnderWay().isPresent());
    rig.cluster().killTaskManager(rig.anyBusyTaskManager(scene.random()));
    rig.postgres().tcp().pass();
    rig.replaceTaskManagers();
  }

  /**
   * The answer to a COMMIT is kept back while a checkpoint is under way: its rows are in the
   * tables, and the checkpoint that they belong to cannot complete.
   */
  private static void killBetweenFlushAndCheckpoint(Scene scene) throws Exception {
    Rig rig = scene.rig();
    String victim = rig.anyBusyTaskManager(scene.random());
    CompletableFuture<Long> struck = new CompletableFuture<>();
    rig.postgres()
        .onCommit(
            () -> {
              if (struck.isDone()) {
                return PostgresProxy.Answer.TOLD;
              }
              try {
                OptionalLong underWay = rig.job().checkpointUnderWay();
                if (underWay.isEmpty()) {
                  return PostgresProxy.Answer.TOLD;
                }
                rig.cluster().killTaskManager(victim);
                struck.complete(underWay.getAsLong());
              } catch (RuntimeException e) {
                struck.completeExceptionally(e);
              }
              return PostgresProxy.Answer.LOST;
            });
    long checkpoint = struck.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    rig.postgres().onCommit(() -> PostgresProxy.Answer.TOLD);
    rig.replaceTaskManagers();
    await().atMost(LIMIT).until(() -> rig.job().checkpointUnderWay().isEmpty());
    assertThat(rig.job().isComplete(checkpoint)).as("checkpoint " + checkpoint).isFalse();
  }

  private static void stopAndGoOnAsAZombie(Scene scene) {
    Rig rig = scene.rig();
    String zombie = rig.anyBusyTaskManager(scene.random());
    rig.cluster().suspendTaskManager(zombie);
    Instant stopped = Instant.now();
    // The job goes on without it.
    rig.job().awaitCheckpointAfter(stopped.plusSeconds(8), LIMIT);
    lastUntil(scene, stopped.plusSeconds(60));
    rig.cluster().resumeTaskManager(zombie);
  }

  private static void rescale(Scene scene) {
    JobOnCluster job = scene.rig().job();
    for (int parallelism : List.of(4, 1)) {
      String savepoint = job.stop();
      job.resume(parallelism, savepoint);
      job.awaitCheckpointAfter(Instant.EPOCH, LIMIT);
    }
  }

  private static void takeTheCheckpointsDirectoryAway(Scene scene) throws Exception {
    Rig rig = scene.rig();
    Path checkpoints = rig.checkpoints();
    Path away = checkpoints.resolveSibling("checkpoints-away");
    int failed = rig.job().failedCheckpoints();
    Files.move(checkpoints, away);
    // A file in its place: who runs as root may write into any directory.
    Files.createFile(checkpoints);
    scene.last(seconds(30));
    Files.delete(checkpoints);
    Files.move(away, checkpoints);
    assertThat(rig.job().failedCheckpoints()).as("failed checkpoints").isGreaterThan(failed);
  }

  // Postgres.

  private static void stopPostgres(Scene scene, int seconds) {
    Instant begin = Instant.now();
    scene.rig().stack().database().close();
    lastUntil(scene, begin.plusSeconds(seconds));
    scene.rig().stack().database().restart();
  }

  private static void terminateWriters(Scene scene) throws SQLException {
    long terminated = 0;
    for (int i = 0; i < 15; i++) {
      try (Connection connection = connect(scene);
          Statement statement = connection.createStatement()) {
        terminated += terminated(statement);
      }
      scene.last(seconds(2));
    }
    // Several writers, each of them again and again: a fault that strikes nobody shows nothing.
    assertThat(terminated).as("sessions terminated").isGreaterThan(15);
  }

  private static long terminated(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery(TERMINATE_WRITERS)) {
      result.next();
      return result.getLong(1);
    }
  }

  private static void loseAnswers(Scene scene) throws Exception {
    PostgresProxy postgres = scene.rig().postgres();
    for (int i = 0; i < 5; i++) {
      postgres
          .loseAnswerToCommit(1 + scene.random().nextInt(4))
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void readOnly(Scene scene) throws SQLException {
    String database = "ALTER DATABASE " + scene.rig().stack().database().database();
    try (Connection connection = connect(scene);
        Statement statement = connection.createStatement()) {
      // Sessions keep what they began with.
      statement.execute(database + " SET default_transaction_read_only = on");
      statement.execute(TERMINATE_WRITERS);
      scene.last(seconds(15));
      statement.execute(database + " RESET default_transaction_read_only");
      statement.execute(TERMINATE_WRITERS);
    }
  }

  private static void lockRows(Scene scene) throws SQLException {
    try (Connection connection = connect(scene);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT 1 FROM sales_reports FOR UPDATE");
      statement.execute("SELECT 1 FROM temperature_alerts FOR UPDATE");
      scene.last(seconds(10));
      connection.rollback();
    }
  }

  /** The writers' sessions have their program's name. */
  private static final String TERMINATE_WRITERS =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'aforo'";

  // Kafka.

  private static void killTheBroker(Scene scene) {
    scene.rig().stack().broker().kill();
    scene.rig().stack().broker().restart();
  }

  private static void abortTransactions(Scene scene) throws Exception {
    StraySales strays = scene.strays();
    String open = scene.name() + "-open";
    try (KafkaProducer<byte[], byte[]> aborting = transactional(scene, scene.name() + "-aborted");
        KafkaProducer<byte[], byte[]> leaving = transactional(scene, open);
        Admin admin = admin(scene)) {
      aborting.beginTransaction();
      sendAll(aborting, strays.make());
      aborting.abortTransaction();
      leaving.beginTransaction();
      sendAll(leaving, strays.make());
      // What comes behind it in these partitions has to wait, until the broker loses patience.
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  admin.describeTransactions(List.of(open)).description(open).get().state()
                      == TransactionState.COMPLETE_ABORT);
    }
  }

  private static void addAPartition(Scene scene) throws Exception {
    int added;
    try (Admin admin = admin(scene)) {
      added =
          admin
              .describeTopics(List.of(Load.SALES))
              .allTopicNames()
              .get()
              .get(Load.SALES)
              .partitions()
              .size();
      admin.createPartitions(Map.of(Load.SALES, NewPartitions.increaseTo(added + 1))).all().get();
    }
    long before = scene.rig().job().counter("sales.tombstones");
    try (KafkaProducer<byte[], byte[]> producer = producer(scene, Map.of())) {
      await()
          .atMost(LIMIT)
          .pollInterval(seconds(1))
          .until(() -> producer.partitionsFor(Load.SALES).size() > added);
      for (int i = 0; i < 100; i++) {
        producer.send(new ProducerRecord<>(Load.SALES, added, new byte[0], null)).get();
      }
    }
    await()
        .atMost(LIMIT)
        .until(() -> scene.rig().job().counter("sales.tombstones") >= before + 100);
  }

  private static void deleteUnreadRecords(Scene scene) throws Exception {
    JobOnCluster job = scene.rig().job();
    String savepoint = job.stop();
    TopicPartition victim =
        new TopicPartition(Load.SALES, scene.random().nextInt(Scenario.PARTITIONS));
    try (KafkaProducer<byte[], byte[]> producer = producer(scene, Map.of());
        Admin admin = admin(scene)) {
      sendAll(producer, scene.strays().make());
      long end =
          admin
              .listOffsets(Map.of(victim, OffsetSpec.latest()))
              .partitionResult(victim)
              .get()
              .offset();
      admin.deleteRecords(Map.of(victim, RecordsToDelete.beforeOffset(end))).all().get();
    }
    String before = TableHash.of(scene.rig().addresses());
    job.resume(2, savepoint);
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(job.failure()).contains("out of range", victim.toString()));
    assertThat(TableHash.of(scene.rig().addresses())).as("the tables").isEqualTo(before);
    job.cancel();
  }

  private static void replay(Scene scene) {
    Rig rig = scene.rig();
    long records = scene.awaitRightTables().in();
    String before = TableHash.of(rig.addresses());
    rig.job().cancel();
    rig.job().submit(2, "--allow-fresh-start");
    await()
        .atMost(LIMIT_OF_A_REPLAY)
        .until(
            () -> rig.job().counter("sales.in") + rig.job().counter("temperatures.in") >= records);
    rig.job().awaitCheckpointAfter(Instant.now(), LIMIT);
    assertThat(TableHash.of(rig.addresses())).as("the tables").isEqualTo(before);
  }

  /** Time goes on in the other partitions, and the windows close without the one that is idle. */
  private static void leaveOnePartitionIdle(Scene scene) throws Exception {
    scene.load().pause();
    int idle = scene.random().nextInt(Scenario.PARTITIONS);
    List<ProducerRecord<byte[], byte[]>> later =
        scene.strays().make(Duration.ofHours(2)).stream()
            .filter(sale -> sale.partition() != idle)
            .toList();
    Instant begin = newestWindow(scene);
    try (KafkaProducer<byte[], byte[]> producer = producer(scene, Map.of())) {
      await()
          .atMost(LIMIT)
          .pollInterval(seconds(1))
          .until(
              () -> {
                // Again and again, or these partitions would be idle, too.
                sendAll(producer, later);
                return newestWindow(scene).isAfter(begin.plus(Duration.ofHours(1)));
              });
    }
    scene.load().resume();
  }

  private static Instant newestWindow(Scene scene) throws SQLException {
    try (Connection connection = connect(scene);
        Statement statement = connection.createStatement();
        ResultSet newest =
            statement.executeQuery(
                "SELECT max(window_end) FROM sales_reports WHERE report = 'moving-sales-by-store'")) {
      newest.next();
      return newest.getTimestamp(1).toInstant();
    }
  }

  /** The job ends for good and says why; then a person lets the records pass. */
  private static void sendNothingButBadRecords(Scene scene) throws Exception {
    JobOnCluster job = scene.rig().job();
    scene.load().pause();
    Instant end = Instant.now().plusSeconds(10);
    try (KafkaProducer<byte[], byte[]> producer = producer(scene, Map.of())) {
      while (Instant.now().isBefore(end)) {
        for (int i = 0; i < 400; i++) {
          producer.send(
              new ProducerRecord<>(
                  Load.SALES, i % Scenario.PARTITIONS, new byte[0], new byte[] {'b', 'a', 'd'}));
        }
        producer.flush();
        scene.last(Duration.ofMillis(100));
      }
    }
    await().atMost(LIMIT).until(() -> job.status().equals("FAILED"));
    assertThat(job.failure()).contains("the circuit breaker of the input sales is open");
    job.resumeFromLastCheckpoint(2, "--breaker.rejects", "off");
    scene.load().resume();
    job.awaitCheckpointAfter(Instant.EPOCH, LIMIT);
  }

  private static void pauseTheLoad(Scene scene) {
    scene.load().pause();
    scene.last(seconds(15));
    scene.load().resume();
  }

  private static void stall(Scene scene) {
    scene.rig().postgres().tcp().stall();
    scene.last(seconds(20));
    scene.rig().postgres().tcp().pass();
  }

  // The registry.

  private static void stopTheRegistry(Scene scene) throws Exception {
    StraySales strays = scene.strays();
    StraySales.Version unseen = strays.registerVersion();
    List<ProducerRecord<byte[], byte[]>> sales = strays.make(unseen);
    Instant begin = Instant.now();
    scene.rig().stack().registry().close();
    scene.last(seconds(10));
    try (KafkaProducer<byte[], byte[]> producer = producer(scene, Map.of())) {
      sendAll(producer, sales);
    }
    lastUntil(scene, begin.plusSeconds(30));
    scene.rig().stack().registry().restart();
  }

  // What they have in common.

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static void lastUntil(Scene scene, Instant end) {
    Duration left = Duration.between(Instant.now(), end);
    if (!left.isNegative()) {
      scene.last(left);
    }
  }

  private static void awaitClosely(BooleanSupplier condition) {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(condition::getAsBoolean);
  }

  private static Connection connect(Scene scene) throws SQLException {
    Addresses addresses = scene.rig().addresses();
    return DriverManager.getConnection(addresses.jdbcUrl(), addresses.user(), addresses.password());
  }

  private static Admin admin(Scene scene) {
    return Admin.create(Map.of("bootstrap.servers", scene.rig().stack().bootstrapServers()));
  }

  private static KafkaProducer<byte[], byte[]> transactional(Scene scene, String id) {
    KafkaProducer<byte[], byte[]> producer =
        producer(
            scene,
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                id,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                "3000"));
    producer.initTransactions();
    return producer;
  }

  private static KafkaProducer<byte[], byte[]> producer(Scene scene, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", scene.rig().stack().bootstrapServers());
    settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, "1000");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void sendAll(
      KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records)
      throws Exception {
    List<Future<?>> sent = new ArrayList<>();
    records.forEach(record -> sent.add(producer.send(record)));
    for (var each : sent) {
      each.get();
    }
  }
}

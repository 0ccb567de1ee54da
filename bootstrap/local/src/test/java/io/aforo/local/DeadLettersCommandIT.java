package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aforo.adapters.kafka.EventPublisher;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.postgres.PasswordSource;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresStores;
import io.aforo.adapters.postgres.PostgresTables;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleBuilder;
import io.aforo.job.AforoJob;
import io.aforo.job.config.JobConfig;
import io.aforo.local.stack.LocalStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that a job refused: listed, shown, and sent again after the fix, on real servers. */
@Timeout(300)
class DeadLettersCommandIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What no log may hold. */
  private static final String CANARY = "canary-4711";

  private static final List<String> FIXED = List.of("--activity.mapping.user", "user");

  private static final List<String> FIXED_BEHIND_A_CHECKPOINT =
      List.of("--activity.mapping.user", "user", "--may-count-twice");

  private static final String LEFT_WITHOUT_IDS =
      "        1 left: activities of clicks have no ids: one that the job reads again, or has"
          + " counted, would count twice (--may-count-twice sends them)\n";

  private static LocalStack stack;
  private static KafkaSettings kafka;
  private static Path config;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private static Path directory;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    stack = LocalStack.startTemporary(started -> {});
    kafka = new KafkaSettings(stack.bootstrapServers(), stack.schemaRegistryUrl(), "test");
    KafkaTopics.ensure(
        kafka,
        Stream.of("sales", "sales.dlq", "clicks", "clicks.dlq", "ventas", "ventas.dlq", "scratch")
            .map(topic -> new NewTopic(topic, topic.equals("sales") ? 2 : 1, (short) 1))
            .toList(),
        Duration.ofSeconds(30));
    config = Files.writeString(directory.resolve("my.yaml"), configuration());
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void whatWasRefusedIsShownAndCountedOnceAfterTheFixHoweverOftenItIsReplayed() throws Exception {
    assertThat(run("migrate")).isZero();
    byte[] good = encoded(sale("good").build());
    byte[] other = encoded(sale("good").of("77.00 EUR").build());
    byte[] cut = encoded(sale("cut").build());
    int id = ByteBuffer.wrap(good).getInt(1);
    byte[] unknown = ofUnknownSchema(encoded(sale("unknown").build()), id + 1);
    long time = SaleBuilder.time("10:05");
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(new ProducerRecord<>("sales", 1, time, key("madrid"), good));
      producer.send(new ProducerRecord<>("sales", 1, time, key("madrid"), unknown));
      producer.send(new ProducerRecord<>("sales", 1, time, key("madrid"), Arrays.copyOf(cut, 20)));
      producer.send(new ProducerRecord<>("sales", 1, time, key("madrid"), other));
      producer.send(
          new ProducerRecord<>(
              "clicks",
              0,
              time,
              null,
              "{\"user\":\"%s\",\"what\":\"\u202escan\",\"ts\":%d}"
                  .formatted(CANARY, time)
                  .getBytes(StandardCharsets.UTF_8)));
    }
    runJob();
    assertThat(sales()).containsExactly("1 10.0000");
    assertThat(sessions()).isEmpty();

    listsWhatWasRefused();
    showsEachWithItsVerdict(id);

    assertThat(run("dead-letters", "replay")).isZero();
    assertThat(told())
        .contains(
            "        0 sent again\n",
            "        1 left: would be refused again with BAD_AVRO\n",
            "        1 left: would be refused again with UNKNOWN_SCHEMA\n",
            "        1 left: would be refused again with BAD_FIELD\n",
            "        1 left: would be refused again with ID_CONFLICT\n");

    register(id);
    assertThat(run(with(FIXED_BEHIND_A_CHECKPOINT, "dead-letters", "replay", "--dry-run")))
        .isZero();
    assertThat(told())
        .contains(
            "        2 would be sent again\n"
                + "          activities of clicks have no ids: one that was counted already counts"
                + " twice\n");
    assertThat(run(with(FIXED, "dead-letters", "replay", "clicks/0/0"))).isEqualTo(1);
    assertThat(told()).contains("        0 sent again\n", LEFT_WITHOUT_IDS);
    assertThat(run(with(FIXED, "dead-letters", "replay"))).isZero();
    assertThat(told())
        .contains(
            "        1 sent again\n",
            LEFT_WITHOUT_IDS,
            "        1 left: would be refused again with BAD_AVRO\n",
            "        1 left: would be refused again with ID_CONFLICT\n");
    isSentAsItWas("sales", 1, unknown, time, "sales/1/1");
    assertThat(records("clicks", 0)).hasSize(1);
    leavesSalesThatAreNotDeduplicated();

    // A second time, from the other sink and by a process of its own, nothing is left to send.
    try (AforoProcess second =
        AforoProcess.start(
            directory,
            with(
                FIXED,
                "dead-letters",
                "replay",
                "--config",
                config.toString(),
                "--from",
                "kafka"))) {
      assertThat(second.awaitExit()).isZero();
      assertThat(second.output())
          .contains(
              "        0 sent again\n",
              LEFT_WITHOUT_IDS,
              "        1 left: sent again before (--again sends them once more)\n");
    }
    assertThat(run(with(FIXED, "dead-letters", "replay", "--again", "--reason", "unknown_schema")))
        .isZero();
    assertThat(told()).contains("        1 sent again\n").doesNotContain("Looked for");

    // One that was broken is put right by hand.
    Path whole = Files.write(directory.resolve("whole.bin"), cut);
    assertThat(run("dead-letters", "replay", "sales/1/2", "--value", whole.toString())).isZero();
    assertThat(told()).contains("        1 sent again\n");
    assertThat(run("dead-letters", "replay", "sales", "1", "3")).isEqualTo(1);
    assertThat(told()).contains("        1 left: would be refused again with ID_CONFLICT\n");

    // This job starts without state, so it reads the originals, too, by the mapping that is right
    // now. What was left counts once.
    runJob("--activity.mapping.user", "user");
    assertThat(sales()).containsExactly("3 30.0000");
    assertThat(sessions()).containsExactly(CANARY + " 1");
    assertThat(run(with(FIXED_BEHIND_A_CHECKPOINT, "dead-letters", "replay"))).isZero();
    assertThat(told())
        .contains(
            "        1 sent again\n", "        1 left: sent again before (--again sends them once");
    assertThat(records("clicks", 0)).hasSize(2);
    // The first ones and nothing else: what was sent again was accepted.
    assertThat(run("dead-letters", "list", "--format", "csv")).isZero();
    assertThat(told().lines().map(line -> String.join("/", List.of(line.split(",")).subList(0, 3))))
        .containsExactlyInAnyOrder(
            "topic/partition/offset", "sales/1/1", "sales/1/2", "sales/1/3", "clicks/0/0");
    try (Stream<Path> logs = Files.list(directory.resolve("work/logs"))) {
      List<Path> files = logs.toList();
      assertThat(files)
          .extracting(file -> file.getFileName().toString())
          .contains("dead-letters.log");
      for (Path log : files) {
        assertThat(Files.readString(log)).as(log.toString()).doesNotContain(CANARY);
      }
    }
  }

  private void listsWhatWasRefused() throws IOException {
    assertThat(run("dead-letters", "list")).isZero();
    assertThat(told().replaceAll("20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9:]{8}  2026", "NOW  2026"))
        .contains(
            "NOW  2026-03-02 10:05:00  UNKNOWN_SCHEMA       sales/1/1\n",
            "NOW  2026-03-02 10:05:00  ID_CONFLICT          sales/1/3\n",
            "NOW  2026-03-02 10:05:00  BAD_FIELD            clicks/0/0\n",
            "\nBAD_FIELD      clicks 1 ",
            "\nAll 4 in postgres are listed.\n");
    assertThat(run("dead-letters", "list", "--limit", "1", "--topic", "sales")).isZero();
    assertThat(told()).contains("\nThe last 1 of 3 in postgres are listed.\n");
    assertThat(run("dead-letters", "list", "--since", "1s", "--until", "2026-01-01T00:00:00Z"))
        .isZero();
    assertThat(told()).isEqualTo("There are no such dead letters in postgres.\n");

    // Both sinks have the same letters.
    List<String> ofPostgres = json("postgres");
    assertThat(ofPostgres).hasSize(4).isEqualTo(json("kafka"));
  }

  /** In the order of their places, without the time at which each sink got them. */
  private List<String> json(String from) throws IOException {
    assertThat(run("dead-letters", "list", "--format", "json", "--from", from)).isZero();
    List<String> letters = new ArrayList<>();
    for (String line : told().lines().toList()) {
      assertThat(line).matches("[ -~]+");
      letters.add(((ObjectNode) JSON.readTree(line)).without("refused_at").toString());
    }
    return letters.stream().sorted().toList();
  }

  private void showsEachWithItsVerdict(int id) throws IOException {
    Path value = directory.resolve("value.bin");
    assertThat(run("dead-letters", "show", "sales/1/1", "--value", value.toString())).isZero();
    assertThat(told())
        .contains(
            "reason       UNKNOWN_SCHEMA\n",
            "             The registry has no schema of the id that the value begins with.\n",
            "frame        magic byte 00, schema id " + (id + 1) + "\n",
            "             the registry has no schema of id " + (id + 1) + "\n",
            "now          It would be refused with UNKNOWN_SCHEMA:\n");
    assertThat(ByteBuffer.wrap(Files.readAllBytes(value)).getInt(1)).isEqualTo(id + 1);

    assertThat(run("dead-letters", "show", "sales/1/2")).isZero();
    assertThat(told())
        .contains(
            "schema id " + id + ", known to the registry: io.aforo.schemas.Sale\n",
            "sale_id     string  cut\n",
            "product_id  string  broken here:\n");

    assertThat(run("dead-letters", "show", "sales", "1", "3")).isZero();
    assertThat(told()).contains("now          It can be read, but its id is taken");

    assertThat(run("dead-letters", "show", "clicks/0/0", "--activity.mapping.user", "user"))
        .isZero();
    assertThat(told())
        .contains(
            "as text      {\"user\":\"" + CANARY + "\",\"what\":\"?scan\",",
            "now          It would be accepted by the input activity, as\n")
        .doesNotContain("\u202e");
    assertThat(run("dead-letters", "show", "sales/0/0")).isEqualTo(2);
    assertThat(errors()).isEqualTo("aforo: there is no dead letter sales/0/0 in postgres\n");
  }

  @Test
  void whatIsNoRecordOfATopicOfEventsCannotBeReplayed() throws Exception {
    assertThat(run("migrate")).isZero();
    try (DeadLetters letters = new PostgresStores(database(), 1).deadLetters()) {
      letters.write(
          List.of(
              letter(RejectionReason.REFUSED_ROW, "table:late_events", 0),
              letter(RejectionReason.BAD_LINE, "ventas.csv", 0),
              letter(RejectionReason.BAD_FRAME, "sales", 7)));
    }
    try {
      assertThat(
              run(
                  "dead-letters",
                  "replay",
                  "--force",
                  "--reason",
                  "REFUSED_ROW,BAD_LINE,BAD_FRAME"))
          .isZero();
      assertThat(told())
          .contains(
              "        0 sent again\n",
              "        1 cannot be replayed: results that a database refused as rows of late_events\n",
              "        1 cannot be replayed: ventas.csv is no topic of events that this configuration"
                  + " reads (a file, rules, others)\n",
              "        1 cannot be replayed: sales has no partition 7\n");
    } finally {
      execute("DELETE FROM dead_letters WHERE reason IN ('REFUSED_ROW', 'BAD_LINE', 'BAD_FRAME')");
    }
  }

  private void leavesSalesThatAreNotDeduplicated() throws IOException {
    assertThat(
            run(
                "dead-letters",
                "replay",
                "--reason",
                "UNKNOWN_SCHEMA",
                "--dry-run",
                "--sales.deduplicate",
                "false"))
        .isZero();
    assertThat(told())
        .contains(
            "        0 would be sent again\n",
            "        1 left: sales of sales are not known by ids (sales.deduplicate): one that the"
                + " job reads again, or has counted, would count twice (--may-count-twice sends"
                + " them)\n");
  }

  @Test
  void oneThatIsTooLargeToBeSentAgainIsToldAndTheOthersAreSent() throws Exception {
    assertThat(run("migrate")).isZero();
    byte[] fits = new byte[100];
    byte[] tooLarge = new byte[2_000];
    List<byte[]> originals = List.of(fits, tooLarge, fits);
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      originals.forEach(value -> producer.send(new ProducerRecord<>("ventas", 0, null, value)));
    }
    mostBytes("ventas", 2_000);
    try (DeadLetters letters = new PostgresStores(database(), 1).deadLetters()) {
      letters.write(
          List.of(
              letter(RejectionReason.TRAILING_BYTES, "ventas", 0, 0, fits),
              letter(RejectionReason.TRAILING_BYTES, "ventas", 0, 1, tooLarge),
              letter(RejectionReason.TRAILING_BYTES, "ventas", 0, 2, fits)));
    }
    try {
      String[] replay = {
        "dead-letters", "replay", "--force", "--reason", "TRAILING_BYTES", "--sales.topic", "ventas"
      };
      assertThat(run(replay)).isZero();
      assertThat(told())
          .contains(
              "        2 sent again\n",
              "        1 left: too large to send again: the header aforo.replay-of comes on top;"
                  + " raise max.message.bytes of ventas\n");
      assertThat(records("ventas", 0).subList(originals.size(), originals.size() + 2))
          .extracting(
              record ->
                  new String(
                      record.headers().lastHeader("aforo.replay-of").value(),
                      StandardCharsets.UTF_8))
          .containsExactly("ventas/0/0", "ventas/0/2");

      mostBytes("ventas", 20_000);
      assertThat(run(replay)).isZero();
      assertThat(told()).contains("        1 sent again\n", "        2 left: sent again before");
    } finally {
      execute("DELETE FROM dead_letters WHERE topic = 'ventas'");
    }
  }

  @Test
  void aLetterThatLiesInAnotherTopicThanItSaysIsShownAndNeverSent() throws Exception {
    ProducerRecord<byte[], byte[]> forged =
        new ProducerRecord<>("ventas.dlq", 0, null, new byte[] {1});
    Map.of(
            "aforo.reason", "TRAILING_BYTES",
            "aforo.topic", "clicks",
            "aforo.partition", "0",
            "aforo.offset", "0",
            "aforo.timestamp", "1000")
        .forEach((name, value) -> forged.headers().add(name, key(value)));
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(forged).get();
    }
    int clicks = records("clicks", 0).size();
    List<String> from = List.of("--from", "kafka", "--sales.topic", "ventas");

    assertThat(
            run(
                with(
                    from,
                    "dead-letters",
                    "replay",
                    "--force",
                    "--again",
                    "--may-count-twice",
                    "--reason",
                    "TRAILING_BYTES")))
        .isZero();
    assertThat(told())
        .contains(
            "        0 sent again\n",
            "        1 cannot be replayed: it says it is of clicks, but lies in ventas.dlq\n");
    assertThat(records("clicks", 0)).hasSize(clicks);
    assertThat(run(with(from, "dead-letters", "list", "--reason", "TRAILING_BYTES"))).isZero();
    assertThat(told()).contains("in doubt: it says it is of clicks, but lies in ventas.dlq;");
  }

  private static void mostBytes(String topic, int bytes) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", String.valueOf(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static DeadLetter letter(RejectionReason reason, String topic, int partition) {
    return letter(reason, topic, partition, 5, new byte[] {1});
  }

  private static DeadLetter letter(
      RejectionReason reason, String topic, int partition, long offset, byte[] bytes) {
    return new DeadLetter(
        reason,
        new SourceRecord(topic, partition, offset, 1_000, key("k"), bytes),
        "Error",
        "wrong");
  }

  private static void execute(String sql) throws Exception {
    PostgresSettings database = database();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://"
                    + database.host()
                    + ":"
                    + database.port()
                    + "/"
                    + database.database(),
                database.user(),
                database.password().read().orElseThrow());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static SaleBuilder sale(String id) {
    return SaleBuilder.aSale().id(id).at("10:05").by(CANARY);
  }

  /** As a producer of ours writes it; its schema is registered with the first. */
  private static byte[] encoded(Sale sale) {
    try (EventPublisher publisher = new EventPublisher(kafka)) {
      publisher.publish("scratch", sale, 0);
    }
    List<ConsumerRecord<byte[], byte[]>> all = records("scratch", 0);
    return all.get(all.size() - 1).value();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int partition) {
    TopicPartition place = new TopicPartition(topic, partition);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(place));
      consumer.seekToBeginning(List.of(place));
      long end = consumer.endOffsets(List.of(place)).get(place);
      while (consumer.position(place) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static void isSentAsItWas(
      String topic, int partition, byte[] value, long time, String place) {
    List<ConsumerRecord<byte[], byte[]>> all = records(topic, partition);
    ConsumerRecord<byte[], byte[]> last = all.get(all.size() - 1);
    assertThat(last.value()).isEqualTo(value);
    assertThat(last.key()).isEqualTo(key("madrid"));
    assertThat(last.timestamp()).isEqualTo(time);
    assertThat(
            new String(
                last.headers().lastHeader("aforo.replay-of").value(), StandardCharsets.UTF_8))
        .isEqualTo(place);
  }

  /** The same sale, of a schema with one more field, which nobody has registered yet. */
  private static byte[] ofUnknownSchema(byte[] sale, int id) {
    return ByteBuffer.wrap(Arrays.copyOf(sale, sale.length + 1)).putInt(1, id).array();
  }

  private static void register(int id) throws Exception {
    ObjectNode answer = (ObjectNode) JSON.readTree(send(request("/schemas/ids/" + id).GET()));
    ObjectNode schema = (ObjectNode) JSON.readTree(answer.get("schema").asText());
    ((ArrayNode) schema.get("fields"))
        .addObject()
        .put("name", "note")
        .putNull("default")
        .putArray("type")
        .add("null")
        .add("string");
    String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
    String registered =
        send(
            request("/subjects/sales-value/versions")
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(JSON.readTree(registered).get("id").asInt()).isEqualTo(id + 1);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(stack.schemaRegistryUrl() + path));
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", stack.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void runJob(String... overrides) throws Exception {
    JobConfig loaded = JobConfig.load(Optional.of(config), List.of(overrides), Map.of());
    try (LocalFlink flink =
        LocalFlink.run(AforoJob.bounded(loaded), 1, Files.createTempDirectory(directory, "job"))) {
      Optional<JobResult> result = flink.awaitEnd(Duration.ofSeconds(120));
      assertThat(result).isPresent();
      result.get().toJobExecutionResult(DeadLettersCommandIT.class.getClassLoader());
    }
  }

  /** Revision and net of each row. */
  private static List<String> sales() {
    List<String> columns = StoredTable.SALES_REPORTS.columns();
    try (PostgresTables tables = new PostgresTables(database())) {
      return tables.newestSalesRows(10).stream()
          .map(row -> row.get(columns.indexOf("revision")) + " " + row.get(columns.indexOf("net")))
          .toList();
    }
  }

  /** User and actions of each session. */
  private static List<String> sessions() {
    List<String> columns = StoredTable.ACTIVITY_SESSIONS.columns();
    try (PostgresTables tables = new PostgresTables(database())) {
      return tables.newestActivitySessions(10).stream()
          .map(
              row ->
                  row.get(columns.indexOf("user_id")) + " " + row.get(columns.indexOf("actions")))
          .toList();
    }
  }

  private static PostgresSettings database() {
    return PostgresSettings.of(
            stack.database().host(),
            stack.database().port(),
            stack.database().database(),
            stack.database().user())
        .withPassword(PasswordSource.file(stack.database().passwordFile().toString()));
  }

  private static String configuration() {
    return """
    environment: test
    kafka: { bootstrapServers: '%s', schemaRegistryUrl: '%s' }
    postgres: { host: %s, port: %d, database: %s, user: %s, password: { file: '%s' } }
    sales: {}
    activity: { source: kafka-json, topic: clicks, mapping: { user: usr, action: what, time: ts } }
    reports: [{ name: hourly-sales, window: tumbling 1h, by: [] }]
    sinks: { deadLetters: [postgres, kafka] }
    """
        .formatted(
            stack.bootstrapServers(),
            stack.schemaRegistryUrl(),
            stack.database().host(),
            stack.database().port(),
            stack.database().database(),
            stack.database().user(),
            stack.database().passwordFile());
  }

  private static String[] with(List<String> overrides, String... args) {
    return Stream.concat(Arrays.stream(args), overrides.stream()).toArray(String[]::new);
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--config", config.toString()));
    int exit =
        Main.run(
            all.toArray(String[]::new), new PrintStream(out, true), new PrintStream(err, true));
    assertThat(exit == 0 || exit == 2 || errors().isEmpty()).as(errors()).isTrue();
    return exit;
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

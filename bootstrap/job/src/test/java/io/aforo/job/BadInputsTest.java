package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.adapters.flink.Topology;
import io.aforo.adapters.flink.format.Formats;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaSources;
import io.aforo.adapters.kafka.KafkaValues;
import io.aforo.adapters.kafka.SchemaRegistryException;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.TimeFormat;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.MemoryStores;
import io.aforo.job.config.ConfigurationException;
import io.aforo.job.config.JobConfig;
import io.aforo.schemas.TemperatureReading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of {@code docs/bad-inputs.md}, by its numbers: records as they can be in Kafka, through
 * the decoders and a registry that is asked over HTTP, through the job on Flink, to dead letters
 * and counters. A good record stands behind each bad one.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputsTest {

  private static final Path GUIDE = Path.of("../../docs/bad-inputs.md");

  private static final long AT = Instant.parse("2026-03-02T10:05:00Z").toEpochMilli();

  private static final Schema SALE = io.aforo.schemas.Sale.getClassSchema();
  private static final Schema READING = TemperatureReading.getClassSchema();

  private static final int PARTITIONS = 2;

  private static final int SALES = 1;
  private static final int READINGS = 2;
  private static final int WITHOUT_AMOUNT = 3;
  private static final int WITH_MORE = 4;
  private static final int INT_TIME = 5;
  private static final int EXCHANGES = 6;
  private static final int WITH_LIST = 7;
  private static final int FLOATS = 8;

  private static final SalesReport BY_STORE =
      new SalesReport(
          "hourly-sales-by-store",
          Windowing.tumbling(Duration.ofHours(1)),
          Set.of(Dimension.STORE),
          WindowLifecycle.ofLateness(Duration.ofHours(24)));

  /** What becomes of a record, beside the reasons to refuse it. */
  private static final String ACCEPTED = "ACCEPTED";

  private static final String DUPLICATE = "DUPLICATE";
  private static final String TOMBSTONE = "TOMBSTONE";

  /**
   * A record and what becomes of it.
   *
   * @param number of the table
   * @param what it is
   * @param door how it is decoded
   * @param record as it is in Kafka
   * @param fate a reason, or one of the three above
   */
  private record BadInput(
      int number, String what, Door<?> door, ConsumerRecord<byte[], byte[]> record, String fate) {

    @Override
    public String toString() {
      return number + ": " + what + ", " + fate;
    }
  }

  /**
   * A way in.
   *
   * @param input the input's name
   */
  private record Door<E>(String input, KafkaRecordDeserializationSchema<Ingested<E>> deserializer) {

    Ingested<E> admit(ConsumerRecord<byte[], byte[]> record) {
      List<Ingested<E>> out = new ArrayList<>();
      try {
        deserializer.deserialize(record, new ListCollector<>(out));
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      assertThat(out).as("one answer for each record").hasSize(1);
      return out.get(0);
    }
  }

  @TempDir static Path directory;

  private final RegistryStub registry = new RegistryStub();
  private final List<BadInput> inputs = new ArrayList<>();
  private final Map<Integer, Long> offsets = new TreeMap<>();
  private int nextId;

  private Door<Sale> avro;
  private Door<Sale> mapped;
  private Door<Sale> json;
  private Door<Reading> readings;

  @BeforeAll
  void openDoors() {
    registry.with(SALES, SALE);
    registry.with(READINGS, READING);
    registry.with(WITHOUT_AMOUNT, without(SALE, "amount"));
    registry.with(
        WITH_MORE,
        variant(
            SALE,
            "{\"name\":\"currency\"",
            "{\"name\":\"till\",\"type\":[\"null\",\"string\"],\"default\":null},"
                + "{\"name\":\"currency\""));
    registry.with(
        INT_TIME,
        variant(SALE, "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}", "\"int\""));
    registry.with(EXCHANGES, variant(SALE, "\"RETURN\"]", "\"RETURN\",\"EXCHANGE\"]"));
    registry.with(
        WITH_LIST,
        variant(
            SALE,
            "\"fields\":[",
            "\"fields\":[{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":\"null\"}},"));
    registry.with(FLOATS, variant(READING, "\"type\":\"double\"", "\"type\":\"float\""));
    avro = new Door<>("sales", opened(EventKind.SALES, KafkaValues.ownAvro()));
    mapped =
        new Door<>(
            "sales",
            opened(
                EventKind.SALES,
                KafkaValues.avro(
                    Map.of(
                        "time",
                        FieldRule.of(FieldPath.parse("sold_at"))
                            .as(TimeFormat.EPOCH_SECONDS, ZoneOffset.UTC)))));
    json = new Door<>("sales", opened(EventKind.SALES, KafkaValues.json(Map.of())));
    KafkaRecordDeserializationSchema<Ingested<Reading>> deserializer =
        sources().records(EventKind.READINGS, KafkaValues.ownAvro(), Formats.INGESTED_READING);
    open(deserializer);
    readings = new Door<>("temperatures", deserializer);
    fillTheTable();
  }

  @AfterAll
  void stopRegistry() {
    registry.close();
  }

  private void fillTheTable() {
    good();
    bad(1, "an empty value", new byte[0], "BAD_FRAME");
    bad(1, "JSON on an Avro topic", utf8("{\"sale_id\":\"S-1\"}"), "BAD_FRAME");
    bad(1, "magic byte and id without a body", framed(SALES, new byte[0]), "BAD_FRAME");

    bad(2, "null, a tombstone", null, TOMBSTONE);

    byte[] whole = framed(SALES, body(sale()));
    for (int length = 1; length < whole.length; length++) {
      bad(
          3,
          "cut to " + length + " bytes",
          Arrays.copyOf(whole, length),
          length <= 5 ? "BAD_FRAME" : "BAD_AVRO");
    }
    for (String random :
        List.of("9d3c", "ffffffffffff", "7a01fe55c1d80900", "13371337133713371337")) {
      bad(3, "any bytes behind a valid id", framed(SALES, hex(random)), "BAD_AVRO");
    }

    bad(4, "one byte more", Arrays.copyOf(whole, whole.length + 1), "TRAILING_BYTES");
    bad(4, "two records in one", joined(whole, body(sale())), "TRAILING_BYTES");

    for (String length :
        List.of("feffffff0f", "feffffffffffffffff01", "01", "ffffffffffffffffff01")) {
      bad(5, "length " + length, framed(SALES, joined(hex(length), body(sale()))), "BAD_AVRO");
      bad(5, "count " + length, framed(WITH_LIST, joined(hex(length), body(sale()))), "BAD_AVRO");
    }

    bad(6, "an id that the registry does not know", framed(4711, body(sale())), "UNKNOWN_SCHEMA");
    bad(6, "a negative id", framed(-1, body(sale())), "UNKNOWN_SCHEMA");

    bad(7, "the id of readings", framed(READINGS, body(reading())), "WRONG_TYPE");

    bad(
        8,
        "the writer lacks a required field",
        framed(WITHOUT_AMOUNT, body(sale(registry.schema(WITHOUT_AMOUNT)))),
        "INCOMPATIBLE_SCHEMA");
    GenericRecord withTill = sale(registry.schema(WITH_MORE));
    withTill.put("till", "7");
    bad(8, "the writer has an optional field more", framed(WITH_MORE, body(withTill)), ACCEPTED);
    GenericRecord seconds = sale(registry.schema(INT_TIME));
    seconds.put("sold_at", (int) (AT / 1_000));
    add(8, "int for long, by a mapping", mapped, 0, framed(INT_TIME, body(seconds)), ACCEPTED);
    GenericRecord floats = reading(registry.schema(FLOATS));
    floats.put("value", 4.5f);
    add(8, "float for double", readings, 0, framed(FLOATS, body(floats)), ACCEPTED);

    GenericRecord exchange = sale(registry.schema(EXCHANGES));
    exchange.put(
        "kind",
        new GenericData.EnumSymbol(exchange.getSchema().getField("kind").schema(), "EXCHANGE"));
    bad(9, "a symbol that is not ours", framed(EXCHANGES, body(exchange)), "BAD_AVRO");
    bad(
        9,
        "another symbol of that writer",
        framed(EXCHANGES, body(sale(registry.schema(EXCHANGES)))),
        ACCEPTED);

    at(0L, "1970", "STALE_TIMESTAMP");
    at(AT / 1_000, "seconds", "STALE_TIMESTAMP");
    at(AT * 1_000, "microseconds", "FUTURE_TIMESTAMP");
    at(Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli(), "year 9999", "FUTURE_TIMESTAMP");
    at(Long.MIN_VALUE, "the least number", "STALE_TIMESTAMP");
    at(Long.MAX_VALUE, "the greatest number", "FUTURE_TIMESTAMP");

    for (double value :
        new double[] {
          Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -273.16, 1e308, -1e308
        }) {
      GenericRecord fault = reading();
      fault.put("value", value);
      add(12, value + " C", readings, 0, framed(READINGS, body(fault)), "SENSOR_FAULT");
      add(12, "a reading", readings, 0, framed(READINGS, body(reading())), ACCEPTED);
    }

    changed(13, "a negative amount", "amount", decimal("-0.01", 4), "INVALID_AMOUNT");
    changed(13, "an enormous amount", "amount", decimal("1e30", 4), "INVALID_AMOUNT");
    changed(13, "a negative quantity", "quantity", decimal("-1", 3), "INVALID_QUANTITY");
    changed(13, "an enormous quantity", "quantity", decimal("1e30", 3), "INVALID_QUANTITY");
    changed(13, "an unknown currency", "currency", "XYZ", "INVALID_CURRENCY");
    decimals("amount of five decimals", "1.00001", "1", "INVALID_AMOUNT");
    decimals("quantity of four decimals", "1.00", "1.0001", "INVALID_QUANTITY");
    decimals("decimals that are zeros", "1.0000000", "1.000000", ACCEPTED);

    changed(14, "an empty id", "sale_id", "", "INVALID_TEXT");
    changed(14, "a blank id", "store_id", " \t", "INVALID_TEXT");
    changed(14, "an id of a megabyte", "product_id", "x".repeat(1 << 20), "INVALID_TEXT");
    changed(14, "U+0000", "store_id", "mad\u0000rid", "INVALID_TEXT");
    bad(
        14,
        "a lone surrogate",
        framed(SALES, joined(hex("06eda080"), Arrays.copyOfRange(whole, 11, whole.length))),
        "INVALID_TEXT");

    for (String text :
        List.of(
            "\u05E9\u05DC\u05D5\u05DD",
            "\u202Eevil",
            "caf\u00E9 \uD83D\uDED2",
            "'; DROP TABLE x;--",
            "${jndi:ldap://x}",
            "%s%n",
            "a\"b\\c\n")) {
      changed(15, "text " + text, "store_id", text, ACCEPTED);
    }

    GenericRecord sale = sale();
    bad(16, "a sale", framed(SALES, body(sale)), ACCEPTED);
    bad(16, "the same again", framed(SALES, body(sale)), DUPLICATE);
    add(16, "the same on another partition", avro, 1, framed(SALES, body(sale)), DUPLICATE);
    GenericRecord other = sale(SALE, sale.get("sale_id").toString());
    other.put("amount", decimal("2.00", 4));
    bad(16, "the same id with another content", framed(SALES, body(other)), "ID_CONFLICT");

    RecordHeaders headers = new RecordHeaders();
    IntStream.range(0, 1_000).forEach(i -> headers.add("h" + i, new byte[100]));
    byte[] value = framed(SALES, body(sale()));
    inputs.add(
        new BadInput(
            17,
            "no key and 1,000 headers",
            avro,
            record("sales", 0, AT, null, value, headers),
            ACCEPTED));
    byte[] timeless = framed(SALES, body(sale()));
    inputs.add(
        new BadInput(
            17,
            "no time of its own",
            avro,
            record(
                "sales", 0, ConsumerRecord.NO_TIMESTAMP, utf8("k"), timeless, new RecordHeaders()),
            ACCEPTED));
    good();
    add(17, "a good record", avro, 1, framed(SALES, body(sale())), ACCEPTED);
    for (int partition : new int[] {0, 1}) {
      add(17, "a good reading", readings, partition, framed(READINGS, body(reading())), ACCEPTED);
    }
  }

  List<BadInput> table() {
    return inputs;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void eachIsAnEventATombstoneOrADeadLetterAndNeverAnException(BadInput input) {
    Ingested<?> ingested = input.door().admit(input.record());

    switch (input.fate()) {
      case ACCEPTED, DUPLICATE, "ID_CONFLICT" ->
          assertThat(ingested).as("accepted so far").isInstanceOf(Ingested.Accepted.class);
      case TOMBSTONE ->
          assertThat(ingested).isEqualTo(new Ingested.Tombstone<>(asItArrived(input.record())));
      default -> {
        assertThat(ingested).isInstanceOf(Ingested.Rejected.class);
        DeadLetter letter = ((Ingested.Rejected<?>) ingested).letter();
        assertThat(letter)
            .isEqualTo(
                new DeadLetter(
                    RejectionReason.valueOf(input.fate()),
                    asItArrived(input.record()),
                    letter.errorClass(),
                    letter.detail()));
        assertThat(letter.errorClass()).isNotBlank();
        assertThat(letter.detail()).isNotBlank().hasSizeLessThan(1_000);
      }
    }
  }

  @Test
  void allOfThemTogetherAreCountedAndKeptAndHarmNobody() throws Exception {
    MemoryStores stores = MemoryStores.renewed();
    Recording<Sale> sales = recording("sales");
    Recording<Reading> temperatures = recording("temperatures");
    Map<String, Long> whileItRuns;
    Map<String, Long> atItsEnd;
    try (JobCluster cluster = JobCluster.start(directory)) {
      JobID job = submit(cluster, sales, temperatures);
      cluster.await(job, "all but the last", () -> sales.isHeld() && temperatures.isHeld());
      // Its barrier comes behind all that was read.
      cluster.checkpoint(job);
      whileItRuns = SeenMetrics.counters();
      sales.release();
      temperatures.release();
      atItsEnd = cluster.countersAtEnd(job);
    }

    assertThat(stores.deadLetters.letters())
        .extracting(letter -> letter.reason() + " " + letter.record())
        .containsExactlyInAnyOrderElementsOf(
            inputs.stream()
                .filter(input -> isRefused(input.fate()))
                .map(input -> input.fate() + " " + asItArrived(input.record()))
                .toList());
    assertThat(stores.deadLetters.letters())
        .extracting(DeadLetter::record)
        .containsExactlyInAnyOrderElementsOf(
            inputs.stream()
                .filter(input -> isRefused(input.fate()))
                .map(input -> asItArrived(input.record()))
                .toList());
    assertThat(salesByStore(stores)).isEqualTo(acceptedByStore());
    assertThat(stores.lateEvents.events()).as("late by a time that cannot be").isEmpty();
    assertThat(atItsEnd).isEqualTo(counters());
    assertThat(whileItRuns).containsAllEntriesOf(metricsBeforeTheLast());
    assertThat(List.of("sales", "temperatures"))
        .allSatisfy(input -> assertThat(balance(whileItRuns, input)).as("live").isZero())
        .allSatisfy(input -> assertThat(balance(metrics(counters()), input)).isZero());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | {\"error_code\":42901,\"message\":\"slow down\"}",
        "500 | {\"error_code\":50001,\"message\":\"store\"}",
        "503 | <html><body>Service Unavailable</body></html>",
        "404 | <html><body>no such page</body></html>",
        "200 | <html><body>Please log in</body></html>"
      })
  void number10RegistryThatDoesNotAnswerIsWaitedForAndNothingIsRefused(int status, String body) {
    KafkaRecordDeserializationSchema<Ingested<Sale>> fresh =
        opened(EventKind.SALES, KafkaValues.ownAvro());
    registry.answerOnce(status, body);

    Ingested<Sale> ingested =
        new Door<>("sales", fresh)
            .admit(record("other", 0, AT, null, framed(SALES, body(sale())), new RecordHeaders()));

    assertThat(ingested).isInstanceOf(Ingested.Accepted.class);
    assertThat(registry.isAllAnswered()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void number10RegistryThatRefusesTheCredentialsFailsTheJob(int status) {
    Door<Sale> fresh = new Door<>("sales", opened(EventKind.SALES, KafkaValues.ownAvro()));
    byte[] value = framed(SALES, body(sale()));
    registry.answerOnce(status, "{\"error_code\":" + status + ",\"message\":\"no\"}");

    assertThatThrownBy(() -> fresh.admit(record("other", 0, AT, null, value, new RecordHeaders())))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("refuses the credentials (HTTP " + status + ")");
  }

  @Test
  void number19AllThatIsWrongWithAConfigurationIsToldAtOnce() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            """
            environment: test
            kafka: { bootstrapServers: "h:9092", schemaRegistryUrl: "http://h:8081" }
            postgres: { host: h, database: d, user: u, password: {} }
            sales: { topik: ventas, idleness: 5 minutes }
            reports:
              - { name: twice, window: tumbling 1h }
              - { name: twice, window: tumbling 2h }
            """);

    assertThatThrownBy(() -> JobConfig.load(Optional.of(file), List.of(), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("4 problems")
        .hasMessageContaining("postgres.password")
        .hasMessageContaining("sales.topik is not a known key")
        .hasMessageContaining("sales.idleness must be a duration above zero")
        .hasMessageContaining("reports[1].name must be unique among the reports");
  }

  @Test
  void theGuideSaysWhatIsTestedHere() throws IOException {
    List<GuideRow> guide = guide();

    assertThat(guide)
        .extracting(GuideRow::number)
        .isEqualTo(IntStream.rangeClosed(1, 19).boxed().toList());
    assertThat(guide)
        .filteredOn(row -> !Set.of(10, 18, 19).contains(row.number()))
        .allSatisfy(row -> assertThat(row.counters()).isEqualTo(countersOf(row.number())));
  }

  @Test
  void theTestsThatTheGuideNamesAreThere() throws IOException {
    Map<String, String> tests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("../.."))) {
      for (Path file :
          files.filter(path -> path.toString().matches(".*src/test/.*\\.java")).toList()) {
        tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }

    assertThat(guide())
        .allSatisfy(
            row ->
                assertThat(row.tests())
                    .isNotEmpty()
                    .allSatisfy(
                        test -> {
                          String[] parts = test.split("\\.");
                          assertThat(tests).containsKey(parts[0]);
                          assertThat(tests.get(parts[0]))
                              .contains(parts.length == 1 ? "@" : "void " + parts[1] + "(");
                        }));
  }

  @Test
  void theGuideListsAllReasons() throws IOException {
    String text = Files.readString(GUIDE);

    assertThat(found("(?m)^\\| `([A-Z_]+)` \\|", text.substring(text.indexOf("## Reasons"))))
        .isEqualTo(Stream.of(RejectionReason.values()).map(RejectionReason::name).toList());
  }

  /** A line of the table in {@code docs/bad-inputs.md}. */
  private record GuideRow(int number, Set<String> counters, List<String> tests) {}

  private static List<GuideRow> guide() throws IOException {
    return Files.readAllLines(GUIDE).stream()
        .filter(line -> line.matches("\\| [0-9]+ \\|.*"))
        .map(
            line -> {
              String[] cells = line.split(" \\| ");
              return new GuideRow(
                  Integer.parseInt(cells[0].substring(2)),
                  found("`[a-z<>]+\\.([A-Za-z._]+)`", cells[3]).stream()
                      .map(counter -> counter.replace("rejected.", ""))
                      .collect(Collectors.toCollection(TreeSet::new)),
                  found("`([A-Za-z0-9_.]+)`", cells[4]));
            })
        .toList();
  }

  /** What the records of a number are counted as; that some are accepted need not be said. */
  private Set<String> countersOf(int number) {
    Set<String> fates =
        inputs.stream()
            .filter(input -> input.number() == number)
            .map(BadInput::fate)
            .collect(Collectors.toCollection(TreeSet::new));
    if (fates.size() > 1 && number != 8) {
      fates.remove(ACCEPTED);
    }
    return fates.stream()
        .map(
            fate ->
                switch (fate) {
                  case ACCEPTED -> "accepted";
                  case DUPLICATE -> "duplicates";
                  case TOMBSTONE -> "tombstones";
                  default -> fate;
                })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
  }

  private JobID submit(JobCluster cluster, Recording<Sale> sales, Recording<Reading> temperatures)
      throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(cluster.settings(PARTITIONS));
    new Topology(env, JobCluster.MAX_PARALLELISM)
        .sales(
            new Topology.Input<>(
                new RecordingSource<>(sales),
                EventTimeWatermarks.of(EventKind.SALES, Duration.ofSeconds(5), Duration.ZERO)),
            List.of(BY_STORE),
            true)
        .temperatures(
            new Topology.Input<>(
                new RecordingSource<>(temperatures),
                EventTimeWatermarks.of(EventKind.READINGS, Duration.ofSeconds(5), Duration.ZERO)),
            RuleBook.standard(),
            Duration.ofSeconds(5))
        .into(
            new Topology.Sinks(
                Map.of("memory", JobCluster.sink(MemoryStores::salesReports)),
                Map.of("memory", JobCluster.sink(MemoryStores::temperatureAlerts)),
                Map.of(),
                Map.of(),
                Map.of("memory", JobCluster.sink(MemoryStores::lateEvents)),
                Map.of("memory", JobCluster.sink(MemoryStores::deadLetters))));
    return cluster.submit(env);
  }

  /** What the door makes of an input's records, held before the last of each partition. */
  @SuppressWarnings("unchecked") // Every door of an input gives its kind.
  private <E> Recording<E> recording(String name) {
    List<List<Ingested<E>>> partitions = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      int partition = i;
      partitions.add(
          inputs.stream()
              .filter(input -> input.door().input().equals(name))
              .filter(input -> input.record().partition() == partition)
              .map(input -> (Ingested<E>) input.door().admit(input.record()))
              .toList());
    }
    return new Recording<>(
        partitions, partitions.stream().map(partition -> partition.size() - 1).toList());
  }

  private static boolean isRefused(String fate) {
    return !Set.of(ACCEPTED, DUPLICATE, TOMBSTONE).contains(fate);
  }

  /** What the table says that the job counts. */
  private Map<String, Long> counters() {
    return counters(inputs);
  }

  private static Map<String, Long> counters(List<BadInput> inputs) {
    Map<String, Long> counters = new TreeMap<>();
    for (BadInput input : inputs) {
      String name = input.door().input();
      counters.merge(name + ".in", 1L, Long::sum);
      counters.merge(
          name
              + switch (input.fate()) {
                case ACCEPTED -> ".accepted";
                case DUPLICATE -> ".duplicates";
                case TOMBSTONE -> ".tombstones";
                default -> ".rejected." + input.fate();
              },
          1L,
          Long::sum);
    }
    return counters;
  }

  private Map<String, Long> metricsBeforeTheLast() {
    Map<String, BadInput> last = new LinkedHashMap<>();
    inputs.forEach(input -> last.put(input.record().topic() + input.record().partition(), input));
    return metrics(counters(inputs.stream().filter(input -> !last.containsValue(input)).toList()));
  }

  /** The same as metrics, by the names of {@code docs/metrics.md}. */
  private static Map<String, Long> metrics(Map<String, Long> counters) {
    String prefix = "flink_taskmanager_job_task_operator_input_";
    Map<String, Long> metrics = new TreeMap<>();
    counters.forEach(
        (counter, count) -> {
          String[] parts = counter.split("\\.");
          String input = "input=\"" + parts[0] + "\"";
          metrics.put(
              switch (parts[1]) {
                case "in" -> prefix + "numRecordsIn{" + input + "}";
                case "accepted" -> prefix + "numRecordsAccepted{" + input + "}";
                case "duplicates" -> prefix + "numDuplicates{" + input + "}";
                case "tombstones" -> prefix + "numTombstones{" + input + "}";
                default ->
                    prefix + "reason_numRecordsInErrors{" + input + ",reason=\"" + parts[2] + "\"}";
              },
              count);
        });
    return metrics;
  }

  /** in - (accepted + rejected + tombstones + duplicates). */
  private static long balance(Map<String, Long> metrics, String input) {
    return metrics.entrySet().stream()
        .filter(metric -> metric.getKey().contains("input=\"" + input + "\""))
        .mapToLong(
            metric ->
                metric.getKey().contains("_numRecordsIn{") ? metric.getValue() : -metric.getValue())
        .sum();
  }

  private Map<String, Long> acceptedByStore() {
    Map<String, Long> stores = new TreeMap<>();
    for (BadInput input : inputs) {
      if (input.fate().equals(ACCEPTED)
          && input.door().admit(input.record()) instanceof Ingested.Accepted<?> accepted
          && accepted.event() instanceof Sale sale) {
        stores.merge(
            input.number() == 15 ? input.what().substring("text ".length()) : sale.storeId(),
            1L,
            Long::sum);
      }
    }
    return stores;
  }

  private static Map<String, Long> salesByStore(MemoryStores stores) {
    return stores.salesReports.rows().stream()
        .collect(
            Collectors.toMap(
                row -> row.group().storeId(),
                row -> row.totals().contributions(),
                Long::sum,
                TreeMap::new));
  }

  private void at(long time, String what, String fate) {
    changed(11, what, "sold_at", time, fate);
  }

  private void changed(int number, String what, String field, Object value, String fate) {
    GenericRecord sale = sale();
    sale.put(field, value);
    bad(number, what, framed(SALES, body(sale)), fate);
  }

  private void decimals(String what, String amount, String quantity, String fate) {
    String text =
        """
        {"sale_id":"J-%d","store_id":"madrid","product_id":"pan","quantity":%s,"amount":%s,
         "currency":"EUR","sold_at":%d}"""
            .formatted(nextId++, quantity, amount, AT);
    add(13, what, json, 0, utf8(text), fate);
    good();
  }

  /** A sale on the first partition, and a good one behind it. */
  private void bad(int number, String what, byte[] value, String fate) {
    add(number, what, avro, 0, value, fate);
    good();
  }

  private void good() {
    add(0, "a good neighbour", avro, 0, framed(SALES, body(sale())), ACCEPTED);
  }

  private void add(
      int number, String what, Door<?> door, int partition, byte[] value, String fate) {
    inputs.add(
        new BadInput(
            number,
            what,
            door,
            record(door.input(), partition, AT, utf8("key " + number), value, new RecordHeaders()),
            fate));
  }

  private ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, long time, byte[] key, byte[] value, RecordHeaders headers) {
    long offset = offsets.merge(31 * topic.hashCode() + partition, 1L, Long::sum) - 1;
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        time,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }

  private static SourceRecord asItArrived(ConsumerRecord<byte[], byte[]> record) {
    return new SourceRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value() == null ? new byte[0] : record.value());
  }

  private GenericRecord sale() {
    return sale(SALE);
  }

  private GenericRecord sale(Schema schema) {
    return sale(schema, "S-" + nextId++);
  }

  private static GenericRecord sale(Schema schema, String id) {
    GenericRecord sale = new GenericData.Record(schema);
    Consumer<Map.Entry<String, Object>> put =
        field -> {
          if (schema.getField(field.getKey()) != null) {
            sale.put(field.getKey(), field.getValue());
          }
        };
    Stream.of(
            Map.<String, Object>entry("sale_id", id),
            Map.<String, Object>entry("store_id", "madrid"),
            Map.<String, Object>entry("product_id", "pan"),
            Map.<String, Object>entry(
                "kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "SALE")),
            Map.<String, Object>entry("quantity", decimal("1", 3)),
            Map.<String, Object>entry("amount", decimal("1.00", 4)),
            Map.<String, Object>entry("currency", "EUR"),
            Map.<String, Object>entry("sold_at", AT))
        .forEach(put);
    return sale;
  }

  private GenericRecord reading() {
    return reading(READING);
  }

  private GenericRecord reading(Schema schema) {
    GenericRecord reading = new GenericData.Record(schema);
    reading.put("reading_id", "R-" + nextId++);
    reading.put("sensor_id", "fridge-4");
    reading.put("value", 4.5);
    reading.put("unit", new GenericData.EnumSymbol(schema.getField("unit").schema(), "CELSIUS"));
    reading.put("read_at", AT + nextId);
    return reading;
  }

  private static ByteBuffer decimal(String number, int scale) {
    return ByteBuffer.wrap(new BigDecimal(number).setScale(scale).unscaledValue().toByteArray());
  }

  private static byte[] body(GenericRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static byte[] framed(int id, byte[] body) {
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
  }

  private static byte[] joined(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Schema variant(Schema schema, String part, String replacement) {
    String text = schema.toString();
    assertThat(text).contains(part);
    return new Schema.Parser().parse(text.replace(part, replacement));
  }

  private static Schema without(Schema schema, String field) {
    return Schema.createRecord(
        schema.getName(),
        schema.getDoc(),
        schema.getNamespace(),
        false,
        schema.getFields().stream()
            .filter(one -> !one.name().equals(field))
            .map(one -> new Schema.Field(one, one.schema()))
            .toList());
  }

  private KafkaSources sources() {
    return new KafkaSources(
        new KafkaSettings("127.0.0.1:1", registry.url(), "test"), EventTimeBounds.standard());
  }

  private KafkaRecordDeserializationSchema<Ingested<Sale>> opened(
      EventKind<Sale> kind, KafkaValues values) {
    KafkaRecordDeserializationSchema<Ingested<Sale>> deserializer =
        sources().records(kind, values, Formats.INGESTED_SALE);
    open(deserializer);
    return deserializer;
  }

  private static void open(KafkaRecordDeserializationSchema<?> deserializer) {
    try {
      deserializer.open(null);
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}

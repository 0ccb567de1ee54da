package io.aforo.local;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.postgres.PostgresTables;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.domain.time.RowStatus;
import io.aforo.job.adapter.MemoryStores;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a sink holds, in one form for all: a line for each row that is not MERGED, and for each
 * entry of a history, with the columns that every sink has, in order.
 */
final class SinkRows {

  private static final List<String> SALES =
      List.of(
          "report",
          "store_id",
          "product_id",
          "customer_id",
          "currency",
          "window_start",
          "window_end",
          "window_seq",
          "sales",
          "returns",
          "units",
          "gross",
          "returned",
          "net",
          "revision");

  private static final List<String> SESSIONS =
      List.of("user_id", "session_start", "last_activity", "session_end", "actions");

  private static final List<String> ALERTS =
      List.of(
          "alert_id",
          "kind",
          "sensor_id",
          "severity",
          "state",
          "direction",
          "opened_at",
          "peak_delta",
          "detail");

  private static final List<String> HISTORY =
      List.of("alert_id", "seq", "state", "severity", "at", "peak");

  private static final Map<String, List<String>> COLUMNS =
      Map.of(
          "sales_reports",
          SALES,
          "activity_sessions",
          SESSIONS,
          "temperature_alerts",
          ALERTS,
          "alert_history",
          HISTORY);

  private SinkRows() {}

  static List<String> salesIn(MemoryStores memory) {
    return memory.salesReports.rows().stream()
        .filter(row -> row.status() != RowStatus.MERGED)
        .map(
            row ->
                line(
                    row.report(),
                    row.group().storeId(),
                    row.group().productId(),
                    row.group().customerId(),
                    row.group().currency(),
                    Instant.ofEpochMilli(row.window().start()),
                    Instant.ofEpochMilli(row.window().end()),
                    BigDecimal.valueOf(row.windowSeq()),
                    BigDecimal.valueOf(row.totals().sales()),
                    BigDecimal.valueOf(row.totals().returns()),
                    row.totals().unitsDecimal(),
                    row.totals().grossDecimal(),
                    row.totals().returnedDecimal(),
                    row.totals().netDecimal(),
                    BigDecimal.valueOf(row.revision())))
        .sorted()
        .toList();
  }

  static List<String> sessionsIn(MemoryStores memory) {
    return memory.activitySessions.sessions().stream()
        .filter(session -> session.status() != RowStatus.MERGED)
        .map(
            session ->
                line(
                    session.userId(),
                    Instant.ofEpochMilli(session.window().start()),
                    Instant.ofEpochMilli(session.lastActivity()),
                    Instant.ofEpochMilli(session.window().end()),
                    BigDecimal.valueOf(session.actions())))
        .sorted()
        .toList();
  }

  static List<String> alertsIn(MemoryStores memory) {
    return memory.temperatureAlerts.alerts().stream()
        .map(
            alert ->
                line(
                    alert.alertId(),
                    alert.kind(),
                    alert.sensorId(),
                    alert.severity(),
                    alert.state(),
                    alert.direction().orElseThrow(),
                    Instant.ofEpochMilli(alert.openedAt()),
                    alert.peak().toCelsius(),
                    alert.detail()))
        .sorted()
        .toList();
  }

  static List<String> historyIn(MemoryStores memory) {
    return memory.alertHistory.changes().stream()
        .map(
            change ->
                line(
                    change.alert().alertId(),
                    change.seq(),
                    change.alert().state(),
                    change.alert().severity(),
                    Instant.ofEpochMilli(change.at()),
                    change.alert().peak().toCelsius()))
        .sorted()
        .toList();
  }

  static List<String> of(PostgresTables tables, StoredTable table) throws IOException {
    List<String> lines = new ArrayList<>();
    tables.read(
        table,
        row ->
            lines.add(line(table.tableName(), column -> row.get(table.columns().indexOf(column)))));
    return lines.stream().sorted().toList();
  }

  static List<String> of(Connection open, String table) throws Exception {
    List<String> lines = new ArrayList<>();
    try (Statement statement = open.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
      while (row.next()) {
        Map<String, Object> values = new TreeMap<>();
        for (String column : COLUMNS.get(table)) {
          values.put(column, row.getObject(column.equals("at") ? "changed_at" : column));
        }
        lines.add(line(table, values::get));
      }
    }
    return lines.stream().sorted().toList();
  }

  /** Of each key the newest state that the parts in a folder hold; of a history the first. */
  static List<String> ofParts(Path folder) throws IOException {
    String table = folder.getFileName().toString();
    Map<String, NamedCsvRecord> newest = new TreeMap<>();
    List<Path> parts;
    try (Stream<Path> files = Files.list(folder)) {
      parts = files.sorted(Comparator.comparing(Path::toString)).toList();
    }
    for (Path part : parts) {
      try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(part)) {
        csv.forEach(record -> newest.merge(key(table, record::getField), record, SinkRows::newer));
      }
    }
    return newest.values().stream().map(record -> line(table, record::getField)).sorted().toList();
  }

  private static NamedCsvRecord newer(NamedCsvRecord kept, NamedCsvRecord next) {
    if (!kept.getHeader().contains("revision")) {
      return kept;
    }
    long before = Long.parseLong(kept.getField("revision"));
    return Long.parseLong(next.getField("revision")) >= before ? next : kept;
  }

  /**
   * What a compacted topic comes to: of each key the last value. Of a history, which is not
   * compacted, the first of each number.
   */
  static List<String> ofTopic(KafkaSettings kafka, String topic) throws Exception {
    String table = topic.substring(topic.indexOf('.') + 1).replace('-', '_');
    Map<String, GenericRecord> newest = new TreeMap<>();
    try (SchemaRegistryClient registry =
            new CachedSchemaRegistryClient(List.of(kafka.schemaRegistryUrl()), 10);
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo partition : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          String key = new String(record.key(), StandardCharsets.UTF_8);
          GenericRecord value = decode(registry, record.value());
          if (table.equals("alert_history")) {
            newest.putIfAbsent(key + value.get("seq"), value);
          } else {
            newest.put(key, value);
          }
        }
      }
    }
    return newest.values().stream()
        .map(record -> line(table, column -> field(record, column)))
        .sorted()
        .toList();
  }

  /** A notice holds the alert within it. */
  private static Object field(GenericRecord record, String column) {
    return record.getSchema().getField("alert") == null || record.hasField(column)
        ? record.get(column)
        : ((GenericRecord) record.get("alert")).get(column.equals("peak") ? "peak_delta" : column);
  }

  private static GenericRecord decode(SchemaRegistryClient registry, byte[] value)
      throws Exception {
    ByteBuffer frame = ByteBuffer.wrap(value);
    assert frame.get() == 0;
    Schema schema = (Schema) registry.getSchemaById(frame.getInt()).rawSchema();
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    return new GenericDatumReader<GenericRecord>(schema, schema, data)
        .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
  }

  private static String key(String table, Function<String, Object> values) {
    List<String> key =
        switch (table) {
          case "sales_reports" -> SALES.subList(0, 8);
          case "activity_sessions" -> SESSIONS.subList(0, 2);
          case "alert_history" -> HISTORY.subList(0, 2);
          default -> ALERTS.subList(0, 1);
        };
    return line(key.stream().map(values).toArray());
  }

  private static String line(String table, Function<String, ?> values) {
    return line(
        COLUMNS.get(table).stream().map(column -> typed(column, values.apply(column))).toArray());
  }

  /** Texts of CSV are what their columns hold elsewhere. */
  private static Object typed(String column, Object value) {
    if (value instanceof CharSequence text
        && (column.matches("window_(start|end)|session_(start|end)|last_activity|opened_at|at"))) {
      return Instant.parse(text);
    }
    if (value instanceof CharSequence text
        && column.matches(
            "window_seq|sales|returns|units|gross|returned|net|revision|actions|peak_delta|peak")) {
      return new BigDecimal(text.toString());
    }
    return value;
  }

  private static String line(Object... values) {
    return String.join("|", Stream.of(values).map(SinkRows::text).toList());
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal number) {
      return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
    if (value instanceof Timestamp time) {
      return time.toInstant().toString();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    return String.valueOf(value);
  }
}

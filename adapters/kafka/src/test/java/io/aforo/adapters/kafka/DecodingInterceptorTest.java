package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Sale;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DecodingInterceptorTest {

  private static final long NOW = Instant.parse("2026-01-01T10:05:00Z").toEpochMilli();

  private static final long DAY = Duration.ofDays(1).toMillis();

  private static final TopicPartition FIRST = new TopicPartition("activity", 0);
  private static final TopicPartition SECOND = new TopicPartition("activity", 1);

  private static final TypeInformation<Ingested<Sale>> SALES =
      TypeInformation.of(new TypeHint<>() {});

  /** Made by a supplier that travels, so what it reads cannot be held by a test. */
  private static Activity decode(byte[] value) {
    String user = new String(value, StandardCharsets.UTF_8);
    if (user.equals("bad")) {
      throw new InvalidEvent(RejectionReason.BAD_AVRO, "bad");
    }
    if (user.equals("unknown")) {
      throw new IllegalStateException("would have to wait");
    }
    return new Activity(user, "click", NOW);
  }

  private static Intake<Activity> intake() {
    return new Intake<>(
        DecodingInterceptorTest::decode, Activity::occurredAt, EventTimeBounds.standard());
  }

  @Test
  void whatIsGoodIsDecodedAndTheRestPassesAsItCame() {
    ConsumerRecord<byte[], byte[]> good = record(FIRST, 0, "u-1");
    ConsumerRecord<byte[], byte[]> bad = record(FIRST, 1, "bad");
    ConsumerRecord<byte[], byte[]> tombstone = record(FIRST, 2, null);
    ConsumerRecord<byte[], byte[]> next = record(FIRST, 3, "u-2");

    List<ConsumerRecord<byte[], byte[]>> passed =
        interceptor().onConsume(polled(good, bad, tombstone, next)).records(FIRST);

    assertThat(passed).hasSize(4);
    assertThat(decoded(passed.get(0))).contains(accepted(good, "u-1"));
    assertThat(passed.get(1)).isSameAs(bad);
    assertThat(passed.get(2)).isSameAs(tombstone);
    assertThat(decoded(passed.get(3))).contains(accepted(next, "u-2"));
    assertThat(decoded(bad)).isEmpty();
    assertThat(decoded(tombstone)).isEmpty();
  }

  @Test
  void aDecodedRecordIsStillTheRecord() {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "activity",
            1,
            42,
            NOW,
            TimestampType.LOG_APPEND_TIME,
            2,
            3,
            bytes("k"),
            bytes("u-1"),
            new RecordHeaders().add("trace", bytes("t")),
            Optional.of(7));

    ConsumerRecord<byte[], byte[]> passed =
        interceptor().onConsume(polled(record)).records(SECOND).get(0);

    assertThat(decoded(passed)).isPresent();
    assertThat(passed)
        .usingRecursiveComparison()
        .ignoringFields("ingested")
        .ignoringAllOverriddenEquals()
        .isEqualTo(record);
  }

  @Test
  void whatCannotBeDecodedWithoutWaitingIsLeft() {
    ConsumerRecord<byte[], byte[]> unknown = record(FIRST, 0, "unknown");
    ConsumerRecord<byte[], byte[]> behind = record(FIRST, 1, "u-1");

    List<ConsumerRecord<byte[], byte[]>> passed =
        interceptor().onConsume(polled(unknown, behind)).records(FIRST);

    assertThat(passed.get(0)).isSameAs(unknown);
    assertThat(decoded(passed.get(1))).contains(accepted(behind, "u-1"));
  }

  @Test
  void timesAreJudgedAsTheSourceJudgesThem() {
    long before = System.currentTimeMillis();
    ConsumerRecord<byte[], byte[]> ofTomorrow = record(FIRST, 0, "u-1", NOW - DAY);
    ConsumerRecord<byte[], byte[]> withoutTime =
        record(FIRST, 1, "u-2", ConsumerRecord.NO_TIMESTAMP);

    List<ConsumerRecord<byte[], byte[]>> passed =
        interceptor().onConsume(polled(ofTomorrow, withoutTime)).records(FIRST);

    assertThat(passed.get(0)).isSameAs(ofTomorrow);
    assertThat(passed.get(1).timestamp()).isEqualTo(ConsumerRecord.NO_TIMESTAMP);
    assertThat(((Ingested.Accepted<Activity>) decoded(passed.get(1)).get()).record().timestamp())
        .isBetween(before, System.currentTimeMillis());
  }

  @Test
  void anInterceptorWithoutItsIntakeSaysWhereItBelongs() {
    Properties consumer = new Properties();
    consumer.setProperty("interceptor.classes", DecodingInterceptor.class.getName());

    assertThatThrownBy(() -> interceptors(consumer))
        .hasStackTraceContaining(
            "DecodingInterceptor is for consumers that Aforo makes, with its property aforo.intake;"
                + " take it out of interceptor.classes");
  }

  @Test
  void partitionsStayInOrderAndKeepTheirNextOffsets() {
    ConsumerRecords<byte[], byte[]> polled =
        polled(record(SECOND, 8, "u-1"), record(FIRST, 3, "u-2"), record(SECOND, 9, "bad"));

    ConsumerRecords<byte[], byte[]> passed = interceptor().onConsume(polled);

    assertThat(passed.partitions()).containsExactly(SECOND, FIRST);
    assertThat(passed.records(SECOND)).extracting(ConsumerRecord::offset).containsExactly(8L, 9L);
    assertThat(passed.nextOffsets()).isEqualTo(polled.nextOffsets());
    assertThat(passed.count()).isEqualTo(3);
  }

  @Test
  void interceptorsThatAreConfiguredComeFirst() {
    Properties consumer = new Properties();
    consumer.setProperty("interceptor.classes", Theirs.class.getName());

    DecodingInterceptor.decode(consumer, DecodingInterceptorTest::intake);

    assertThat(interceptors(consumer))
        .hasExactlyElementsOfTypes(Theirs.class, DecodingInterceptor.class);
  }

  @Test
  void schemasAreKnownToThePollingThreadWhenTheSourcesThreadHasAskedForThem() throws Exception {
    try (HttpRegistry registry =
        new HttpRegistry().with(7, io.aforo.schemas.Sale.getClassSchema())) {
      // As it gets to a worker.
      KafkaSource<Ingested<Sale>> source =
          InstantiationUtil.clone(
              new KafkaSources(registry.settings(), EventTimeBounds.standard())
                  .source(
                      EventKind.SALES,
                      KafkaInput.continuous("sales"),
                      KafkaValues.ownAvro(),
                      SALES));
      DecodingInterceptor polling =
          (DecodingInterceptor) interceptors(part(source, "props", Properties.class)).get(0);
      @SuppressWarnings("unchecked")
      KafkaRecordDeserializationSchema<Ingested<Sale>> deserializer =
          part(source, "deserializationSchema", KafkaRecordDeserializationSchema.class);
      deserializer.open(null);
      List<Ingested<Sale>> out = new ArrayList<>();
      TopicPartition sales = new TopicPartition("sales", 0);
      ConsumerRecord<byte[], byte[]> record = record(sales, 0, Wire.frame(7, Wire.SALE), NOW);
      Function<ConsumerRecord<byte[], byte[]>, ConsumerRecord<byte[], byte[]>> passed =
          each -> polling.onConsume(polled(each)).records(sales).get(0);

      assertThat(passed.apply(record)).isSameAs(record);
      assertThat(registry.requests).isEmpty();

      deserializer.deserialize(record, new ListCollector<>(out));
      ConsumerRecord<byte[], byte[]> ahead = passed.apply(record);
      deserializer.deserialize(ahead, new ListCollector<>(out));

      assertThat(DecodingInterceptor.<Sale>decoded(ahead)).contains(out.get(0));
      assertThat(out).hasSize(2);
      assertThat(out.get(1)).isEqualTo(out.get(0)).isInstanceOf(Ingested.Accepted.class);
      assertThat(registry.requests).hasSize(1);
    }
  }

  private static <T> T part(Object whole, String field, Class<T> type) {
    return type.cast(assertThat(whole).extracting(field).actual());
  }

  /** As Kafka makes them. */
  private static List<?> interceptors(Properties consumer) {
    Map<String, Object> all = new LinkedHashMap<>();
    consumer.forEach((key, value) -> all.put((String) key, value));
    String bytes = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
    all.put("key.deserializer", bytes);
    all.put("value.deserializer", bytes);
    all.put("bootstrap.servers", "127.0.0.1:1");
    return new ConsumerConfig(all)
        .getConfiguredInstances("interceptor.classes", ConsumerInterceptor.class);
  }

  private static DecodingInterceptor interceptor() {
    Properties consumer = new Properties();
    DecodingInterceptor.decode(consumer, DecodingInterceptorTest::intake);
    return (DecodingInterceptor) interceptors(consumer).get(0);
  }

  private static Optional<Ingested<Activity>> decoded(ConsumerRecord<byte[], byte[]> record) {
    return DecodingInterceptor.decoded(record);
  }

  private static Ingested<Activity> accepted(ConsumerRecord<byte[], byte[]> record, String user) {
    return new Ingested.Accepted<>(
        new SourceRecord(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            new byte[0],
            record.value()),
        new Activity(user, "click", NOW));
  }

  @SafeVarargs
  private static ConsumerRecords<byte[], byte[]> polled(ConsumerRecord<byte[], byte[]>... records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new LinkedHashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      polled.computeIfAbsent(partition, first -> new ArrayList<>()).add(record);
      next.put(partition, new OffsetAndMetadata(record.offset() + 1));
    }
    return new ConsumerRecords<>(polled, next);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, String value) {
    return record(partition, offset, value, NOW);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, String value, long timestamp) {
    return record(partition, offset, value == null ? null : bytes(value), timestamp);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, byte[] value, long timestamp) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One that a user might have. */
  public static final class Theirs implements ConsumerInterceptor<byte[], byte[]> {

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> properties) {}
  }
}

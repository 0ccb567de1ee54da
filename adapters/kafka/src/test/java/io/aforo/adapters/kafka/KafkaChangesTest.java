package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.rules.RuleBases;
import io.aforo.application.rules.RuleDocument;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.TemperatureRule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaChangesTest {

  private static final RuleBases BASES = RuleBases.of(TemperatureRule.plain(JumpRule.standard()));
  private static final KafkaChanges RULES = KafkaChanges.ofRules(BASES);
  private static final KafkaChanges SENSORS = KafkaChanges.ofSensors();
  private static final KafkaSettings SETTINGS = new KafkaSettings("k:9092", "", "aforo");
  private static final TypeInformation<Ingested<RuleBookChange>> TYPE =
      TypeInformation.of(new TypeHint<>() {});

  private static final String DAIRY =
      """
      {"id": "dairy", "version": 2, "store": "norte", "threshold": "10 C", "clearBelow": "5 C",
       "sentinels": ["85 C"], "tooWarm": {"above": "8 C", "for": "60m"}, "silence": null}
      """;

  private static final TemperatureRule DAIRY_RULE =
      RuleDocument.read(
          Map.of(
              "id", "dairy",
              "version", 2,
              "store", "norte",
              "threshold", "10 C",
              "clearBelow", "5 C",
              "sentinels", List.of("85 C"),
              "tooWarm", Map.of("above", "8 C", "for", "60m"),
              "silence", "none"),
          BASES);

  @Test
  void aDocumentUnderItsOwnKeyPutsARule() {
    assertThat(RULES.read(record("rules", 0, "dairy@2", DAIRY)))
        .isEqualTo(
            new Ingested.Accepted<>(
                source("rules", "dairy@2", DAIRY), new RuleBookChange.PutRule(DAIRY_RULE)));
  }

  @Test
  void aRecordWithoutAValueDropsTheRuleOfItsKey() {
    assertThat(RULES.read(record("rules", 0, "dairy@2", null)))
        .isEqualTo(
            new Ingested.Accepted<>(
                source("rules", "dairy@2", ""), new RuleBookChange.DropRule("dairy@2")));
  }

  @Test
  void aTombstoneOfAnIdThatNoRuleCanHaveIsADeadLetter() {
    assertThat(letter(RULES.read(record("rules", 0, "x".repeat(257) + "@1", null))))
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(RejectionReason.INVALID_RULE);
              assertThat(letter.detail())
                  .isEqualTo(
                      "the id in the record's key must have at most 256 characters, has 257");
            });
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "dairy@1, '{\"id\": \"dairy\", \"version\": 2}', 'the record''s key must be the id and the"
            + " version of its rule, ''dairy@2''; was ''dairy@1'''",
        "dairy, '{\"id\": \"dairy\", \"version\": 2}', 'the record''s key must be id@version, such"
            + " as dairy@2; was ''dairy'''",
        "dairy, , 'the record''s key must be id@version, such as dairy@2; was ''dairy'''",
        "' @1', , 'the id in the record''s key must not be blank'",
        "dairy@2, 'dairy', 'a record holds one JSON object and nothing else: its first byte is"
            + " 0x64, not {'",
        "d, '{\"version\": 0, \"windo\": \"60s\"}', 'the record''s key must be id@version, such as"
            + " dairy@2; was ''d''; windo is not a key of a rule; did you mean: window; version"
            + " must be a whole number from 1 to 2147483647; was 0; id is missing: it must be a"
            + " name'"
      })
  void whatIsNoRuleIsADeadLetterThatNamesEverythingThatIsWrong(
      String key, String value, String detail) {
    assertThat(letter(RULES.read(record("rules", 0, key, value))))
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(RejectionReason.INVALID_RULE);
              assertThat(letter.record())
                  .isEqualTo(source("rules", key, value == null ? "" : value));
              assertThat(letter.detail()).isEqualTo(detail);
            });
  }

  @Test
  void aRecordOfASensorPutsItAndOneWithoutAValueDropsIt() {
    String value = "{\"sensorType\": \"fridge\", \"store\": null}";

    assertThat(SENSORS.read(record("sensors", 0, "f-1", value)))
        .isEqualTo(
            new Ingested.Accepted<>(
                source("sensors", "f-1", value),
                new RuleBookChange.PutSensor(new Sensor("f-1", "fridge", ""))));
    assertThat(SENSORS.read(record("sensors", 0, "f-1", null)))
        .isEqualTo(
            new Ingested.Accepted<>(
                source("sensors", "f-1", ""), new RuleBookChange.DropSensor("f-1")));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "f-1, '[]', 'a record holds one JSON object and nothing else: its first byte is 0x5B, not"
            + " {'",
        "'', '{\"type\": \"fridge\", \"store\": [1]}', 'type is not a key of a sensor, which are"
            + " sensorType, store; store must be one value; was a list; the sensor''s id must not"
            + " be blank'",
        "'', , 'the record''s key must not be blank'"
      })
  void whatIsNoSensorIsADeadLetterThatNamesEverythingThatIsWrong(
      String key, String value, String detail) {
    DeadLetter letter = letter(SENSORS.read(record("sensors", 0, key, value)));

    assertThat(letter.reason()).isEqualTo(RejectionReason.INVALID_SENSOR);
    assertThat(letter.detail()).isEqualTo(detail);
  }

  @Test
  void aSourceOfChangesTravelsAndEndsIfItIsBounded() throws Exception {
    KafkaSources sources = new KafkaSources(SETTINGS, EventTimeBounds.standard());

    assertThat(sources.changes(KafkaInput.bounded("rules"), RULES, TYPE).getBoundedness())
        .isEqualTo(Boundedness.BOUNDED);
    assertThat(
            InstantiationUtil.clone(sources.changes(KafkaInput.continuous("rules"), RULES, TYPE))
                .getProducedType())
        .isEqualTo(TYPE);
  }

  @Test
  void aBookIsReadFromItsBeginningToTheEndThatItHadAndBadRecordsAreLeftOut() {
    MockConsumer<byte[], byte[]> consumer = consumer(Map.of("rules", 2, "sensors", 1), 3);
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(record("rules", 0, "dairy@2", DAIRY));
          consumer.addRecord(recordAt("rules", 0, 1, "bad", DAIRY));
        });
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(recordAt("rules", 0, 2, "dairy@2", null));
          for (int offset = 0; offset < 3; offset++) {
            consumer.addRecord(recordAt("rules", 1, offset, "other@" + (offset + 1), null));
            consumer.addRecord(recordAt("sensors", 0, offset, "s-" + offset, "{}"));
          }
          consumer.addRecord(recordAt("sensors", 0, 3, "after the end", "{}"));
        });

    assertThat(book(consumer, Duration.ofSeconds(60)).read())
        .extracting(Ingested.Accepted::event)
        .containsExactlyInAnyOrder(
            new RuleBookChange.PutRule(DAIRY_RULE),
            new RuleBookChange.DropRule("dairy@2"),
            new RuleBookChange.DropRule("other@1"),
            new RuleBookChange.DropRule("other@2"),
            new RuleBookChange.DropRule("other@3"),
            new RuleBookChange.PutSensor(new Sensor("s-0", "", "")),
            new RuleBookChange.PutSensor(new Sensor("s-1", "", "")),
            new RuleBookChange.PutSensor(new Sensor("s-2", "", "")));
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void anEmptyBookIsReadAtOnce() {
    MockConsumer<byte[], byte[]> consumer = consumer(Map.of("rules", 1, "sensors", 1), 0);

    assertThat(book(consumer, Duration.ZERO).read()).isEmpty();
  }

  @Test
  void aBookThatIsNotReadInTimeFailsInWords() {
    MockConsumer<byte[], byte[]> consumer = consumer(Map.of("rules", 1, "sensors", 1), 3);

    assertThatThrownBy(() -> book(consumer, Duration.ofMillis(1)).read())
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("could not be read to their end within 1 ms, at k:9092");
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void aKafkaThatDoesNotAnswerIsToldAsSuch() {
    MockConsumer<byte[], byte[]> consumer = consumer(Map.of("rules", 1, "sensors", 1), 3);
    consumer.setOffsetsException(new TimeoutException("silent"));

    assertThatThrownBy(() -> book(consumer, Duration.ofMillis(1)).read())
        .isInstanceOf(KafkaException.class)
        .hasMessageStartingWith("Kafka at k:9092 did not answer within 1 ms.");
  }

  @Test
  void aTopicThatIsNotThereIsNamed() {
    MockConsumer<byte[], byte[]> consumer = consumer(Map.of("sensors", 1), 0);
    consumer.updatePartitions("rules", List.of());

    assertThatThrownBy(() -> book(consumer, Duration.ofSeconds(1)).read())
        .isInstanceOf(KafkaException.class)
        .hasMessage(
            "There is no topic rules at k:9092; rules are kept in a compacted topic, so create it"
                + " with cleanup.policy=compact");
  }

  @Test
  void aBookTravelsToTheWorkers() throws Exception {
    KafkaRuleBook book = new KafkaRuleBook(SETTINGS, Map.of("rules", RULES), Duration.ofSeconds(1));

    assertThat(InstantiationUtil.clone(book)).isNotSameAs(book);
  }

  private static KafkaRuleBook book(MockConsumer<byte[], byte[]> consumer, Duration limit) {
    return new KafkaRuleBook(
        SETTINGS,
        Map.of("rules", RULES, "sensors", SENSORS),
        limit,
        properties -> {
          assertThat(properties)
              .containsEntry("bootstrap.servers", "k:9092")
              .containsEntry("isolation.level", "read_committed")
              .containsEntry("enable.auto.commit", "false");
          return consumer;
        });
  }

  /** Of topics with so many partitions each, with so many records each. */
  private static MockConsumer<byte[], byte[]> consumer(Map<String, Integer> topics, long end) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    topics.forEach(
        (topic, count) -> {
          List<PartitionInfo> infos = new java.util.ArrayList<>();
          for (int partition = 0; partition < count; partition++) {
            infos.add(new PartitionInfo(topic, partition, Node.noNode(), null, null));
            TopicPartition key = new TopicPartition(topic, partition);
            consumer.updateBeginningOffsets(Map.of(key, 0L));
            consumer.updateEndOffsets(Map.of(key, end));
          }
          consumer.updatePartitions(topic, infos);
        });
    return consumer;
  }

  private static DeadLetter letter(Ingested<RuleBookChange> ingested) {
    assertThat(ingested).isInstanceOf(Ingested.Rejected.class);
    return ((Ingested.Rejected<RuleBookChange>) ingested).letter();
  }

  private static SourceRecord source(String topic, String key, String value) {
    return new SourceRecord(topic, 0, 0, 5, bytes(key), bytes(value));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, String key, String value) {
    return recordAt(topic, partition, 0, key, value);
  }

  private static ConsumerRecord<byte[], byte[]> recordAt(
      String topic, int partition, long offset, String key, String value) {
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        5,
        TimestampType.CREATE_TIME,
        0,
        0,
        bytes(key),
        value == null ? null : bytes(value),
        new RecordHeaders(),
        Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

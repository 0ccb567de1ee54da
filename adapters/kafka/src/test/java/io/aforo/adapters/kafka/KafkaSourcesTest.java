package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.TimeFormat;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer.PartitionOffsetsRetriever;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.Test;

class KafkaSourcesTest {

  private static final TypeInformation<Ingested<Sale>> SALES =
      TypeInformation.of(new TypeHint<>() {});

  private static final TypeInformation<Ingested<Reading>> READINGS =
      TypeInformation.of(new TypeHint<>() {});

  private static final long AT = Instant.parse("2026-01-01T10:05:00Z").toEpochMilli();

  private static final Map<String, FieldRule> RULES =
      Map.of(
          "amount", FieldRule.of(FieldPath.parse("monto")),
          "time",
              FieldRule.of(FieldPath.parse("ts"))
                  .as(TimeFormat.EPOCH_SECONDS, ZoneId.of("Europe/Madrid")),
          "currency", FieldRule.ofConstant("EUR"));

  private final KafkaSources sources =
      new KafkaSources(
          new KafkaSettings(
              "k:9092",
              "http://r:8081",
              "aforo",
              Map.of("isolation.level", "read_uncommitted", "fetch.max.bytes", "1000"),
              Map.of()),
          EventTimeBounds.standard());

  @Test
  void continuousSourceReadsOnForEver() {
    KafkaSource<Ingested<Sale>> source =
        sales(KafkaInput.continuous("sales"), KafkaValues.ownAvro());

    assertThat(source.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    assertThat(source.getProducedType()).isEqualTo(SALES);
  }

  @Test
  void boundedSourceEnds() {
    KafkaSource<Ingested<Reading>> source = readings(KafkaInput.bounded("readings"));

    assertThat(source.getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    assertThat(source.getProducedType()).isEqualTo(READINGS);
  }

  @Test
  void consumerReadsWhatIsCommittedAndFailsOnAnOffsetOutOfRange() {
    assertThatPropertiesOf(sales(KafkaInput.continuous("sales"), KafkaValues.ownAvro()))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", "false")
        .containsEntry("group.id", "aforo")
        .containsEntry("fetch.max.bytes", "1000")
        .containsEntry("partition.discovery.interval.ms", "30000")
        .extractingByKey("auto.offset.reset")
        .isEqualTo("none");
    assertThatPropertiesOf(readings(KafkaInput.bounded("readings")))
        .containsEntry("partition.discovery.interval.ms", "-1")
        .extractingByKey("auto.offset.reset")
        .isEqualTo("none");
  }

  /** What the source, as it is built, gives its consumers. */
  private static MapAssert<Object, Object> assertThatPropertiesOf(KafkaSource<?> source) {
    return assertThat(source)
        .extracting("props", as(InstanceOfAssertFactories.map(Object.class, Object.class)));
  }

  @Test
  void aPartitionStartsAtItsEarliestRecordWhateverTheGroupHasCommitted() {
    TopicPartition read = new TopicPartition("sales", 0);
    TopicPartition unread = new TopicPartition("sales", 1);

    Map<TopicPartition, Long> starts =
        new EarliestWithoutReset()
            .getPartitionOffsets(List.of(read, unread), new Committed(Map.of(read, 17L)));

    assertThat(starts)
        .isEqualTo(
            Map.of(
                read,
                KafkaPartitionSplit.EARLIEST_OFFSET,
                unread,
                KafkaPartitionSplit.EARLIEST_OFFSET));
  }

  @Test
  void sourcesTravelToTheWorkers() throws Exception {
    assertThat(
            InstantiationUtil.clone(sales(KafkaInput.continuous("sales"), KafkaValues.ownAvro())))
        .isNotNull();
    assertThat(InstantiationUtil.clone(readings(KafkaInput.bounded("r")))).isNotNull();
    for (KafkaValues values : List.of(KafkaValues.avro(RULES), KafkaValues.json(RULES))) {
      assertThat(InstantiationUtil.clone(sales(KafkaInput.continuous("sales"), values)))
          .isNotNull();
    }
  }

  @Test
  void valuesAreDecodedWhereTheyTravelledTo() throws Exception {
    try (HttpRegistry registry =
        new HttpRegistry().with(7, io.aforo.schemas.Sale.getClassSchema())) {
      KafkaSources there = new KafkaSources(registry.settings(), EventTimeBounds.standard());
      byte[] avro = Wire.frame(7, Wire.SALE);
      byte[] json =
          """
          {"sale_id":"S-1","store_id":"madrid","product_id":"P-7","quantity":1.5,
           "monto":19.99,"ts":1767261900}"""
              .getBytes(StandardCharsets.UTF_8);

      for (Ingested<Sale> ingested :
          List.of(
              read(there, KafkaValues.ownAvro(), avro),
              read(there, KafkaValues.avro(Map.of("currency", FieldRule.ofConstant("EUR"))), avro),
              read(there, KafkaValues.json(RULES), json))) {
        assertThat(((Ingested.Accepted<Sale>) ingested).event())
            .isEqualTo(
                new Sale(
                    "S-1",
                    "madrid",
                    "P-7",
                    "",
                    SaleKind.SALE,
                    new Quantity(1_500),
                    new Money(199_900, "EUR"),
                    AT));
      }
      assertThat(((Ingested.Rejected<Sale>) read(there, KafkaValues.json(RULES), avro)).letter())
          .extracting(DeadLetter::reason)
          .isEqualTo(RejectionReason.BAD_JSON);
    }
  }

  private static Ingested<Sale> read(KafkaSources sources, KafkaValues values, byte[] value)
      throws Exception {
    IngestingDeserializer<Sale> deserializer =
        InstantiationUtil.clone(sources.deserializer(EventKind.SALES, values, SALES));
    deserializer.open(null);
    List<Ingested<Sale>> out = new ArrayList<>();
    deserializer.deserialize(
        new ConsumerRecord<>(
            "sales",
            0,
            0,
            AT,
            TimestampType.CREATE_TIME,
            0,
            0,
            null,
            value,
            new RecordHeaders(),
            Optional.empty()),
        new ListCollector<>(out));
    return out.get(0);
  }

  @Test
  void mappingThatCannotBeIsRefusedWhereTheSourceIsMade() {
    Map<String, FieldRule> rules = Map.of("amount", FieldRule.ofConstant("cheap"));

    for (KafkaValues values : List.of(KafkaValues.avro(rules), KafkaValues.json(rules))) {
      assertThatThrownBy(() -> sales(KafkaInput.continuous("sales"), values))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("amount: ");
    }
  }

  @Test
  void onlyJsonNeedsNoRegistry() {
    KafkaSources without =
        new KafkaSources(new KafkaSettings("k:9092", "", "aforo"), EventTimeBounds.standard());
    KafkaInput input = KafkaInput.continuous("sales");

    assertThat(without.source(EventKind.SALES, input, KafkaValues.json(RULES), SALES)).isNotNull();
    for (KafkaValues values : List.of(KafkaValues.ownAvro(), KafkaValues.avro(RULES))) {
      assertThatThrownBy(() -> without.source(EventKind.SALES, input, values, SALES))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Avro needs a schema registry, and there is no schema registry URL");
    }
  }

  @Test
  void inputWithoutTopicsIsRefused() {
    assertThatThrownBy(() -> new KafkaInput(List.of(), false, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topics must not be empty");
  }

  private KafkaSource<Ingested<Sale>> sales(KafkaInput input, KafkaValues values) {
    return sources.source(EventKind.SALES, input, values, SALES);
  }

  private KafkaSource<Ingested<Reading>> readings(KafkaInput input) {
    return sources.source(EventKind.READINGS, input, KafkaValues.ownAvro(), READINGS);
  }

  private record Committed(Map<TopicPartition, Long> offsets) implements PartitionOffsetsRetriever {

    @Override
    public Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> partitions) {
      return offsets;
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> timestamps) {
      throw new UnsupportedOperationException();
    }
  }
}

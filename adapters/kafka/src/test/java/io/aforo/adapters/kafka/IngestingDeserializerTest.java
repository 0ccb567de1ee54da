package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestingDeserializerTest {

  private static final long NOW = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();

  private static final byte[] KEY = bytes("fridge-4");

  private static final byte[] EMPTY = {};

  /** Reads the event time out of the value; "outage" is a fault of the infrastructure. */
  private final IngestingDeserializer<Reading> deserializer =
      new IngestingDeserializer<>(
          () -> IngestingDeserializerTest::decode,
          EventKind.READINGS,
          EventTimeBounds.standard(),
          TypeInformation.of(new TypeHint<Ingested<Reading>>() {}));

  private final List<Ingested<Reading>> out = new java.util.ArrayList<>();

  @BeforeEach
  void open() {
    deserializer.open(null);
  }

  @Test
  void eventIsAcceptedWithItsRecord() {
    deserialize(record(KEY, bytes(String.valueOf(NOW)), NOW));

    assertThat(out)
        .containsExactly(
            new Ingested.Accepted<>(
                new SourceRecord("readings", 2, 42, NOW, KEY, bytes(String.valueOf(NOW))),
                reading(NOW)));
  }

  @Test
  void badDataIsRejectedWithItsBytes() {
    deserialize(record(KEY, bytes("bad"), NOW));

    assertThat(out)
        .containsExactly(
            new Ingested.Rejected<>(
                new DeadLetter(
                    RejectionReason.BAD_AVRO,
                    new SourceRecord("readings", 2, 42, NOW, KEY, bytes("bad")),
                    "InvalidEvent",
                    "not a number")));
  }

  @Test
  void nullValueIsATombstoneAndAnEmptyOneIsNot() {
    deserialize(record(KEY, null, NOW));
    deserialize(record(KEY, EMPTY, NOW));

    SourceRecord empty = new SourceRecord("readings", 2, 42, NOW, KEY, EMPTY);
    assertThat(out)
        .containsExactly(
            new Ingested.Tombstone<>(empty),
            new Ingested.Rejected<>(
                new DeadLetter(RejectionReason.BAD_AVRO, empty, "InvalidEvent", "not a number")));
  }

  @Test
  void recordWithoutAKeyAndWithAThousandHeadersIsProcessed() {
    RecordHeaders headers = new RecordHeaders();
    for (int i = 0; i < 1_000; i++) {
      headers.add("h" + i, EMPTY);
    }

    deserialize(
        new ConsumerRecord<>(
            "readings",
            2,
            42,
            NOW,
            TimestampType.CREATE_TIME,
            0,
            0,
            null,
            bytes(String.valueOf(NOW)),
            headers,
            Optional.empty()));

    assertThat(out)
        .containsExactly(
            new Ingested.Accepted<>(
                new SourceRecord("readings", 2, 42, NOW, EMPTY, bytes(String.valueOf(NOW))),
                reading(NOW)));
  }

  @Test
  void recordWithoutATimeIsJudgedByTheTimeOfReading() {
    long before = System.currentTimeMillis();

    deserialize(record(KEY, bytes(String.valueOf(NOW)), ConsumerRecord.NO_TIMESTAMP));
    deserialize(record(KEY, bytes("253402300799000"), ConsumerRecord.NO_TIMESTAMP));

    assertThat(((Ingested.Accepted<Reading>) out.get(0)).record().timestamp())
        .isBetween(before, System.currentTimeMillis());
    assertThat(((Ingested.Rejected<Reading>) out.get(1)).letter().reason())
        .isEqualTo(RejectionReason.FUTURE_TIMESTAMP);
  }

  @Test
  void faultOfTheInfrastructureIsThrown() {
    assertThatThrownBy(() -> deserialize(record(KEY, bytes("outage"), NOW)))
        .isInstanceOf(SchemaRegistryException.class);
    assertThat(out).isEmpty();
  }

  @Test
  void deserializerTravelsToTheWorkersAndIsOpenedThere() throws Exception {
    IngestingDeserializer<Reading> there = InstantiationUtil.clone(deserializer);
    there.open(null);

    there.deserialize(record(KEY, null, NOW), new ListCollector<>(out));

    assertThat(out).hasSize(1);
    assertThat(there.getProducedType()).isEqualTo(deserializer.getProducedType());
  }

  private void deserialize(ConsumerRecord<byte[], byte[]> record) {
    deserializer.deserialize(record, new ListCollector<>(out));
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value, long timestamp) {
    return new ConsumerRecord<>(
        "readings",
        2,
        42,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static Reading decode(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    if (text.equals("outage")) {
      throw new SchemaRegistryException("down", null);
    }
    try {
      return reading(Long.parseLong(text));
    } catch (NumberFormatException bad) {
      throw new InvalidEvent(RejectionReason.BAD_AVRO, "not a number");
    }
  }

  private static Reading reading(long readAt) {
    return new Reading("", "fridge-4", new Temperature(0), readAt);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

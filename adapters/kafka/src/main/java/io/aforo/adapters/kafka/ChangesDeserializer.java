package io.aforo.adapters.kafka;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.temperature.RuleBookChange;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes exactly one {@link Ingested} of each record of rules or sensors, whatever it holds. */
final class ChangesDeserializer
    implements KafkaRecordDeserializationSchema<Ingested<RuleBookChange>> {

  private static final long serialVersionUID = 1L;

  private final KafkaChanges changes;
  private final TypeInformation<Ingested<RuleBookChange>> type;

  ChangesDeserializer(KafkaChanges changes, TypeInformation<Ingested<RuleBookChange>> type) {
    this.changes = changes;
    this.type = type;
  }

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> record, Collector<Ingested<RuleBookChange>> out) {
    out.collect(changes.read(record));
  }

  @Override
  public TypeInformation<Ingested<RuleBookChange>> getProducedType() {
    return type;
  }
}

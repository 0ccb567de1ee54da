package io.aforo.adapters.kafka;

import io.aforo.application.intake.EventDecoder;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.EventTimeBounds;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes exactly one {@link Ingested} of each record, whatever it holds. */
final class IngestingDeserializer<E> implements KafkaRecordDeserializationSchema<Ingested<E>> {

  private static final long serialVersionUID = 1L;

  private final SerializableSupplier<EventDecoder<E>> decoder;
  private final EventKind<E> kind;
  private final EventTimeBounds bounds;
  private final TypeInformation<Ingested<E>> type;

  private transient Intake<E> intake;

  /**
   * @param decoder makes the decoder where records are read
   */
  IngestingDeserializer(
      SerializableSupplier<EventDecoder<E>> decoder,
      EventKind<E> kind,
      EventTimeBounds bounds,
      TypeInformation<Ingested<E>> type) {
    this.decoder = decoder;
    this.kind = kind;
    this.bounds = bounds;
    this.type = type;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    intake = new Intake<>(decoder.get(), kind::timeOf, bounds);
  }

  /**
   * @throws SchemaRegistryException if the registry cannot be asked; bad data is never an exception
   */
  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Ingested<E>> out) {
    Optional<Ingested<E>> decoded = DecodingInterceptor.decoded(record);
    out.collect(
        decoded.isPresent()
            ? decoded.get()
            : intake.admit(SourceRecords.of(record), record.value() == null));
  }

  @Override
  public TypeInformation<Ingested<E>> getProducedType() {
    return type;
  }
}

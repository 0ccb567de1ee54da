package io.aforo.adapters.kafka;

import io.aforo.application.mapping.EventMapping;
import io.aforo.application.mapping.EventMapping.Misfit;
import io.aforo.application.mapping.FieldValues;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;

/**
 * Records of any schema, each read by that of its writer and mapped. A writer without a field for
 * which the mapping says what it is then is as good as any: it may be an older one.
 *
 * @param <E> the kind of event
 */
final class MappedSchema<E> {

  private final EventMapping<E> mapping;

  MappedSchema(EventMapping<E> mapping) {
    this.mapping = mapping;
  }

  /**
   * The reader of a writer's records.
   *
   * @throws InvalidEvent INCOMPATIBLE_SCHEMA if none of them can be an event
   */
  RecordReader<E> reader(int id, Schema writer) {
    List<String> faults =
        mapping.misfits(new AvroShape(writer)).stream()
            .filter(Misfit::refusesAll)
            .map(misfit -> misfit.part() + ": " + misfit.message())
            .toList();
    if (!faults.isEmpty()) {
      throw new InvalidEvent(
          RejectionReason.INCOMPATIBLE_SCHEMA,
          "schema id "
              + id
              + ", "
              + writer.getFullName()
              + ", does not fit the mapping: "
              + String.join("; ", faults));
    }
    List<Optional<AvroValue>> values =
        mapping.fields().stream().map(path -> AvroValue.at(writer, path.names())).toList();
    // Without conversions: what a logical type means is told where the value is used.
    GenericData model = new GenericData();
    model.setFastReaderEnabled(true);
    return new ResolvedReader<>(
        id,
        new GenericDatumReader<>(writer, writer, model),
        datum -> mapping.map(new Values(writer, values, datum)));
  }

  private record Values(Schema schema, List<Optional<AvroValue>> values, Object datum)
      implements FieldValues {

    @Override
    public Optional<Object> at(int field) {
      return values.get(field).map(value -> value.of().apply(datum));
    }

    @Override
    public List<String> names() {
      return datum instanceof IndexedRecord
          ? schema.getFields().stream().map(Schema.Field::name).toList()
          : List.of();
    }
  }
}

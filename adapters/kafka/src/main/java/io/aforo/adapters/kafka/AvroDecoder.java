package io.aforo.adapters.kafka;

import io.aforo.application.intake.EventDecoder;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.EventMapping;
import io.aforo.domain.intake.InvalidEvent;

/**
 * Decodes records in Confluent's wire format with an Avro body, either of our own schema, to which
 * the writer's is resolved, or of any, by a mapping.
 *
 * <p>Every record is decoded within its own bounds and must be consumed to its last byte. Of our
 * own schema, an enum symbol that it does not have is BAD_AVRO, never the default; a text that is
 * not UTF-8 is INVALID_TEXT, never repaired. Not for use by several threads at once.
 *
 * @param <E> the kind of event
 */
final class AvroDecoder<E> implements EventDecoder<E> {

  private final WriterSchemas<E> schemas;

  private AvroDecoder(WriterSchemas<E> schemas) {
    this.schemas = schemas;
  }

  /** Of records of our own schema. */
  static <E> AvroDecoder<E> of(
      EventKind<E> kind, WriterSchemas.Registry registry, Patience patience, Waiting waiting) {
    return new AvroDecoder<>(
        new WriterSchemas<>(OwnSchema.of(kind)::reader, registry, patience, waiting));
  }

  /** Of records of any schema that has the fields of a mapping. */
  static <E> AvroDecoder<E> of(
      EventMapping<E> mapping,
      WriterSchemas.Registry registry,
      Patience patience,
      Waiting waiting) {
    return new AvroDecoder<>(
        new WriterSchemas<>(new MappedSchema<>(mapping)::reader, registry, patience, waiting));
  }

  /**
   * @throws InvalidEvent if the bytes are not an event that Aforo counts
   * @throws SchemaRegistryException if the registry cannot be asked for the writer's schema
   */
  @Override
  public E decode(byte[] value) {
    return schemas.reader(WireFrame.schemaId(value)).read(value);
  }
}

package io.aforo.adapters.kafka;

import io.aforo.application.intake.EventDecoder;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.temperature.Reading;
import io.aforo.schemas.TemperatureReading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Decodes records in Confluent's wire format: a zero byte, the id of the writer's schema in four
 * bytes, big-endian, and an Avro body, which is resolved from the writer's schema to ours.
 *
 * <p>Every record is decoded within its own bounds and must be consumed to its last byte. An enum
 * symbol that is not in our schema is BAD_AVRO, never the default; a text that is not UTF-8 is
 * INVALID_TEXT, never repaired. Not for use by several threads at once.
 *
 * @param <A> the generated class of the records
 * @param <E> the kind of event
 */
final class AvroDecoder<A extends SpecificRecord, E> implements EventDecoder<E> {

  private static final byte MAGIC = 0;

  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final WriterSchemas<A> schemas;
  private final Function<A, E> toEvent;

  AvroDecoder(WriterSchemas<A> schemas, Function<A, E> toEvent) {
    this.schemas = schemas;
    this.toEvent = toEvent;
  }

  static EventDecoder<Sale> ofSales(SchemaRegistry registry, Patience patience, Waiting waiting) {
    return new AvroDecoder<>(
        new WriterSchemas<>(io.aforo.schemas.Sale.class, registry, patience, waiting),
        SaleMapper.INSTANCE::toDomain);
  }

  static EventDecoder<Reading> ofReadings(
      SchemaRegistry registry, Patience patience, Waiting waiting) {
    return new AvroDecoder<>(
        new WriterSchemas<>(TemperatureReading.class, registry, patience, waiting),
        ReadingMapper.INSTANCE::toDomain);
  }

  /**
   * @throws InvalidEvent if the bytes are not an event that Aforo counts
   * @throws SchemaRegistryException if the registry cannot be asked for the writer's schema
   */
  @Override
  public E decode(byte[] value) {
    int id = schemaId(value);
    DatumReader<A> reader = schemas.reader(id);
    return toEvent.apply(body(reader, id, new BoundedDecoder(value, HEADER_BYTES)));
  }

  private static int schemaId(byte[] value) {
    if (value.length <= HEADER_BYTES) {
      throw new InvalidEvent(
          RejectionReason.BAD_FRAME,
          "a record has a magic byte, a schema id of 4 bytes and a body; this one has "
              + value.length
              + " bytes in all");
    }
    if (value[0] != MAGIC) {
      throw new InvalidEvent(
          RejectionReason.BAD_FRAME,
          String.format("the first byte must be 0x00, was 0x%02X", value[0]));
    }
    return ByteBuffer.wrap(value).getInt(1);
  }

  private static <A> A body(DatumReader<A> reader, int id, BoundedDecoder body) {
    A event;
    int trailing;
    try {
      event = reader.read(null, body);
      trailing = body.remaining();
    } catch (InvalidEvent bad) {
      throw bad;
    } catch (IOException | RuntimeException | StackOverflowError broken) {
      // Avro reports broken bytes in every way there is; deep nesting overflows its stack.
      throw new InvalidEvent(
          RejectionReason.BAD_AVRO,
          "the body cannot be read with schema id " + id + ": " + broken,
          broken);
    }
    if (trailing > 0) {
      throw new InvalidEvent(
          RejectionReason.TRAILING_BYTES,
          "the body, of schema id " + id + ", is followed by " + trailing + " bytes");
    }
    return event;
  }
}

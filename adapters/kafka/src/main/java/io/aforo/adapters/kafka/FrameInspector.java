package io.aforo.adapters.kafka;

import io.aforo.domain.intake.InvalidEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;

/**
 * Takes values in Confluent's wire format apart, field by field, up to where they break: for
 * people, who want to know what is wrong with one. For one thread.
 */
public final class FrameInspector {

  /** Few bytes can hold records within records without end. */
  private static final int MOST_FIELDS = 1_000;

  private final SchemaRegistry registry;

  FrameInspector(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * @throws IllegalArgumentException if there is no schema registry
   */
  public static FrameInspector open(KafkaSettings settings) {
    return new FrameInspector(SchemaRegistry.connect(settings, Patience.OF_A_PERSON));
  }

  /** Says what can be told; empty if the value does not begin with a frame. Waits some seconds. */
  public Optional<FrameReport> inspect(byte[] value) {
    int id;
    try {
      id = WireFrame.schemaId(value);
    } catch (InvalidEvent notFramed) {
      return Optional.empty();
    }
    try {
      return Optional.of(report(value, id, registry.byId(id)));
    } catch (InvalidEvent | SchemaRegistryException withoutSchema) {
      return Optional.of(
          new FrameReport(
              id,
              Optional.empty(),
              Optional.of(withoutSchema.getMessage()),
              List.of(),
              Optional.empty(),
              0));
    }
  }

  private static FrameReport report(byte[] value, int id, Schema schema) {
    Reading reading = new Reading(value);
    Optional<FrameReport.Field> broken = Optional.empty();
    int trailing = 0;
    try {
      reading.read("", schema);
      trailing = reading.in.remaining();
    } catch (IOException | RuntimeException | StackOverflowError fault) {
      // Avro reports broken bytes in every way there is; deep nesting overflows its stack.
      broken =
          Optional.of(
              new FrameReport.Field(reading.path, reading.type, reading.at, fault.toString()));
    }
    return new FrameReport(
        id, Optional.of(schema.getFullName()), Optional.empty(), reading.fields, broken, trailing);
  }

  /** The reading of one body, and how far it has come. */
  private static final class Reading {

    private final int length;
    private final BoundedDecoder in;
    private final List<FrameReport.Field> fields = new ArrayList<>();
    private String path = "";
    private String type = "";
    private int at = WireFrame.HEADER_BYTES;

    private Reading(byte[] value) {
      length = value.length;
      in = new BoundedDecoder(value, WireFrame.HEADER_BYTES);
    }

    private void read(String path, Schema schema) throws IOException {
      this.path = path;
      type = typeOf(schema);
      at = length - in.remaining();
      switch (schema.getType()) {
        case RECORD -> {
          for (Schema.Field field : schema.getFields()) {
            read(path.isEmpty() ? field.name() : path + "." + field.name(), field.schema());
          }
        }
        case UNION -> {
          int branch = in.readIndex();
          if (branch < 0 || branch >= schema.getTypes().size()) {
            throw new AvroRuntimeException(
                "Branch is " + branch + " of a union of " + schema.getTypes().size());
          }
          read(path, schema.getTypes().get(branch));
        }
        default -> {
          if (fields.size() == MOST_FIELDS) {
            throw new AvroRuntimeException("There are more than " + MOST_FIELDS + " fields");
          }
          Object datum = new GenericDatumReader<>(schema).read(null, in);
          fields.add(new FrameReport.Field(path, type, at, text(schema, datum)));
        }
      }
    }
  }

  private static String typeOf(Schema schema) {
    LogicalType meaning = schema.getLogicalType();
    return schema.getType().getName() + (meaning == null ? "" : " (" + meaning.getName() + ")");
  }

  private static String text(Schema schema, Object datum) {
    return switch (schema.getType()) {
      case NULL -> "null";
      case ARRAY, MAP -> GenericData.get().toString(datum);
      default -> meaning(schema, datum);
    };
  }

  private static String meaning(Schema schema, Object datum) {
    try {
      Object value = AvroValue.at(schema, List.of()).orElseThrow().of().apply(datum);
      if (value instanceof ByteBuffer bytes) {
        byte[] content = new byte[bytes.remaining()];
        bytes.duplicate().get(content);
        return HexFormat.of().formatHex(content);
      }
      return value.toString();
    } catch (RuntimeException beyond) {
      // A time that no calendar has, for example.
      return String.valueOf(datum);
    }
  }
}

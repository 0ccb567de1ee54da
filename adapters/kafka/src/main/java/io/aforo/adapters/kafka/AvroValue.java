package io.aforo.adapters.kafka;

import io.aforo.application.mapping.RecordShape.ValueType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/**
 * What lies at one path in the records of one schema, as mappings know values. The path is resolved
 * once, to positions.
 *
 * <p>A float is a double of the same shortest decimal form, not of the same binary value. A date is
 * the start of its day. Of a union of several types the value says which it is.
 *
 * @param type what values are
 * @param of the value in what Avro read, which has no logical types; null where there is none
 */
record AvroValue(ValueType type, Function<Object, Object> of) {

  /** Empty if no record of the schema has anything there. */
  static Optional<AvroValue> at(Schema schema, List<String> path) {
    if (schema.isUnion()) {
      return inUnion(schema, path);
    }
    if (path.isEmpty()) {
      return leaf(schema);
    }
    if (schema.getType() != Schema.Type.RECORD) {
      return Optional.empty();
    }
    Schema.Field field = schema.getField(path.get(0));
    if (field == null) {
      return Optional.empty();
    }
    int position = field.pos();
    return at(field.schema(), path.subList(1, path.size()))
        .map(
            inner ->
                new AvroValue(
                    inner.type, record -> inner.of.apply(((IndexedRecord) record).get(position))));
  }

  private static Optional<AvroValue> inUnion(Schema union, List<String> path) {
    List<Schema> others =
        union.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    if (others.size() == 1) {
      return at(others.get(0), path)
          .map(
              inner ->
                  new AvroValue(inner.type, datum -> datum == null ? null : inner.of.apply(datum)));
    }
    List<Optional<AvroValue>> branches =
        union.getTypes().stream().map(branch -> at(branch, path)).toList();
    List<ValueType> types =
        branches.stream().flatMap(Optional::stream).map(AvroValue::type).toList();
    if (types.isEmpty()) {
      return Optional.empty();
    }
    // Where some values are texts, or of any use at all, mappings may try.
    ValueType type =
        Stream.concat(Stream.of(ValueType.TEXT), types.stream())
            .filter(one -> types.contains(one) && one != ValueType.OTHER)
            .findFirst()
            .orElse(ValueType.OTHER);
    return Optional.of(
        new AvroValue(
            type,
            datum ->
                branches
                    .get(GenericData.get().resolveUnion(union, datum))
                    .map(branch -> branch.of.apply(datum))
                    .orElse(null)));
  }

  private static Optional<AvroValue> leaf(Schema schema) {
    LogicalType logical = schema.getLogicalType();
    String meaning = logical == null ? "" : logical.getName();
    return switch (schema.getType()) {
      case NULL -> Optional.empty();
      case BOOLEAN -> value(ValueType.BOOLEAN, datum -> datum);
      case INT, LONG -> number(meaning);
      case FLOAT ->
          value(ValueType.FLOATING_POINT, datum -> Double.valueOf(Float.toString((Float) datum)));
      case DOUBLE -> value(ValueType.FLOATING_POINT, datum -> datum);
      case STRING, ENUM -> value(ValueType.TEXT, Object::toString);
      case BYTES, FIXED -> bytes(logical, meaning);
      case ARRAY -> value(ValueType.OTHER, datum -> List.of());
      case MAP, RECORD -> value(ValueType.OTHER, datum -> Map.of());
      case UNION -> throw new IllegalArgumentException("unions do not nest");
    };
  }

  private static Optional<AvroValue> number(String meaning) {
    return switch (meaning) {
      case "timestamp-millis" -> instant(ChronoUnit.MILLIS);
      case "timestamp-micros" -> instant(ChronoUnit.MICROS);
      case "timestamp-nanos" -> instant(ChronoUnit.NANOS);
      case "local-timestamp-millis" -> local(ChronoUnit.MILLIS);
      case "local-timestamp-micros" -> local(ChronoUnit.MICROS);
      case "local-timestamp-nanos" -> local(ChronoUnit.NANOS);
      case "date" ->
          value(
              ValueType.LOCAL_TIME,
              datum -> LocalDate.ofEpochDay(((Number) datum).longValue()).atStartOfDay());
      default -> value(ValueType.WHOLE_NUMBER, datum -> ((Number) datum).longValue());
    };
  }

  private static Optional<AvroValue> instant(ChronoUnit unit) {
    return value(ValueType.INSTANT, datum -> Instant.EPOCH.plus((Long) datum, unit));
  }

  private static Optional<AvroValue> local(ChronoUnit unit) {
    return value(
        ValueType.LOCAL_TIME,
        datum -> LocalDateTime.ofInstant(Instant.EPOCH.plus((Long) datum, unit), ZoneOffset.UTC));
  }

  private static Optional<AvroValue> bytes(LogicalType logical, String meaning) {
    if (logical instanceof LogicalTypes.Decimal decimal) {
      int scale = decimal.getScale();
      return value(
          ValueType.DECIMAL,
          datum -> {
            byte[] unscaled = content(datum);
            return unscaled.length == 0
                ? ByteBuffer.wrap(unscaled)
                : new BigDecimal(new BigInteger(unscaled), scale);
          });
    }
    return switch (meaning) {
      case "big-decimal" -> value(ValueType.DECIMAL, datum -> bigDecimal(content(datum)));
      case "uuid" -> value(ValueType.TEXT, datum -> uuid(ByteBuffer.wrap(content(datum))));
      default -> value(ValueType.OTHER, datum -> ByteBuffer.wrap(content(datum)));
    };
  }

  private static byte[] content(Object datum) {
    if (datum instanceof GenericFixed fixed) {
      return fixed.bytes();
    }
    ByteBuffer buffer = ((ByteBuffer) datum).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static String uuid(ByteBuffer bytes) {
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  /** A number with a scale of its own; what is none stays bytes, which mappings refuse. */
  private static Object bigDecimal(byte[] bytes) {
    BoundedDecoder decoder = new BoundedDecoder(bytes, 0);
    try {
      byte[] unscaled = decoder.readBytes(null).array();
      int scale = decoder.readInt();
      return decoder.remaining() == 0
          ? new BigDecimal(new BigInteger(unscaled), scale)
          : ByteBuffer.wrap(bytes);
    } catch (IOException | RuntimeException none) {
      return ByteBuffer.wrap(bytes);
    }
  }

  private static Optional<AvroValue> value(ValueType type, Function<Object, Object> of) {
    return Optional.of(new AvroValue(type, of));
  }
}

package io.aforo.adapters.kafka;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Resolver;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * What becomes of records by the schema they were written with: a reader, or the reason why there
 * is none. Each schema is fetched and judged once.
 *
 * @param <A> the generated class of the records
 */
final class WriterSchemas<A extends SpecificRecord> {

  /** Ids come from records, so anyone can make them up. */
  private static final int REMEMBERED_UNKNOWN = 10_000;

  private final SchemaRegistry registry;
  private final SpecificData fast;
  private final SpecificData plain;
  private final Schema expected;
  private final Map<Integer, DatumReader<A>> readers = new HashMap<>();
  private final Map<Integer, InvalidEvent> refused = new HashMap<>();
  private final Cache<Integer, InvalidEvent> unknown;

  WriterSchemas(Class<A> type, SchemaRegistry registry, Patience patience, Waiting waiting) {
    this.registry = registry;
    fast = model(type, true);
    plain = model(type, false);
    expected = fast.getSchema(type);
    unknown =
        CacheBuilder.newBuilder()
            .maximumSize(REMEMBERED_UNKNOWN)
            .expireAfterWrite(patience.forgetUnknown())
            .ticker(waiting)
            .build();
  }

  /** A model of our own, that finds classes where the record's class was found. */
  private static SpecificData model(Class<?> type, boolean fastReader) {
    SpecificData model = new SpecificData(type.getClassLoader());
    model.setFastReaderEnabled(fastReader);
    SpecificData.getForClass(type).getConversions().forEach(model::addLogicalTypeConversion);
    return model;
  }

  /**
   * @throws InvalidEvent UNKNOWN_SCHEMA, WRONG_TYPE or INCOMPATIBLE_SCHEMA
   * @throws SchemaRegistryException if the registry cannot be asked
   */
  DatumReader<A> reader(int id) {
    DatumReader<A> known = readers.get(id);
    return known != null ? known : judge(id);
  }

  private DatumReader<A> judge(int id) {
    InvalidEvent verdict = refused.getOrDefault(id, unknown.getIfPresent(id));
    if (verdict != null) {
      throw verdict;
    }
    try {
      if (id < 0) {
        throw new InvalidEvent(
            RejectionReason.UNKNOWN_SCHEMA, "schema ids are not negative, was " + id);
      }
      Schema writer = registry.byId(id);
      requireReadable(id, writer);
      // Avro's fast reader does not convert logical types within a union of the writer.
      DatumReader<A> reader =
          new SpecificDatumReader<>(writer, expected, hasUnions(writer) ? plain : fast);
      readers.put(id, reader);
      return reader;
    } catch (InvalidEvent bad) {
      if (bad.reason() == RejectionReason.UNKNOWN_SCHEMA) {
        unknown.put(id, bad);
      } else {
        refused.put(id, bad);
      }
      throw bad;
    }
  }

  private void requireReadable(int id, Schema writer) {
    if (writer.getType() != Schema.Type.RECORD
        || !writer.getFullName().equals(expected.getFullName())) {
      throw new InvalidEvent(
          RejectionReason.WRONG_TYPE,
          "schema id "
              + id
              + " is "
              + writer.getFullName()
              + ", expected is "
              + expected.getFullName());
    }
    fault(Resolver.resolve(writer, expected, fast))
        .or(() -> misread(writer, expected))
        .ifPresent(
            fault -> {
              throw new InvalidEvent(
                  RejectionReason.INCOMPATIBLE_SCHEMA, "schema id " + id + ": " + fault);
            });
  }

  /** Whether a field is a union of the writer's where it is none of ours. */
  private boolean hasUnions(Schema writer) {
    return expected.getFields().stream()
        .filter(field -> !field.schema().isUnion())
        .map(field -> writer.getField(field.name()))
        .anyMatch(written -> written != null && written.schema().isUnion());
  }

  /** What makes every record unreadable; a branch of a union makes only some so. */
  private static Optional<String> fault(Resolver.Action action) {
    if (action instanceof Resolver.ErrorAction error) {
      return Optional.of(error.toString());
    }
    if (action instanceof Resolver.RecordAdjust fields) {
      for (Resolver.Action field : fields.fieldActions) {
        Optional<String> fault = fault(field);
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What would be read as something else than was written. Avro resolves by the bytes alone: 1999,
   * written as a decimal of two places and read as one of four, would be 0.1999 and no error.
   */
  private static Optional<String> misread(Schema writer, Schema reader) {
    for (Schema.Field field : reader.getFields()) {
      Schema.Field written = writer.getField(field.name());
      LogicalType expected = field.schema().getLogicalType();
      if (written == null || expected == null) {
        continue;
      }
      for (Schema branch :
          written.schema().isUnion() ? written.schema().getTypes() : List.of(written.schema())) {
        if (branch.getType() != Schema.Type.NULL
            && !sameMeaning(branch.getLogicalType(), expected)) {
          return Optional.of(
              "field "
                  + field.name()
                  + " is written as "
                  + branch
                  + ", expected is "
                  + field.schema());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean sameMeaning(LogicalType written, LogicalType expected) {
    if (expected instanceof LogicalTypes.Decimal decimal) {
      return written instanceof LogicalTypes.Decimal other
          && other.getScale() == decimal.getScale();
    }
    // A plain number is taken for what the field says that it is.
    return written == null || Objects.equals(written.getName(), expected.getName());
  }
}

package io.aforo.adapters.kafka;

import com.google.common.base.Suppliers;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.schemas.Activity;
import io.aforo.schemas.Sale;
import io.aforo.schemas.TemperatureReading;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Resolver;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Our own schema of one kind of event, to which writers' schemas are resolved.
 *
 * @param <A> the generated class of the records
 * @param <E> the kind of event
 */
final class OwnSchema<A extends SpecificRecord, E> {

  private final Function<A, E> toEvent;
  private final Supplier<OwnBody<E>> body;
  private final SpecificData fast;
  private final SpecificData plain;
  private final Schema expected;

  private OwnSchema(Class<A> type, Function<A, E> toEvent, Supplier<OwnBody<E>> body) {
    this.toEvent = toEvent;
    // Once for all writers of our own schema, and not before there is one.
    this.body = Suppliers.memoize(body::get);
    fast = model(type, true);
    plain = model(type, false);
    expected = fast.getSchema(type);
  }

  @SuppressWarnings("unchecked") // Each kind is of one class, and is compared with itself.
  static <E> OwnSchema<?, E> of(EventKind<E> kind) {
    OwnSchema<?, ?> schema;
    if (kind == EventKind.SALES) {
      schema = new OwnSchema<>(Sale.class, SaleMapper.INSTANCE::toDomain, OwnBody.OfSales::new);
    } else if (kind == EventKind.READINGS) {
      schema =
          new OwnSchema<>(
              TemperatureReading.class, ReadingMapper.INSTANCE::toDomain, OwnBody.OfReadings::new);
    } else if (kind == EventKind.ACTIVITIES) {
      schema =
          new OwnSchema<>(
              Activity.class, ActivityMapper.INSTANCE::toDomain, OwnBody.OfActivities::new);
    } else {
      throw new IllegalArgumentException("there is no schema of " + kind);
    }
    return (OwnSchema<?, E>) schema;
  }

  /** A model of our own, that finds classes where the record's class was found. */
  private static SpecificData model(Class<?> type, boolean fastReader) {
    SpecificData model = new SpecificData(type.getClassLoader());
    model.setFastReaderEnabled(fastReader);
    SpecificData.getForClass(type).getConversions().forEach(model::addLogicalTypeConversion);
    return model;
  }

  /**
   * The reader of a writer's records.
   *
   * @throws InvalidEvent WRONG_TYPE or INCOMPATIBLE_SCHEMA
   */
  RecordReader<E> reader(int id, Schema writer) {
    RecordReader<E> byAvro = byAvro(id, writer);
    return isOurs(writer) ? new StraightReader<>(body.get(), byAvro) : byAvro;
  }

  /** The reader by Avro's own resolution, which can read any writer's records. */
  RecordReader<E> byAvro(int id, Schema writer) {
    otherType(writer).ifPresent(fault -> refuse(RejectionReason.WRONG_TYPE, id, " is " + fault));
    unresolved(writer)
        .ifPresent(fault -> refuse(RejectionReason.INCOMPATIBLE_SCHEMA, id, ": " + fault));
    // Avro's fast reader does not convert logical types within a union of the writer.
    SpecificData model = hasUnions(writer) ? plain : fast;
    return new ResolvedReader<>(id, new SpecificDatumReader<>(writer, expected, model), toEvent);
  }

  /**
   * Whether a writer's schema, which can be resolved to ours, has the same fields of the same types
   * in the same order. That they mean the same was judged with the resolution, and docs, defaults
   * and aliases are nothing to records that have all fields.
   */
  private boolean isOurs(Schema writer) {
    return isAlike(writer, expected);
  }

  private static boolean isAlike(Schema written, Schema ours) {
    if (written.getType() != ours.getType()) {
      return false;
    }
    return switch (ours.getType()) {
      case RECORD ->
          written.getFields().size() == ours.getFields().size()
              && ours.getFields().stream()
                  .allMatch(
                      field ->
                          written.getFields().get(field.pos()).name().equals(field.name())
                              && isAlike(
                                  written.getFields().get(field.pos()).schema(), field.schema()));
      case UNION ->
          written.getTypes().size() == ours.getTypes().size()
              && IntStream.range(0, ours.getTypes().size())
                  .allMatch(i -> isAlike(written.getTypes().get(i), ours.getTypes().get(i)));
      case ENUM -> written.getEnumSymbols().equals(ours.getEnumSymbols());
      case NULL, BOOLEAN, INT, LONG, FLOAT, DOUBLE, BYTES, STRING -> true;
      // Our schemas have none; who adds one has to say when two are alike.
      case ARRAY, MAP, FIXED -> false;
    };
  }

  /** Why no record of a writer's schema can be read; empty if they can. */
  Optional<String> fault(Schema writer) {
    return otherType(writer).or(() -> unresolved(writer));
  }

  private static void refuse(RejectionReason reason, int id, String fault) {
    throw new InvalidEvent(reason, "schema id " + id + fault);
  }

  private Optional<String> otherType(Schema writer) {
    return writer.getType() == Schema.Type.RECORD
            && writer.getFullName().equals(expected.getFullName())
        ? Optional.empty()
        : Optional.of(writer.getFullName() + ", expected is " + expected.getFullName());
  }

  private Optional<String> unresolved(Schema writer) {
    return unreadable(Resolver.resolve(writer, expected, fast)).or(() -> misread(writer, expected));
  }

  /** Whether a field is a union of the writer's where it is none of ours. */
  private boolean hasUnions(Schema writer) {
    return expected.getFields().stream()
        .filter(field -> !field.schema().isUnion())
        .map(field -> writer.getField(field.name()))
        .anyMatch(written -> written != null && written.schema().isUnion());
  }

  /** What makes every record unreadable; a branch of a union makes only some so. */
  private static Optional<String> unreadable(Resolver.Action action) {
    if (action instanceof Resolver.ErrorAction error) {
      return Optional.of(error.toString());
    }
    if (action instanceof Resolver.RecordAdjust fields) {
      for (Resolver.Action field : fields.fieldActions) {
        Optional<String> fault = unreadable(field);
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

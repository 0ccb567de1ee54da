package io.aforo.application.mapping;

import java.util.List;
import java.util.Optional;

/** What the records of a source hold, as far as it is known before one is read: their schema. */
public interface RecordShape {

  /** What a field can be, whatever the format calls it. */
  enum ValueType {
    TEXT,
    BOOLEAN,
    WHOLE_NUMBER,
    FLOATING_POINT,
    DECIMAL,
    INSTANT,
    LOCAL_TIME,
    /** Bytes, a list, a group of fields: nothing that an event has a use for. */
    OTHER;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  /** What lies there; empty where nothing does. */
  Optional<ValueType> typeAt(FieldPath path);

  /** The paths of all fields that hold a value, in the schema's order. */
  List<FieldPath> paths();
}

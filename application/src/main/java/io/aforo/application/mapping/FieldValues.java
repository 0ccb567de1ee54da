package io.aforo.application.mapping;

import java.util.List;
import java.util.Optional;

/**
 * What one record holds, by the numbers that {@link EventMapping#fields} gives to paths. A value is
 * a {@link String}, {@link Boolean}, {@link Long}, {@link Double}, {@link java.math.BigDecimal},
 * {@link java.time.Instant} or {@link java.time.LocalDateTime}. A group of fields is a {@link
 * java.util.Map}, a list a {@link java.util.Collection} and bytes a {@link java.nio.ByteBuffer},
 * for people to be told; these, and whatever else there may be, are refused by the mapping.
 */
public interface FieldValues {

  /** The value of a field; empty where it is missing or null. */
  Optional<Object> at(int field);

  /** The names at the top of the record, for people. */
  List<String> names();
}

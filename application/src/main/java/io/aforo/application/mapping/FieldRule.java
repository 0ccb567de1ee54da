package io.aforo.application.mapping;

import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How one part of an event comes about.
 *
 * @param fields where it is in the record; the texts of several, if all are there, are joined by a
 *     space; none for a constant
 * @param constant what it always is; the empty text where it comes from fields
 * @param absent what it is where the record has none of the fields; the empty text for nothing
 * @param values what texts of the record mean, such as {@code V: SALE}; others stay as they are.
 *     Numbers and booleans are looked up by their texts.
 * @param format how a time is written; of no meaning for what is not a time
 * @param zone of times that do not say theirs
 */
public record FieldRule(
    List<FieldPath> fields,
    String constant,
    String absent,
    Map<String, String> values,
    TimeFormat format,
    ZoneId zone)
    implements Serializable {

  /**
   * @throws IllegalArgumentException if there is neither a field nor a constant, or both
   */
  public FieldRule {
    fields = List.copyOf(fields);
    values = Map.copyOf(values);
    Objects.requireNonNull(absent, "absent");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(zone, "zone");
    if (fields.isEmpty() == constant.isEmpty()) {
      throw new IllegalArgumentException("must have either a field or a constant");
    }
  }

  /** What is in these fields, as it is. */
  public static FieldRule of(FieldPath... fields) {
    return new FieldRule(List.of(fields), "", "", Map.of(), TimeFormat.AUTO, ZoneOffset.UTC);
  }

  /** Always the same. */
  public static FieldRule ofConstant(String constant) {
    return new FieldRule(List.of(), constant, "", Map.of(), TimeFormat.AUTO, ZoneOffset.UTC);
  }

  /** The same fields, as a time of this format and zone. */
  public FieldRule as(TimeFormat format, ZoneId zone) {
    return new FieldRule(fields, constant, absent, values, format, zone);
  }
}

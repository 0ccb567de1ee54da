package io.aforo.application.mapping;

import io.aforo.application.mapping.RecordShape.ValueType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How values of records become a part of an event.
 *
 * @param expected what values have to be, for people
 * @param accepted the types of which at least some values will do
 * @param convert makes the part; empty if the value cannot be one
 * @param check throws InvalidEvent for what every event refuses
 */
record Conversion<T>(
    String expected,
    Set<ValueType> accepted,
    Function<Object, Optional<T>> convert,
    Consumer<T> check) {

  /** Whatever has a text. */
  static final Set<ValueType> ANY_TEXT =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(ValueType.OTHER)));

  static final Set<ValueType> NUMERIC =
      Set.of(ValueType.TEXT, ValueType.WHOLE_NUMBER, ValueType.FLOATING_POINT, ValueType.DECIMAL);

  static Conversion<String> text(Consumer<String> check) {
    return new Conversion<>("a text or a number", ANY_TEXT, Values::text, check);
  }

  static <T extends Enum<T>> Conversion<T> constantOf(Class<T> type) {
    List<T> constants = Arrays.asList(type.getEnumConstants());
    return new Conversion<>(
        "one of "
            + String.join(", ", constants.stream().map(Enum::name).toList())
            + "; `values` of the mapping can translate others",
        ANY_TEXT,
        value ->
            Values.text(value)
                .flatMap(
                    text -> constants.stream().filter(one -> one.name().equals(text)).findFirst()),
        constant -> {});
  }

  static Conversion<Long> time(FieldRule rule) {
    return new Conversion<>(
        rule.format().expected(),
        rule.format().accepted(),
        value -> rule.format().millis(value, rule.zone()),
        time -> {});
  }
}

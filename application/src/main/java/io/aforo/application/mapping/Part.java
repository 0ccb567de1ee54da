package io.aforo.application.mapping;

import io.aforo.application.mapping.EventMapping.Misfit;
import io.aforo.application.mapping.RecordShape.ValueType;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One part of an event, by its rule. */
final class Part<T> {

  /** As many names of a record's fields as people read. */
  private static final int NAMES_SHOWN = 20;

  private final String name;
  private final FieldRule rule;
  private final boolean isOptional;
  private final int[] numbers;
  private final Conversion<T> conversion;
  private final Optional<T> constant;
  private final Optional<T> absent;
  private final Map<String, T> meanings = new HashMap<>();

  /**
   * @param numbers of the rule's fields
   * @param fallback what it is where the record has none of the fields and the rule says nothing
   * @param isOptional whether records need not have the fields at all
   * @throws IllegalArgumentException if the rule's own values cannot be this part
   */
  Part(
      String name,
      FieldRule rule,
      int[] numbers,
      Conversion<T> conversion,
      Optional<T> fallback,
      boolean isOptional) {
    this.name = name;
    this.rule = rule;
    this.numbers = numbers;
    this.conversion = conversion;
    this.isOptional = isOptional;
    constant = fixed(rule.constant());
    absent = fixed(rule.absent()).or(() -> fallback);
    rule.values().forEach((text, meaning) -> meanings.put(text, checked(meaning)));
  }

  FieldRule rule() {
    return rule;
  }

  private Optional<T> fixed(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(checked(text));
  }

  /** What the rule itself gives is judged at once: every record would be refused for it. */
  private T checked(String text) {
    T value =
        conversion
            .convert()
            .apply(text)
            .orElseThrow(() -> new IllegalArgumentException(name + ": " + refusal(text)));
    try {
      conversion.check().accept(value);
    } catch (InvalidEvent refused) {
      throw new IllegalArgumentException(name + ": " + refused.getMessage(), refused);
    }
    return value;
  }

  /**
   * @throws InvalidEvent BAD_FIELD
   */
  T in(FieldValues record) {
    if (constant.isPresent()) {
      return constant.get();
    }
    Optional<Object> found = numbers.length == 1 ? record.at(numbers[0]) : joined(record);
    if (found.isEmpty()) {
      return absent.orElseThrow(() -> missing(record));
    }
    Object value = found.get();
    return meaning(value)
        .or(() -> conversion.convert().apply(value))
        .orElseThrow(() -> bad(refusal(value)));
  }

  private Optional<T> meaning(Object value) {
    return meanings.isEmpty() ? Optional.empty() : Values.text(value).map(meanings::get);
  }

  /** All of the texts, or none: with one left out, what is not alike could look alike. */
  private Optional<Object> joined(FieldValues record) {
    List<String> texts = new ArrayList<>();
    for (int number : numbers) {
      Optional<Object> value = record.at(number);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      texts.add(
          Values.text(value.get())
              .orElseThrow(
                  () -> bad("expected texts or numbers, found " + Values.shown(value.get()))));
    }
    return Optional.of(String.join(" ", texts).strip());
  }

  List<Misfit> misfits(RecordShape shape) {
    List<Misfit> misfits = new ArrayList<>();
    for (FieldPath path : rule.fields()) {
      Optional<ValueType> type = shape.typeAt(path);
      if (type.isEmpty() && !isOptional) {
        boolean refusesAll = absent.isEmpty();
        misfits.add(new Misfit(name, "there is no field " + path, path, true, refusesAll));
      } else if (type.isPresent() && !accepted().contains(type.get())) {
        misfits.add(
            new Misfit(
                name,
                "field " + path + " is of type " + type.get() + ", expected " + expected(),
                path,
                false,
                true));
      }
    }
    return misfits;
  }

  /** What is joined or translated has to be a text first, whatever becomes of it. */
  private Set<ValueType> accepted() {
    return rule.fields().size() > 1 || !meanings.isEmpty()
        ? Conversion.ANY_TEXT
        : conversion.accepted();
  }

  private String expected() {
    return accepted().equals(conversion.accepted()) ? conversion.expected() : "a text or a number";
  }

  private String refusal(Object value) {
    return "expected " + conversion.expected() + ", found " + Values.shown(value);
  }

  private InvalidEvent missing(FieldValues record) {
    List<String> names = record.names();
    List<String> shown = names.stream().limit(NAMES_SHOWN).map(Values::shortened).toList();
    return bad(
        "missing or null; the record has "
            + (names.isEmpty() ? "no fields" : String.join(", ", shown))
            + (names.size() > NAMES_SHOWN ? " and others" : ""));
  }

  private InvalidEvent bad(String what) {
    List<String> paths = rule.fields().stream().map(FieldPath::toString).toList();
    return new InvalidEvent(
        RejectionReason.BAD_FIELD,
        "field " + String.join(" + ", paths) + " (" + name + "): " + what);
  }
}

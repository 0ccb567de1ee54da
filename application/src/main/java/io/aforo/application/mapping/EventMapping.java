package io.aforo.application.mapping;

import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.EventText;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * From the fields of a record to an event, by one rule for each part. A part without a rule is read
 * from the field that Aforo's own schema has for it.
 *
 * <p>Not serializable: it is made from its rules wherever it is needed.
 *
 * @param <E> the kind of event
 */
public final class EventMapping<E> {

  /**
   * A part whose rule does not fit the records.
   *
   * @param part the part of the event, such as {@code amount}
   * @param message what is wrong
   * @param path the field that the rule names
   * @param isMissing whether there is no such field, as opposed to one of the wrong type
   * @param refusesAll whether no record with a value there can be an event. Not so where the field
   *     is missing and the rule says what the part is then: older records may well lack it.
   */
  public record Misfit(
      String part, String message, FieldPath path, boolean isMissing, boolean refusesAll) {}

  private final Parts parts;
  private final List<FieldPath> fields;
  private final Function<FieldValues, E> event;

  private EventMapping(Parts parts, Function<FieldValues, E> event) {
    this.parts = parts;
    this.fields = List.copyOf(parts.fields.keySet());
    this.event = event;
  }

  /**
   * Sales.
   *
   * @param rules by {@code id, store, product, customer, kind, quantity, amount, currency, time};
   *     without a customer there is none, without a kind it is a SALE
   * @throws IllegalArgumentException if a rule is not one of these, or a constant, what is absent
   *     or the meaning of a value cannot be; the message begins with the part
   */
  public static EventMapping<Sale> ofSales(Map<String, FieldRule> rules) {
    Parts parts = new Parts(rules);
    Part<String> id = parts.text("id", "sale_id");
    Part<String> store = parts.text("store", "store_id");
    Part<String> product = parts.text("product", "product_id");
    Part<String> customer = parts.optionalText("customer", "customer_id");
    Part<SaleKind> kind =
        parts.optional("kind", "kind", Conversion.constantOf(SaleKind.class), SaleKind.SALE);
    Part<BigDecimal> quantity = parts.decimal("quantity", "quantity", Quantity::of);
    Part<BigDecimal> amount = parts.decimal("amount", "amount", value -> Money.of(value, "EUR"));
    Part<String> currency =
        parts.add("currency", "currency", Conversion.text(code -> new Money(0, code)));
    Part<Long> time = parts.time("sold_at");
    return parts.mapping(
        record ->
            new Sale(
                id.in(record),
                store.in(record),
                product.in(record),
                customer.in(record),
                kind.in(record),
                Quantity.of(quantity.in(record)),
                Money.of(amount.in(record), currency.in(record)),
                time.in(record)));
  }

  /**
   * Temperature readings.
   *
   * @param rules by {@code id, sensor, value, unit, time}; without an id they are not numbered
   * @throws IllegalArgumentException if a rule is not one of these, or a constant, what is absent
   *     or the meaning of a value cannot be; the message begins with the part
   */
  public static EventMapping<Reading> ofReadings(Map<String, FieldRule> rules) {
    Parts parts = new Parts(rules);
    Part<String> id = parts.optionalText("id", "reading_id");
    Part<String> sensor = parts.text("sensor", "sensor_id");
    Part<Double> value = parts.number("value", "value", EventMapping::requireTemperature);
    Part<TemperatureUnit> unit =
        parts.add("unit", "unit", Conversion.constantOf(TemperatureUnit.class));
    Part<Long> time = parts.time("read_at");
    return parts.mapping(
        record ->
            new Reading(
                id.in(record),
                sensor.in(record),
                Temperature.of(value.in(record), unit.in(record)),
                time.in(record)));
  }

  /**
   * Activities.
   *
   * @param rules by {@code user, action, time}
   * @throws IllegalArgumentException if a rule is not one of these, or a constant, what is absent
   *     or the meaning of a value cannot be; the message begins with the part
   */
  public static EventMapping<Activity> ofActivities(Map<String, FieldRule> rules) {
    Parts parts = new Parts(rules);
    Part<String> user = parts.text("user", "user_id");
    Part<String> action = parts.text("action", "action");
    Part<Long> time = parts.time("occurred_at");
    return parts.mapping(
        record -> new Activity(user.in(record), action.in(record), time.in(record)));
  }

  /** The fields that it reads, each once; their places are the numbers of {@link FieldValues}. */
  public List<FieldPath> fields() {
    return fields;
  }

  /**
   * The field that holds a part, if it comes from just one: {@code time}, for example.
   *
   * @throws IllegalArgumentException if the event has no such part
   */
  public Optional<FieldPath> fieldOf(String part) {
    Part<?> found = parts.byName.get(part);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no " + part + "; allowed: " + parts.byName.keySet());
    }
    List<FieldPath> paths = found.rule().fields();
    return paths.size() == 1 ? Optional.of(paths.get(0)) : Optional.empty();
  }

  /**
   * Makes an event of a record.
   *
   * @throws InvalidEvent BAD_FIELD if a field is missing or cannot be what the rule says, and
   *     whatever the event itself refuses
   */
  public E map(FieldValues record) {
    return event.apply(record);
  }

  /** Where the rules do not fit records of a shape; empty if they do. */
  public List<Misfit> misfits(RecordShape shape) {
    return parts.byName.values().stream().flatMap(part -> part.misfits(shape).stream()).toList();
  }

  /** Absolute zero is lowest in Fahrenheit: what is no temperature there is none in any unit. */
  private static void requireTemperature(double value) {
    Temperature.of(value, TemperatureUnit.FAHRENHEIT);
  }

  /** The parts of one kind of event, in their order, and the fields that they read. */
  private static final class Parts {

    private final Map<String, FieldRule> rules;
    private final Map<FieldPath, Integer> fields = new LinkedHashMap<>();
    private final Map<String, Part<?>> byName = new LinkedHashMap<>();

    Parts(Map<String, FieldRule> rules) {
      this.rules = rules;
    }

    Part<String> text(String name, String ownField) {
      return add(name, ownField, Conversion.text(text -> EventText.require(name, text)));
    }

    Part<String> optionalText(String name, String ownField) {
      return optional(
          name, ownField, Conversion.text(text -> EventText.requireOptional(name, text)), "");
    }

    Part<BigDecimal> decimal(String name, String ownField, Consumer<BigDecimal> check) {
      return add(
          name,
          ownField,
          new Conversion<>("a decimal such as 12.50", Conversion.NUMERIC, Values::decimal, check));
    }

    Part<Double> number(String name, String ownField, Consumer<Double> check) {
      return add(
          name,
          ownField,
          new Conversion<>("a number such as 21.5", Conversion.NUMERIC, Values::number, check));
    }

    Part<Long> time(String ownField) {
      return add("time", ownField, Conversion.time(rule("time", ownField)));
    }

    <T> Part<T> add(String name, String ownField, Conversion<T> conversion) {
      return add(name, ownField, conversion, Optional.empty());
    }

    /** A part that records need not have, unless a rule names a field for it. */
    <T> Part<T> optional(String name, String ownField, Conversion<T> conversion, T fallback) {
      return add(name, ownField, conversion, Optional.of(fallback));
    }

    private <T> Part<T> add(
        String name, String ownField, Conversion<T> conversion, Optional<T> fallback) {
      FieldRule rule = rule(name, ownField);
      int[] numbers = rule.fields().stream().mapToInt(this::numberOf).toArray();
      boolean isOptional = fallback.isPresent() && !rules.containsKey(name);
      Part<T> part = new Part<>(name, rule, numbers, conversion, fallback, isOptional);
      byName.put(name, part);
      return part;
    }

    private FieldRule rule(String name, String ownField) {
      FieldRule rule = rules.get(name);
      return rule == null ? FieldRule.of(new FieldPath(List.of(ownField))) : rule;
    }

    private int numberOf(FieldPath path) {
      int next = fields.size();
      Integer known = fields.putIfAbsent(path, next);
      return known == null ? next : known;
    }

    <E> EventMapping<E> mapping(Function<FieldValues, E> event) {
      Set<String> unknown = new TreeSet<>(rules.keySet());
      unknown.removeAll(byName.keySet());
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "there is no " + String.join(", ", unknown) + "; allowed: " + byName.keySet());
      }
      return new EventMapping<>(this, event);
    }
  }
}

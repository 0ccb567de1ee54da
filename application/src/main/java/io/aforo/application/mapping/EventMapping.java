package io.aforo.application.mapping;

import io.aforo.application.mapping.RecordShape.ValueType;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

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
   */
  public record Misfit(String part, String message, FieldPath path, boolean isMissing) {}

  private final Map<String, FieldRule> rules;
  private final Map<String, String> ownNames;
  private final Map<FieldPath, Integer> fields = new LinkedHashMap<>();
  private final List<Part<?>> parts = new ArrayList<>();
  private Function<FieldValues, E> event;

  private EventMapping(Map<String, FieldRule> rules, Map<String, String> ownNames) {
    this.rules = rules;
    this.ownNames = ownNames;
    Set<String> unknown = new LinkedHashSet<>(rules.keySet());
    unknown.removeAll(ownNames.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no " + String.join(", ", unknown) + "; allowed: " + ownNames.keySet());
    }
  }

  /**
   * Sales.
   *
   * @param rules by {@code id, store, product, customer, kind, quantity, amount, currency, time};
   *     without a customer there is none, without a kind it is a SALE
   * @throws IllegalArgumentException if a rule is not one of these, or a constant cannot be
   */
  public static EventMapping<Sale> ofSales(Map<String, FieldRule> rules) {
    EventMapping<Sale> mapping =
        new EventMapping<>(
            rules,
            ownNames(
                "id=sale_id",
                "store=store_id",
                "product=product_id",
                "customer=customer_id",
                "kind=kind",
                "quantity=quantity",
                "amount=amount",
                "currency=currency",
                "time=sold_at"));
    Part<String> id = mapping.text("id");
    Part<String> store = mapping.text("store");
    Part<String> product = mapping.text("product");
    Part<String> customer = mapping.text("customer").orElse("");
    Part<SaleKind> kind = mapping.constant("kind", SaleKind.class).orElse(SaleKind.SALE);
    Part<BigDecimal> quantity = mapping.decimal("quantity");
    Part<BigDecimal> amount = mapping.decimal("amount");
    Part<String> currency = mapping.text("currency");
    Part<Long> time = mapping.time();
    mapping.event =
        record ->
            new Sale(
                id.in(record),
                store.in(record),
                product.in(record),
                customer.in(record),
                kind.in(record),
                Quantity.of(quantity.in(record)),
                Money.of(amount.in(record), currency.in(record)),
                time.in(record));
    requireConstant(quantity, Quantity::of);
    requireConstant(amount, constant -> Money.of(constant, "EUR"));
    requireConstant(currency, constant -> new Money(0, constant));
    return mapping;
  }

  /**
   * Temperature readings.
   *
   * @param rules by {@code id, sensor, value, unit, time}; without an id they are not numbered
   * @throws IllegalArgumentException if a rule is not one of these, or a constant cannot be
   */
  public static EventMapping<Reading> ofReadings(Map<String, FieldRule> rules) {
    EventMapping<Reading> mapping =
        new EventMapping<>(
            rules,
            ownNames(
                "id=reading_id", "sensor=sensor_id", "value=value", "unit=unit", "time=read_at"));
    Part<String> id = mapping.text("id").orElse("");
    Part<String> sensor = mapping.text("sensor");
    Part<Double> value = mapping.number("value");
    Part<TemperatureUnit> unit = mapping.constant("unit", TemperatureUnit.class);
    Part<Long> time = mapping.time();
    mapping.event =
        record ->
            new Reading(
                id.in(record),
                sensor.in(record),
                Temperature.of(value.in(record), unit.in(record)),
                time.in(record));
    return mapping;
  }

  /**
   * Activities.
   *
   * @param rules by {@code user, action, time}
   * @throws IllegalArgumentException if a rule is not one of these, or a constant cannot be
   */
  public static EventMapping<Activity> ofActivities(Map<String, FieldRule> rules) {
    EventMapping<Activity> mapping =
        new EventMapping<>(rules, ownNames("user=user_id", "action=action", "time=occurred_at"));
    Part<String> user = mapping.text("user");
    Part<String> action = mapping.text("action");
    Part<Long> time = mapping.time();
    mapping.event = record -> new Activity(user.in(record), action.in(record), time.in(record));
    return mapping;
  }

  /** The fields that it reads, each once; their places are the numbers of {@link FieldValues}. */
  public List<FieldPath> fields() {
    return List.copyOf(fields.keySet());
  }

  /** The field that holds a part, if it comes from just one: {@code time}, for example. */
  public Optional<FieldPath> fieldOf(String part) {
    List<FieldPath> paths = ruleFor(part).fields();
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
    List<Misfit> misfits = new ArrayList<>();
    for (Part<?> part : parts) {
      for (FieldPath path : part.rule.fields()) {
        Optional<ValueType> type = shape.typeAt(path);
        if (type.isEmpty() && !(part.hasDefault() && !rules.containsKey(part.name))) {
          misfits.add(new Misfit(part.name, "there is no field " + path, path, true));
        } else if (type.isPresent() && !part.accepts.test(type.get())) {
          misfits.add(
              new Misfit(
                  part.name,
                  "field " + path + " is of type " + type.get() + "; " + part.allowed,
                  path,
                  false));
        }
      }
    }
    return misfits;
  }

  private static Map<String, String> ownNames(String... pairs) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      names.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return names;
  }

  private FieldRule ruleFor(String part) {
    FieldRule rule = rules.get(part);
    return rule == null ? FieldRule.of(new FieldPath(List.of(ownNames.get(part)))) : rule;
  }

  private Part<String> text(String name) {
    return add(
        new Part<>(
            name,
            ruleFor(name),
            Values::text,
            type -> type != ValueType.OTHER,
            "it must be a text or a number"));
  }

  private Part<BigDecimal> decimal(String name) {
    return add(
        new Part<>(
            name, ruleFor(name), Values::decimal, EventMapping::isNumeric, "it must be a number"));
  }

  private Part<Double> number(String name) {
    return add(
        new Part<>(
            name, ruleFor(name), Values::number, EventMapping::isNumeric, "it must be a number"));
  }

  private <T extends Enum<T>> Part<T> constant(String name, Class<T> type) {
    List<T> allowed = Arrays.asList(type.getEnumConstants());
    return add(
        new Part<>(
            name,
            ruleFor(name),
            value ->
                allowed.stream()
                    .filter(one -> one.name().equals(Values.text(value)))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "expected one of "
                                    + allowed
                                    + "; `values` of the mapping can translate others")),
            shape -> shape != ValueType.OTHER,
            "it must be one of " + allowed));
  }

  private Part<Long> time() {
    FieldRule rule = ruleFor("time");
    return add(
        new Part<>(
            "time",
            rule,
            value -> rule.format().millis(value, rule.zone()),
            rule.format()::accepts,
            "that cannot be a time in the format " + rule.format().label()));
  }

  private <T> Part<T> add(Part<T> part) {
    part.numbers =
        part.rule.fields().stream()
            .mapToInt(path -> fields.computeIfAbsent(path, absent -> fields.size()))
            .toArray();
    parts.add(part);
    return part;
  }

  private static boolean isNumeric(ValueType type) {
    return switch (type) {
      case TEXT, WHOLE_NUMBER, FLOATING_POINT, DECIMAL -> true;
      case BOOLEAN, INSTANT, LOCAL_TIME, OTHER -> false;
    };
  }

  /** Tells at once what every record would be refused for. */
  private static <T> void requireConstant(Part<T> part, Consumer<T> use) {
    for (Optional<T> fixed : List.of(part.constant, part.absent)) {
      try {
        fixed.ifPresent(use);
      } catch (InvalidEvent refused) {
        throw new IllegalArgumentException(part.name + ": " + refused.getMessage(), refused);
      }
    }
  }

  /** One part of the event. */
  private static final class Part<T> {

    private final String name;
    private final FieldRule rule;
    private final Function<Object, T> conversion;
    private final Predicate<ValueType> accepts;
    private final String allowed;
    private final Optional<T> constant;
    private Optional<T> absent;
    private int[] numbers = {};

    Part(
        String name,
        FieldRule rule,
        Function<Object, T> conversion,
        Predicate<ValueType> accepts,
        String allowed) {
      this.name = name;
      this.rule = rule;
      this.conversion = conversion;
      this.accepts = accepts;
      this.allowed = allowed;
      this.constant = fixed(rule.constant());
      this.absent = fixed(rule.absent());
    }

    private Optional<T> fixed(String text) {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(conversion.apply(text));
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            name + ": " + wrong.getMessage() + ", found " + Values.shown(text), wrong);
      }
    }

    /** With a value for records that have none, unless the rule has one. */
    Part<T> orElse(T value) {
      absent = absent.or(() -> Optional.of(value));
      return this;
    }

    boolean hasDefault() {
      return absent.isPresent();
    }

    T in(FieldValues record) {
      if (constant.isPresent()) {
        return constant.get();
      }
      Object found = "";
      try {
        Optional<Object> value = numbers.length == 1 ? record.at(numbers[0]) : joined(record);
        if (value.isEmpty()) {
          return absent.orElseThrow(() -> missing(record));
        }
        found = value.get();
        return conversion.apply(translated(found));
      } catch (IllegalArgumentException wrong) {
        throw new InvalidEvent(
            RejectionReason.BAD_FIELD,
            where() + wrong.getMessage() + ", found " + Values.shown(found));
      }
    }

    private Object translated(Object value) {
      if (rule.values().isEmpty()) {
        return value;
      }
      String meaning = rule.values().get(Values.text(value));
      return meaning == null ? value : meaning;
    }

    private Optional<Object> joined(FieldValues record) {
      List<String> texts = new ArrayList<>();
      for (int number : numbers) {
        record.at(number).map(Values::text).filter(text -> !text.isEmpty()).ifPresent(texts::add);
      }
      return texts.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", texts));
    }

    private InvalidEvent missing(FieldValues record) {
      return new InvalidEvent(
          RejectionReason.BAD_FIELD,
          where() + "missing or null; the record has " + String.join(", ", record.names()));
    }

    private String where() {
      return "field "
          + String.join(" + ", rule.fields().stream().map(FieldPath::toString).toList())
          + " ("
          + name
          + "): ";
    }
  }
}

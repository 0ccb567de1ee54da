package io.aforo.application.mapping;

import io.aforo.domain.activity.Activity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.temperature.Reading;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A kind of event that a source can give: the three that there are, each once.
 *
 * @param <E> the events
 */
public final class EventKind<E> implements Serializable {

  private static final long serialVersionUID = 1L;

  public static final EventKind<Sale> SALES =
      new EventKind<>("sales", EventMapping::ofSales, Sale::soldAt);

  public static final EventKind<Reading> READINGS =
      new EventKind<>("temperatures", EventMapping::ofReadings, Reading::readAt);

  public static final EventKind<Activity> ACTIVITIES =
      new EventKind<>("activity", EventMapping::ofActivities, Activity::occurredAt);

  private final String label;
  private final transient Function<Map<String, FieldRule>, EventMapping<E>> mapping;
  private final transient ToLongFunction<E> timeOf;

  private EventKind(
      String label,
      Function<Map<String, FieldRule>, EventMapping<E>> mapping,
      ToLongFunction<E> timeOf) {
    this.label = label;
    this.mapping = mapping;
    this.timeOf = timeOf;
  }

  /** Its name in configurations, counters and messages. */
  public String label() {
    return label;
  }

  /**
   * The mapping by these rules.
   *
   * @throws IllegalArgumentException if they are not rules for this kind, or a constant cannot be
   */
  public EventMapping<E> mapping(Map<String, FieldRule> rules) {
    return mapping.apply(rules);
  }

  /** When an event happened, epoch milliseconds. */
  public long timeOf(E event) {
    return timeOf.applyAsLong(event);
  }

  @Override
  public String toString() {
    return label;
  }

  private Object readResolve() {
    return List.of(SALES, READINGS, ACTIVITIES).stream()
        .filter(kind -> kind.label.equals(label))
        .findFirst()
        .orElseThrow();
  }
}

package io.aforo.domain.temperature;

import io.aforo.domain.time.EventTime;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All rules, and what is known of the sensors. It says which rule a reading is judged by: of those
 * in force at the reading's time, and of each id only the highest version, the one of the narrowest
 * scope (sensor, store, sensor type, all); of several of one scope, the one that came into force
 * last; then the one of the higher version; then the one whose id is the later in the alphabet. So
 * the answer does not depend on the order in which the rules were put in.
 *
 * <p>A version of a rule says one thing for ever: a change of what it says is refused, in any order
 * but that of the changes of one version. The packaged rule is always in force, for sensors and
 * times that no other rule is for; it cannot be dropped. Not safe for use by several threads.
 */
public final class RuleBook implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Comparator<TemperatureRule> STRONGEST_FIRST =
      Comparator.comparingLong(TemperatureRule::effectiveFrom)
          .thenComparingInt(TemperatureRule::version)
          .thenComparing(TemperatureRule::id)
          .reversed();

  private final TemperatureRule packaged;
  private final HashMap<String, Sensor> sensors = new HashMap<>();
  private final HashMap<String, TemperatureRule> rules = new HashMap<>();
  // The same rules; those of one scope, the strongest first.
  private final EnumMap<RuleScope.Level, HashMap<String, ArrayList<TemperatureRule>>> byScope =
      new EnumMap<>(RuleScope.Level.class);
  private final HashMap<String, ArrayList<TemperatureRule>> byId = new HashMap<>();

  /**
   * @param packaged the rule for whatever no other rule is for
   * @throws IllegalArgumentException if the packaged rule is not for all sensors at all times
   */
  public RuleBook(TemperatureRule packaged) {
    this.packaged = Objects.requireNonNull(packaged, "packaged");
    if (!packaged.scope().equals(RuleScope.everywhere())
        || packaged.effectiveFrom() != EventTime.MIN) {
      throw new IllegalArgumentException(
          "the packaged rule must be for all sensors at all times, was for %s from %d on"
              .formatted(packaged.scope(), packaged.effectiveFrom()));
    }
  }

  /** The bare rule of jumps for every sensor. */
  public static RuleBook standard() {
    return new RuleBook(TemperatureRule.plain(JumpRule.standard()));
  }

  /** A book that shares nothing with this one that can change. */
  public RuleBook copy() {
    RuleBook copy = new RuleBook(packaged);
    copy.sensors.putAll(sensors);
    rules.values().forEach(copy::put);
    return copy;
  }

  /**
   * Takes a change.
   *
   * @return why the change is refused, if it is; what was in force stays so
   */
  public Optional<String> apply(RuleBookChange change) {
    if (change instanceof RuleBookChange.PutRule put) {
      return put(put.rule());
    }
    if (change instanceof RuleBookChange.DropRule drop) {
      drop(drop.ruleKey());
    } else if (change instanceof RuleBookChange.PutSensor put) {
      sensors.put(put.sensor().sensorId(), put.sensor());
    } else if (change instanceof RuleBookChange.DropSensor drop) {
      sensors.remove(drop.sensorId());
    }
    return Optional.empty();
  }

  /**
   * The rule that a reading is judged by.
   *
   * @param at the reading's time, epoch milliseconds
   */
  public TemperatureRule ruleFor(String sensorId, long at) {
    if (rules.isEmpty()) {
      return packaged;
    }
    TemperatureRule found = inForce(RuleScope.Level.SENSOR, sensorId, at);
    Sensor sensor = sensors.get(sensorId);
    if (found == null && sensor != null) {
      found = inForce(RuleScope.Level.STORE, sensor.storeId(), at);
      if (found == null) {
        found = inForce(RuleScope.Level.SENSOR_TYPE, sensor.type(), at);
      }
    }
    if (found == null) {
      found = inForce(RuleScope.Level.DEFAULT, "", at);
    }
    return found == null ? packaged : found;
  }

  /** What is known of a sensor. */
  public Optional<Sensor> sensor(String sensorId) {
    return Optional.ofNullable(sensors.get(sensorId));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RuleBook book
        && packaged.equals(book.packaged)
        && rules.equals(book.rules)
        && sensors.equals(book.sensors);
  }

  @Override
  public int hashCode() {
    return Objects.hash(packaged, rules, sensors);
  }

  private TemperatureRule inForce(RuleScope.Level level, String target, long at) {
    if (target.isEmpty() && level != RuleScope.Level.DEFAULT) {
      return null;
    }
    HashMap<String, ArrayList<TemperatureRule>> byTarget = byScope.get(level);
    List<TemperatureRule> candidates = byTarget == null ? null : byTarget.get(target);
    if (candidates != null) {
      for (TemperatureRule rule : candidates) {
        if (rule.effectiveFrom() <= at && !isReplaced(rule, at)) {
          return rule;
        }
      }
    }
    return null;
  }

  private boolean isReplaced(TemperatureRule rule, long at) {
    for (TemperatureRule other : byId.get(rule.id())) {
      if (other.version() > rule.version() && other.effectiveFrom() <= at) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> put(TemperatureRule rule) {
    TemperatureRule there = rule.key().equals(packaged.key()) ? packaged : rules.get(rule.key());
    if (there != null && !there.equals(rule)) {
      return Optional.of(
          "version %d of rule %s is there already, and says something else; a change needs a higher version"
              .formatted(rule.version(), rule.id()));
    }
    if (there == null) {
      rules.put(rule.key(), rule);
      ArrayList<TemperatureRule> ofScope =
          byScope
              .computeIfAbsent(rule.scope().level(), level -> new HashMap<>())
              .computeIfAbsent(rule.scope().target(), target -> new ArrayList<>());
      ofScope.add(rule);
      ofScope.sort(STRONGEST_FIRST);
      byId.computeIfAbsent(rule.id(), id -> new ArrayList<>()).add(rule);
    }
    return Optional.empty();
  }

  private void drop(String ruleKey) {
    TemperatureRule dropped = rules.remove(ruleKey);
    if (dropped != null) {
      byScope.get(dropped.scope().level()).get(dropped.scope().target()).remove(dropped);
      byId.get(dropped.id()).remove(dropped);
    }
  }
}

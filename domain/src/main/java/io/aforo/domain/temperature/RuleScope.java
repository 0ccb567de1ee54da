package io.aforo.domain.temperature;

import io.aforo.domain.intake.EventText;
import java.io.Serializable;
import java.util.Objects;

/**
 * Which sensors a rule is for.
 *
 * @param level how narrow it is
 * @param target the sensor type, store or sensor; the empty text for all sensors
 */
public record RuleScope(Level level, String target) implements Serializable {

  /** How narrow a scope is, the widest first; the narrowest rule wins. */
  public enum Level {
    DEFAULT,
    SENSOR_TYPE,
    STORE,
    SENSOR
  }

  private static final RuleScope EVERYWHERE = new RuleScope(Level.DEFAULT, "");

  /**
   * @throws io.aforo.domain.intake.InvalidEvent INVALID_TEXT if the target is not an id
   * @throws IllegalArgumentException if all sensors are meant and there is a target
   */
  public RuleScope {
    Objects.requireNonNull(level, "level");
    if (level != Level.DEFAULT) {
      EventText.require(level.name().toLowerCase(java.util.Locale.ROOT), target);
    } else if (!target.isEmpty()) {
      throw new IllegalArgumentException("a rule for all sensors has no target, was " + target);
    }
  }

  /** All sensors. */
  public static RuleScope everywhere() {
    return EVERYWHERE;
  }

  public static RuleScope ofSensorType(String type) {
    return new RuleScope(Level.SENSOR_TYPE, type);
  }

  public static RuleScope ofStore(String storeId) {
    return new RuleScope(Level.STORE, storeId);
  }

  public static RuleScope ofSensor(String sensorId) {
    return new RuleScope(Level.SENSOR, sensorId);
  }
}

package io.aforo.domain.temperature;

import java.io.Serializable;

/** One change of a {@link RuleBook}. Of two with one key, the later one holds. */
public sealed interface RuleBookChange extends Serializable {

  /** What is changed: of two changes with one key, only the last one matters. */
  String key();

  /** A rule is there from now on. */
  record PutRule(TemperatureRule rule) implements RuleBookChange {
    @Override
    public String key() {
      return keyOfRule(rule.key());
    }
  }

  /**
   * A version of a rule is there no longer.
   *
   * @param ruleKey {@code id@version}
   */
  record DropRule(String ruleKey) implements RuleBookChange {
    @Override
    public String key() {
      return keyOfRule(ruleKey);
    }
  }

  /** A sensor is known from now on. */
  record PutSensor(Sensor sensor) implements RuleBookChange {
    @Override
    public String key() {
      return keyOfSensor(sensor.sensorId());
    }
  }

  /** A sensor is unknown from now on. */
  record DropSensor(String sensorId) implements RuleBookChange {
    @Override
    public String key() {
      return keyOfSensor(sensorId);
    }
  }

  private static String keyOfRule(String ruleKey) {
    return "rule " + ruleKey;
  }

  private static String keyOfSensor(String sensorId) {
    return "sensor " + sensorId;
  }
}

package io.aforo.domain.temperature;

import io.aforo.domain.intake.EventText;
import java.io.Serializable;

/**
 * What is known of a sensor.
 *
 * @param sensorId which sensor
 * @param type what it is, or what it watches, such as {@code freezer}; the empty text if unknown
 * @param storeId where it is; the empty text if unknown
 */
public record Sensor(String sensorId, String type, String storeId) implements Serializable {

  /**
   * @throws io.aforo.domain.intake.InvalidEvent INVALID_TEXT if one is not an id
   */
  public Sensor {
    EventText.require("sensor_id", sensorId);
    EventText.requireOptional("sensor_type", type);
    EventText.requireOptional("store_id", storeId);
  }
}

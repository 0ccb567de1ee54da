package io.aforo.domain.temperature;

import io.aforo.domain.intake.EventText;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * What a sensor measured.
 *
 * @param readingId unique within the sensor; the empty text where readings are not numbered
 * @param sensorId which sensor
 * @param temperature how warm it was
 * @param readAt event time, epoch milliseconds
 */
public record Reading(String readingId, String sensorId, Temperature temperature, long readAt)
    implements Serializable {

  /**
   * @throws io.aforo.domain.intake.InvalidEvent INVALID_TEXT if an id is not one
   */
  public Reading {
    EventText.requireOptional("reading_id", readingId);
    EventText.require("sensor_id", sensorId);
    Objects.requireNonNull(temperature, "temperature");
  }

  /**
   * What tells this reading from the sensor's others: its id, or, where readings are not numbered,
   * {@code time|degrees Celsius}.
   */
  public String identity() {
    return readingId.isEmpty()
        ? Instant.ofEpochMilli(readAt) + "|" + temperature.toDistinctCelsius()
        : readingId;
  }
}

package io.aforo.adapters.kafka;

import io.aforo.domain.temperature.TemperatureUnit;
import java.util.Objects;

/**
 * A reading to be published, with the value and unit that the sensor gave: a {@link
 * io.aforo.domain.temperature.Reading} no longer knows those, and its exact value is not a double.
 * Nothing is checked: what is wrong with it is for whoever reads it to say.
 *
 * @param readingId unique within the sensor; the empty text where readings are not numbered
 * @param sensorId which sensor
 * @param value in {@code unit}
 * @param unit of {@code value}
 * @param readAt event time, epoch milliseconds
 */
public record PublishedReading(
    String readingId, String sensorId, double value, TemperatureUnit unit, long readAt) {

  public PublishedReading {
    Objects.requireNonNull(readingId, "readingId");
    Objects.requireNonNull(sensorId, "sensorId");
    Objects.requireNonNull(unit, "unit");
  }
}

package io.aforo.adapters.files;

import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;

/**
 * A reading, together with the number and the unit that it was written in, so that it can be sent
 * on unchanged.
 *
 * @param reading what it means
 * @param value the number as it was written
 * @param unit the unit of {@code value}
 */
public record CsvReading(Reading reading, double value, TemperatureUnit unit) {

  /**
   * @throws io.aforo.domain.intake.InvalidEvent SENSOR_FAULT if the value is not a temperature
   * @throws IllegalArgumentException if the reading is of another temperature
   */
  public CsvReading {
    Temperature temperature = Temperature.of(value, unit);
    if (!temperature.equals(reading.temperature())) {
      throw new IllegalArgumentException(
          value + " " + unit + " is " + temperature + ", not " + reading.temperature());
    }
  }
}

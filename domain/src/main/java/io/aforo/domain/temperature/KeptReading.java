package io.aforo.domain.temperature;

import java.util.Objects;

/**
 * What a monitor keeps of a reading.
 *
 * @param readingId unique within the sensor; the empty text where readings are not numbered
 * @param temperature how warm it was
 * @param readAt event time, epoch milliseconds
 */
public record KeptReading(String readingId, Temperature temperature, long readAt) {

  public KeptReading {
    Objects.requireNonNull(readingId, "readingId");
    Objects.requireNonNull(temperature, "temperature");
  }
}

package io.aforo.adapters.files;

import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Temperature readings in CSV. The columns are {@code reading_id,sensor_id,value,unit,read_at}, in
 * any order. An empty {@code reading_id} is a reading without a number. {@code NaN} and infinities
 * are a sensor's fault rather than the file's.
 */
public final class CsvReadings {

  static final CsvLayout<CsvReading> LAYOUT =
      new CsvLayout<>(
          "temperature readings",
          List.of("reading_id", "sensor_id", "value", "unit", "read_at"),
          "read_at",
          CsvReadings::read,
          read -> read.reading().readAt());

  private CsvReadings() {}

  /**
   * Opens a file and reads its header.
   *
   * @throws WrongHeader if the first line is not the header of readings
   * @throws IOException if the file cannot be read
   */
  public static CsvEvents<CsvReading> open(Path file) throws IOException {
    return CsvEvents.open(file, LAYOUT);
  }

  private static CsvReading read(CsvRow row) {
    TemperatureUnit unit = row.constant("unit", TemperatureUnit.class);
    double value = row.number("value");
    Temperature temperature = row.read("value", text -> Temperature.of(value, unit));
    Reading reading =
        new Reading(
            row.optionalId("reading_id"), row.id("sensor_id"), temperature, row.instant("read_at"));
    return new CsvReading(reading, value, unit);
  }
}

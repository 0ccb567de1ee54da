package io.aforo.adapters.files;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.temperature.Sensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of sensors, in CSV. The columns are {@code sensor_id,sensor_type,store_id}, in any
 * order; the type and the store are empty where they are unknown.
 */
public final class CsvSensors {

  private static final CsvLayout<Sensor> LAYOUT =
      new CsvLayout<>(
          "sensors",
          List.of("sensor_id", "sensor_type", "store_id"),
          "",
          row ->
              new Sensor(
                  row.id("sensor_id"), row.optionalId("sensor_type"), row.optionalId("store_id")),
          sensor -> CsvEvents.NO_TIME);

  private CsvSensors() {}

  /**
   * Reads a whole file, in the order of its lines.
   *
   * @throws WrongHeader if the first line is not the header of sensors
   * @throws BadLines if a line is not a sensor, or a sensor comes twice
   * @throws IOException if the file cannot be read
   */
  public static List<Sensor> read(Path file) throws IOException {
    Map<String, Long> lines = new HashMap<>();
    List<Sensor> sensors = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    try (CsvEvents<Sensor> events = CsvEvents.open(file, LAYOUT)) {
      while (events.hasNext()) {
        Ingested<Sensor> next = events.next();
        if (next instanceof Ingested.Rejected<Sensor> rejected) {
          faults.add(rejected.letter().detail());
        } else if (next instanceof Ingested.Accepted<Sensor> accepted) {
          Sensor sensor = accepted.event();
          long line = accepted.record().offset();
          Long before = lines.putIfAbsent(sensor.sensorId(), line);
          if (before == null) {
            sensors.add(sensor);
          } else {
            faults.add(
                "line %d, column sensor_id: expected each sensor once, found %s as in line %d"
                    .formatted(line, Quoted.of(sensor.sensorId()), before));
          }
        }
      }
    }
    if (!faults.isEmpty()) {
      throw new BadLines(file, faults);
    }
    return sensors;
  }
}

package io.aforo.application.rules;

import io.aforo.domain.intake.EventText;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.temperature.Sensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a sensor, as systems write it: {@code {"sensorType": "fridge", "store":
 * "norte"}}. What is unknown is null or not said.
 */
public final class SensorDocument {

  private static final List<String> KEYS = List.of("sensorType", "store");

  private SensorDocument() {}

  /**
   * Reads what is known of a sensor.
   *
   * @param sensorId which sensor
   * @param document as parsers of JSON and YAML give it
   * @throws InvalidRules with everything that is wrong, each with its key and what is allowed
   */
  public static Sensor read(String sensorId, Map<String, ?> document) {
    return RuleDocument.sound(
        violations -> {
          Section section = new Section("a sensor", document, List.of(), violations, KEYS);
          Optional<String> type = section.value("sensorType", SensorDocument::text);
          Optional<String> store = section.value("store", SensorDocument::text);
          try {
            EventText.require("the sensor's id", sensorId);
            return Optional.of(new Sensor(sensorId, type.orElse(""), store.orElse("")));
          } catch (InvalidEvent noId) {
            violations.add(new RuleViolation(List.of(), noId.getMessage()));
            return Optional.empty();
          }
        });
  }

  private static String text(String text) {
    try {
      return EventText.requireOptional("it", text);
    } catch (InvalidEvent refused) {
      throw new IllegalArgumentException(
          "must be a text of at most "
              + EventText.MAX_LENGTH
              + " characters: "
              + refused.getMessage(),
          refused);
    }
  }
}

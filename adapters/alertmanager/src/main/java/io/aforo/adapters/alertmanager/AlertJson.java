package io.aforo.adapters.alertmanager;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.ReadingPair;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Alerts as Alertmanager's v2 API takes them.
 *
 * <p>The labels are the identity of an alert there, so they are what never changes about an
 * episode; all else, the severity included, is an annotation. An open alert has no end:
 * Alertmanager then gives it one by its {@code resolve_timeout}, which moves with every sending.
 */
final class AlertJson {

  /** The labels that every alert has. */
  static final List<String> LABELS = List.of("alertname", "sensor_id", "rule_id", "alert_id");

  /** What Alertmanager gives an alert that does not say its end, unless it is told otherwise. */
  private static final long RESOLVE_TIMEOUT = Duration.ofMinutes(5).toMillis();

  private static final JsonFactory JSON = new JsonFactory();

  private AlertJson() {}

  /**
   * A JSON array in UTF-8; for the same alerts always the same bytes.
   *
   * @param labels put on every alert besides
   * @param now the time of the sending, epoch milliseconds
   */
  static byte[] of(List<Alert> alerts, Map<String, String> labels, long now) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Alert alert : alerts) {
        write(alert, labels, now, json);
      }
      json.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Alert alert, Map<String, String> labels, long now, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("labels");
    json.writeStringField("alertname", nameOf(alert));
    json.writeStringField("sensor_id", alert.sensorId());
    json.writeStringField("rule_id", alert.ruleId());
    json.writeStringField("alert_id", alert.alertId());
    for (Map.Entry<String, String> label : labels.entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("annotations");
    for (Map.Entry<String, String> annotation : annotations(alert).entrySet()) {
      json.writeStringField(annotation.getKey(), annotation.getValue());
    }
    json.writeEndObject();
    json.writeStringField("startsAt", time(alert.openedAt()));
    if (alert.state() == AlertState.CLOSED) {
      // Alertmanager refuses an end before the start.
      long endedAt = alert.closedAt().orElse(alert.openedAt());
      json.writeStringField("endsAt", time(Math.max(alert.openedAt(), endedAt)));
    } else if (alert.openedAt() > now) {
      // A sensor's clock can be ahead, and the end that Alertmanager gives be before the start.
      json.writeStringField("endsAt", time(alert.openedAt() + RESOLVE_TIMEOUT));
    }
    json.writeEndObject();
  }

  private static String nameOf(Alert alert) {
    return switch (alert.kind()) {
      case JUMP -> "TemperatureJump";
      case TOO_WARM -> "TooWarm";
      case TOO_COLD -> "TooCold";
      case SILENT -> "SensorSilent";
      case FLATLINE -> "SensorFlatline";
      case RULE_NOT_EVALUABLE -> "RuleNotEvaluable";
    };
  }

  private static Map<String, String> annotations(Alert alert) {
    ReadingPair evidence = alert.evidence();
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put("summary", summaryOf(alert));
    annotations.put("description", descriptionOf(alert));
    annotations.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
    annotations.put("state", alert.state().name());
    alert.closeReason().ifPresent(reason -> annotations.put("close_reason", reason.name()));
    alert.direction().ifPresent(direction -> annotations.put("direction", direction.name()));
    if (hasPeak(alert)) {
      annotations.put("peak_celsius", alert.peak().toCelsius().toPlainString());
    }
    annotations.put("first_celsius", evidence.first().toCelsius().toPlainString());
    annotations.put("first_at", time(evidence.firstAt()));
    annotations.put("second_celsius", evidence.second().toCelsius().toPlainString());
    annotations.put("second_at", time(evidence.secondAt()));
    annotations.put("rule_version", String.valueOf(alert.ruleVersion()));
    if (!alert.detail().isEmpty()) {
      annotations.put("detail", alert.detail());
    }
    return annotations;
  }

  private static String summaryOf(Alert alert) {
    String sensor = "Sensor " + alert.sensorId();
    return switch (alert.kind()) {
      case JUMP -> sensor + jumped(alert.direction().orElseThrow()) + alert.peak();
      case TOO_WARM -> sensor + " is too warm, by up to " + alert.peak();
      case TOO_COLD -> sensor + " is too cold, by up to " + alert.peak();
      case SILENT -> sensor + " has said nothing since " + time(alert.evidence().secondAt());
      case FLATLINE -> sensor + " says the same all the time";
      case RULE_NOT_EVALUABLE -> sensor + " is read too rarely for the rule " + alert.ruleId();
    };
  }

  private static String jumped(Direction direction) {
    return switch (direction) {
      case RISING -> " rose by ";
      case FALLING -> " fell by ";
      case SIMULTANEOUS -> " gave two readings of one time that differ by ";
    };
  }

  private static String descriptionOf(Alert alert) {
    ReadingPair evidence = alert.evidence();
    StringBuilder text = new StringBuilder();
    if (!alert.detail().isEmpty()) {
      text.append(alert.detail()).append(alert.detail().endsWith(".") ? " " : ". ");
    }
    text.append("Readings: ").append(reading(evidence.first().toString(), evidence.firstAt()));
    if (!evidence.first().equals(evidence.second()) || evidence.firstAt() != evidence.secondAt()) {
      text.append(", ").append(reading(evidence.second().toString(), evidence.secondAt()));
    }
    text.append(". Rule ").append(alert.ruleId());
    text.append(", version ").append(alert.ruleVersion());
    text.append(". Since ").append(time(alert.openedAt()));
    switch (alert.state()) {
      case OPEN -> text.append('.');
      case OPEN_NO_DATA -> text.append("; the sensor is silent.");
      case CLOSED -> {
        alert.closedAt().ifPresent(at -> text.append(" until ").append(time(at)));
        text.append('.');
      }
    }
    return text.toString();
  }

  private static boolean hasPeak(Alert alert) {
    return switch (alert.kind()) {
      case JUMP, TOO_WARM, TOO_COLD -> true;
      case SILENT, FLATLINE, RULE_NOT_EVALUABLE -> false;
    };
  }

  private static String reading(String temperature, long at) {
    return temperature + " at " + time(at);
  }

  /** RFC 3339, in UTC. */
  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}

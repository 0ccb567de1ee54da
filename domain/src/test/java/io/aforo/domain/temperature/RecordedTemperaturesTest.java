package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.aforo.domain.time.EventTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Temperatures that somebody recorded, where they are at hand. */
class RecordedTemperaturesTest {

  /** A row of {@code expected/temperature_alerts.csv}. */
  private record Row(
      String sensorId,
      Direction direction,
      Instant openedAt,
      Optional<Instant> closedAt,
      BigDecimal peakDelta,
      BigDecimal firstValue,
      Instant firstAt,
      BigDecimal secondValue,
      Instant secondAt) {}

  @Test
  void raiseTheExpectedAlerts() {
    Optional<Path> data = recordings();
    assumeThat(data).isPresent();
    Map<String, SensorMonitor> monitors = new HashMap<>();
    Map<String, Alert> alerts = new TreeMap<>();

    lines(data.get().resolve("temperatures.csv"))
        .map(RecordedTemperaturesTest::reading)
        .forEach(
            reading ->
                monitors
                    .computeIfAbsent(reading.sensorId(), sensor -> new SensorMonitor())
                    .onReading(
                        reading,
                        reading.readAt(),
                        TemperatureRule.plain(JumpRule.standard()),
                        5_000,
                        EventTime.minus(reading.readAt(), 5_000),
                        change -> alerts.put(change.alert().alertId(), change.alert())));

    List<Row> expected =
        lines(data.get().resolve("expected").resolve("temperature_alerts.csv"))
            .map(RecordedTemperaturesTest::expectedRow)
            .toList();
    assertThat(alerts.values().stream().map(RecordedTemperaturesTest::row).toList())
        .containsExactlyInAnyOrderElementsOf(expected)
        .isNotEmpty();
  }

  private static Row row(Alert alert) {
    ReadingPair evidence = alert.evidence();
    return new Row(
        alert.sensorId(),
        evidence.direction(),
        Instant.ofEpochMilli(alert.openedAt()),
        alert.closedAt().stream().mapToObj(Instant::ofEpochMilli).findFirst(),
        evidence.delta().toCelsius(),
        evidence.first().toCelsius(),
        Instant.ofEpochMilli(evidence.firstAt()),
        evidence.second().toCelsius(),
        Instant.ofEpochMilli(evidence.secondAt()));
  }

  private static Row expectedRow(List<String> fields) {
    return new Row(
        fields.get(0),
        Direction.valueOf(fields.get(1)),
        Instant.parse(fields.get(2)),
        Optional.of(fields.get(3)).filter(text -> !text.isEmpty()).map(Instant::parse),
        degrees(fields.get(4)),
        degrees(fields.get(5)),
        Instant.parse(fields.get(6)),
        degrees(fields.get(7)),
        Instant.parse(fields.get(8)));
  }

  private static BigDecimal degrees(String text) {
    return new BigDecimal(text).setScale(3);
  }

  private static Reading reading(List<String> fields) {
    return new Reading(
        fields.get(0),
        fields.get(1),
        Temperature.of(Double.parseDouble(fields.get(2)), TemperatureUnit.valueOf(fields.get(3))),
        Instant.parse(fields.get(4)).toEpochMilli());
  }

  /** The fields of every line but the header; none is quoted in these files. */
  private static Stream<List<String>> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .skip(1)
          .map(line -> List.of(Pattern.compile(",").split(line, -1)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Optional<Path> recordings() {
    return Stream.iterate(Path.of("").toAbsolutePath(), parent -> parent != null, Path::getParent)
        .map(parent -> parent.resolve("shared").resolve("data"))
        .filter(directory -> Files.isRegularFile(directory.resolve("temperatures.csv")))
        .findFirst();
  }
}

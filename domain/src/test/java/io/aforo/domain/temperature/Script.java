package io.aforo.domain.temperature;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.time.EventTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Scripts of readings: {@code [sensor@]seconds:degrees[C|F|K][#id]}, separated by blanks, in the
 * order of arrival. Seconds count from the start of 2026.
 */
final class Script {

  static final String SENSOR = "fridge-1";
  static final long BASE = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private static final Pattern READING =
      Pattern.compile("(?:(.+)@)?([-0-9.]+):([-0-9.NaN]+)([CFK]?)(?:#(.+))?");

  private Script() {}

  /** What came of a script. */
  record Played(
      List<AlertChange> changes,
      List<Verdict> verdicts,
      List<RejectionReason> refused,
      Map<String, SensorMonitor> monitors) {

    SensorMonitor monitor() {
      return monitors.get(SENSOR);
    }

    List<Alert> alerts() {
      return changes.stream().map(AlertChange::alert).toList();
    }
  }

  static Played play(String script) {
    return play(JumpRule.standard(), script);
  }

  static Played play(JumpRule rule, String script) {
    Played played =
        new Played(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashMap<>());
    tokens(script)
        .forEach(
            token -> {
              try {
                play(played, rule, reading(token));
              } catch (InvalidEvent refused) {
                played.refused().add(refused.reason());
              }
            });
    return played;
  }

  private static void play(Played played, JumpRule rule, Reading reading) {
    SensorMonitor monitor =
        played.monitors().computeIfAbsent(reading.sensorId(), sensor -> new SensorMonitor());
    played
        .verdicts()
        .add(give(monitor, reading, reading.readAt(), rule, EventTime.MIN, played.changes()::add));
  }

  /** Hands in a reading whose record is as old as itself; jumps alone are listed. */
  static Verdict give(SensorMonitor monitor, Reading reading, JumpRule rule, List<Alert> alerts) {
    return give(monitor, reading, reading.readAt(), rule, EventTime.MIN, alerts);
  }

  static Verdict give(
      SensorMonitor monitor,
      Reading reading,
      long recordTime,
      JumpRule rule,
      long watermark,
      List<Alert> alerts) {
    return give(
        monitor, reading, recordTime, rule, watermark, change -> alerts.add(change.alert()));
  }

  private static Verdict give(
      SensorMonitor monitor,
      Reading reading,
      long recordTime,
      JumpRule rule,
      long watermark,
      Consumer<AlertChange> changes) {
    return monitor.onReading(
        reading,
        recordTime,
        TemperatureRule.plain(rule),
        5_000,
        watermark,
        change -> {
          if (change.alert().kind() == AlertKind.JUMP) {
            changes.accept(withoutDetail(change));
          }
        });
  }

  static AlertChange withoutDetail(AlertChange change) {
    return new AlertChange(
        withoutDetail(change.alert()), change.isTold(), change.seq(), change.at());
  }

  /** A change that people are told of. */
  static AlertChange told(long seq, String at, Alert alert) {
    return new AlertChange(alert, true, seq, at(at));
  }

  /** What is for people to read has tests of its own. */
  static Alert withoutDetail(Alert alert) {
    return new Alert(
        alert.alertId(),
        alert.kind(),
        alert.sensorId(),
        alert.ruleId(),
        alert.ruleVersion(),
        alert.severity(),
        alert.state(),
        alert.closeReason(),
        alert.openedAt(),
        alert.closedAt(),
        alert.peak(),
        alert.evidence(),
        "",
        alert.revision(),
        alert.historical());
  }

  static List<Reading> readings(String script) {
    return tokens(script).map(Script::reading).toList();
  }

  private static Stream<String> tokens(String script) {
    return Pattern.compile("\\s+").splitAsStream(script.strip());
  }

  static Reading reading(String token) {
    Matcher matcher = READING.matcher(token);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a reading: " + token);
    }
    TemperatureUnit unit =
        switch (matcher.group(4)) {
          case "F" -> TemperatureUnit.FAHRENHEIT;
          case "K" -> TemperatureUnit.KELVIN;
          default -> TemperatureUnit.CELSIUS;
        };
    return new Reading(
        Optional.ofNullable(matcher.group(5)).orElse(""),
        Optional.ofNullable(matcher.group(1)).orElse(SENSOR),
        Temperature.of(Double.parseDouble(matcher.group(3)), unit),
        at(matcher.group(2)));
  }

  /** {@code seconds} after the base, in epoch milliseconds. */
  static long at(String seconds) {
    return BASE + new BigDecimal(seconds).movePointRight(3).longValueExact();
  }

  /** A pair of readings as evidence. */
  static ReadingPair jump(String pair) {
    List<Reading> readings = readings(pair);
    Reading first = readings.get(0);
    Reading second = readings.get(1);
    return new ReadingPair(
        first.temperature(), first.readAt(), second.temperature(), second.readAt());
  }

  static Alert open(String openedAt, String peak, long revision) {
    return open(SENSOR, openedAt, peak, revision);
  }

  static Alert open(String sensor, String openedAt, String peak, long revision) {
    return new Alert(
        Alert.idOf(AlertKind.JUMP, sensor, "temperature-jump", at(openedAt)),
        AlertKind.JUMP,
        sensor,
        "temperature-jump",
        1,
        severityOf(jump(peak)),
        AlertState.OPEN,
        Optional.empty(),
        at(openedAt),
        OptionalLong.empty(),
        jump(peak).delta(),
        jump(peak),
        "",
        revision,
        false);
  }

  static Alert closed(String openedAt, String closedAt, String peak, long revision) {
    return new Alert(
        Alert.idOf(AlertKind.JUMP, SENSOR, "temperature-jump", at(openedAt)),
        AlertKind.JUMP,
        SENSOR,
        "temperature-jump",
        1,
        severityOf(jump(peak)),
        AlertState.CLOSED,
        Optional.of(CloseReason.QUIET),
        at(openedAt),
        OptionalLong.of(at(closedAt)),
        jump(peak).delta(),
        jump(peak),
        "",
        revision,
        false);
  }

  private static Severity severityOf(ReadingPair pair) {
    return TemperatureRule.defaultSeverity(TemperatureDelta.ofCelsius(20)).of(pair.delta());
  }

  /** A script of one value repeated from one time to another, both inclusive. */
  static String steady(int from, int to, int step, String degrees) {
    StringBuilder script = new StringBuilder();
    for (int second = from; second <= to; second += step) {
      script.append(' ').append(second).append(':').append(degrees);
    }
    return script.toString();
  }
}

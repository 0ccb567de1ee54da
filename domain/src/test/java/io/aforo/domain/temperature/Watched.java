package io.aforo.domain.temperature;

import static io.aforo.domain.temperature.Script.at;

import io.aforo.domain.time.EventTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A sensor that is watched by a rule, and all that was told of it, in words. Times are seconds. */
final class Watched {

  final SensorMonitor monitor = new SensorMonitor();
  final List<AlertChange> changes = new ArrayList<>();

  private TemperatureRule rule;

  Watched(TemperatureRule rule) {
    this.rule = rule;
  }

  /** A rule of nothing but jumps of 1,000 degrees; calm after 2 min. */
  static TemperatureRule ruleWith(
      Optional<Excursion> tooWarm,
      Optional<Excursion> tooCold,
      Optional<Duration> silence,
      Optional<Flatline> flatline) {
    return rule("conditions", 1, 60, tooWarm, tooCold, silence, flatline);
  }

  static TemperatureRule rule(
      String id,
      int version,
      long windowSeconds,
      Optional<Excursion> tooWarm,
      Optional<Excursion> tooCold,
      Optional<Duration> silence,
      Optional<Flatline> flatline) {
    return new TemperatureRule(
        RuleScope.everywhere(),
        EventTime.MIN,
        new JumpRule(
            id,
            version,
            TemperatureDelta.ofCelsius(1_000),
            Duration.ofSeconds(windowSeconds),
            Optional.empty(),
            TemperatureDelta.ofCelsius(1_000),
            Duration.ofMinutes(2)),
        TemperatureRule.defaultSeverity(TemperatureDelta.ofCelsius(1_000)),
        Plausibility.anything(),
        tooWarm,
        tooCold,
        silence,
        flatline);
  }

  /** From 1 degree on a warning, from 5 on critical. */
  static Optional<Excursion> limit(long celsius, long patienceSeconds) {
    return Optional.of(
        new Excursion(
            new Temperature(9_000 * celsius),
            Duration.ofSeconds(patienceSeconds),
            new SeverityBands(TemperatureDelta.ofCelsius(1), TemperatureDelta.ofCelsius(5))));
  }

  Watched by(TemperatureRule other) {
    rule = other;
    return this;
  }

  /** Readings, as in {@link Script}; their records are as old as they are. */
  Watched play(String script) {
    Script.readings(script).forEach(reading -> give(reading, EventTime.MIN));
    return this;
  }

  /** A reading that comes when time is further on already. */
  Watched playAt(String watermark, String script) {
    Script.readings(script).forEach(reading -> give(reading, at(watermark)));
    return this;
  }

  Watched pass(String watermark) {
    monitor.onTime(at(watermark), rule, changes::add);
    return this;
  }

  void give(Reading reading, long watermark) {
    monitor.onReading(reading, reading.readAt(), rule, 5_000, watermark, changes::add);
  }

  /** {@code seq KIND STATE [REASON] peak SEVERITY at}, of what was told. */
  List<String> history() {
    return changes.stream()
        .filter(AlertChange::isTold)
        .map(
            change ->
                "%d %s %s%s %s %s at %s"
                    .formatted(
                        change.seq(),
                        change.alert().kind(),
                        change.alert().state(),
                        change.alert().closeReason().map(reason -> " " + reason).orElse(""),
                        change.alert().peak().toCelsius().stripTrailingZeros().toPlainString(),
                        change.alert().severity(),
                        seconds(change.at())))
        .toList();
  }

  /** The last row, evidence and all. */
  Alert last() {
    return changes.get(changes.size() - 1).alert();
  }

  /** The same for people to read. */
  static Alert alert(
      AlertKind kind,
      Severity severity,
      String openedAt,
      String closedAt,
      String evidence,
      long peakMilli,
      long revision,
      String detail) {
    boolean isClosed = !closedAt.isEmpty();
    return new Alert(
        Alert.idOf(kind, Script.SENSOR, "conditions", at(openedAt)),
        kind,
        Script.SENSOR,
        "conditions",
        1,
        severity,
        isClosed ? AlertState.CLOSED : AlertState.OPEN,
        isClosed ? Optional.of(CloseReason.QUIET) : Optional.empty(),
        at(openedAt),
        isClosed ? OptionalLong.of(at(closedAt)) : OptionalLong.empty(),
        new TemperatureDelta(9 * peakMilli),
        Script.jump(evidence),
        detail,
        revision,
        false);
  }

  private static String seconds(long time) {
    BigDecimal seconds = BigDecimal.valueOf(time - Script.BASE, 3);
    return seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString();
  }
}

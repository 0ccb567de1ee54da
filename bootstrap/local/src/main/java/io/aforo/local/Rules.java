package io.aforo.local;

import io.aforo.adapters.files.BadLines;
import io.aforo.adapters.files.CsvSensors;
import io.aforo.adapters.files.WrongHeader;
import io.aforo.application.rules.InvalidRules;
import io.aforo.application.rules.RuleFile;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.local.screen.Texts;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rules and the sensors of a simulation, from files.
 *
 * @param book all of them, as readings are judged by it
 * @param beside all rules but the default one
 */
record Rules(RuleBook book, List<TemperatureRule> beside) {

  Rules {
    beside = List.copyOf(beside);
  }

  /**
   * Reads them.
   *
   * @param rules in YAML; without it there is the packaged rule alone
   * @param sensors in CSV; without it nothing is known of them but their ids
   * @throws UsageException with all that is wrong
   */
  static Rules load(Optional<Path> rules, Optional<Path> sensors) {
    List<String> wrong = new ArrayList<>();
    Rules read = new Rules(RuleBook.standard(), List.of());
    try {
      read = rules.map(Rules::read).orElse(read);
    } catch (UsageException unusable) {
      wrong.add("--rules: " + unusable.getMessage());
    }
    try {
      for (Sensor sensor : sensors.map(Rules::sensors).orElse(List.of())) {
        read.book.apply(new RuleBookChange.PutSensor(sensor));
      }
    } catch (UsageException unusable) {
      wrong.add("--sensors: " + unusable.getMessage());
    }
    if (!wrong.isEmpty()) {
      throw new UsageException(String.join("\n", wrong));
    }
    return read;
  }

  /**
   * What people may have meant otherwise: rules that are for none of these sensors, and sensors
   * that no rule by type or by store can be for.
   *
   * @return a line each
   */
  List<String> unused(Collection<String> sensorIds) {
    List<String> lines = new ArrayList<>();
    if (sensorIds.isEmpty()) {
      return lines;
    }
    String all = sensorIds.size() == 1 ? "the 1 sensor" : "the %,d sensors";
    String of = String.format(Locale.ROOT, all, sensorIds.size());
    for (TemperatureRule rule : beside) {
      if (sensorIds.stream().noneMatch(id -> isFor(rule.scope(), id))) {
        lines.add("rule %s (%s): for none of %s".formatted(rule.key(), words(rule.scope()), of));
      }
    }
    tellUnknown(RuleScope.Level.SENSOR_TYPE, "type", sensorIds, Sensor::type, lines);
    tellUnknown(RuleScope.Level.STORE, "store", sensorIds, Sensor::storeId, lines);
    return lines;
  }

  private void tellUnknown(
      RuleScope.Level level,
      String what,
      Collection<String> sensorIds,
      Function<Sensor, String> value,
      List<String> lines) {
    long unknown =
        sensorIds.stream().filter(id -> book.sensor(id).map(value).orElse("").isEmpty()).count();
    if (unknown > 0 && beside.stream().anyMatch(rule -> rule.scope().level() == level)) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d sensors: no %s known, so no rule for a %s is for them",
              unknown,
              sensorIds.size(),
              what,
              level == RuleScope.Level.STORE ? "store" : "sensor type"));
    }
  }

  private boolean isFor(RuleScope scope, String sensorId) {
    return switch (scope.level()) {
      case DEFAULT -> true;
      case SENSOR -> scope.target().equals(sensorId);
      case SENSOR_TYPE -> book.sensor(sensorId).map(Sensor::type).orElse("").equals(scope.target());
      case STORE -> book.sensor(sensorId).map(Sensor::storeId).orElse("").equals(scope.target());
    };
  }

  private static String words(RuleScope scope) {
    return Texts.name(scope.level()) + " " + scope.target();
  }

  private static Rules read(Path rules) {
    YamlFile file = YamlFile.read(rules);
    try {
      RuleFile all = RuleFile.read(file.keys());
      return new Rules(all.book(), all.rules());
    } catch (InvalidRules invalid) {
      throw new UsageException(
          invalid.violations().stream()
              .map(violation -> file.place(violation.path()) + ": " + violation)
              .collect(Collectors.joining("\n")));
    }
  }

  private static List<Sensor> sensors(Path file) {
    try {
      return CsvSensors.read(file);
    } catch (WrongHeader | BadLines wrong) {
      throw new UsageException(wrong.getMessage());
    } catch (NoSuchFileException missing) {
      throw new UsageException("there is no file " + file);
    } catch (IOException unreadable) {
      throw new UsageException(file + " cannot be read: " + unreadable.getMessage());
    }
  }
}

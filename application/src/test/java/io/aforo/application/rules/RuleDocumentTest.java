package io.aforo.application.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.Excursion;
import io.aforo.domain.temperature.Flatline;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Plausibility;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.SeverityBands;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.domain.time.EventTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleDocumentTest {

  private static final TemperatureRule PLAIN = TemperatureRule.plain(JumpRule.standard());
  private static final RuleBases BASES = RuleBases.of(PLAIN);

  private final Map<String, Object> document = new HashMap<>(Map.of("id", "dairy", "version", 2));

  @Test
  void everyKeyIsRead() {
    document.putAll(
        Map.of(
            "store", "norte",
            "effectiveFrom", "2026-01-01T00:00:00Z",
            "threshold", "18 F",
            "window", "2m",
            "direction", "RISING",
            "clearBelow", "5 K",
            "clearAfter", "0",
            "severity", Map.of("warning", "10 C", "critical", "12.5 C"),
            "range", Map.of("from", "-40 C", "to", "140 F"),
            "sentinels", List.of("85 C", "-127 C")));
    document.putAll(
        Map.of(
            "tooWarm", Map.of("above", "8 C", "for", "60m", "critical", "3 C"),
            "tooCold", Map.of("below", "275.15 K", "for", "15m"),
            "silence", "30m",
            "flatline", Map.of("below", "0.1 C", "for", "1h")));

    assertThat(RuleDocument.read(document, BASES))
        .isEqualTo(
            new TemperatureRule(
                RuleScope.ofStore("norte"),
                Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(),
                new JumpRule(
                    "dairy",
                    2,
                    TemperatureDelta.ofCelsius(10),
                    Duration.ofMinutes(2),
                    Optional.of(Direction.RISING),
                    TemperatureDelta.ofCelsius(5),
                    Duration.ZERO),
                new SeverityBands(difference("10"), difference("12.5")),
                new Plausibility(celsius(-40), celsius(60), Set.of(celsius(85), celsius(-127))),
                Optional.of(
                    new Excursion(
                        celsius(8),
                        Duration.ofHours(1),
                        new SeverityBands(difference("0"), difference("3")))),
                Optional.of(
                    new Excursion(
                        celsius(2),
                        Duration.ofMinutes(15),
                        new SeverityBands(difference("0"), difference("5")))),
                Optional.of(Duration.ofMinutes(30)),
                Optional.of(new Flatline(difference("0.1"), Duration.ofHours(1)))));
  }

  @Test
  void whatIsNotSaidIsTakenFromTheBaseButForWhomAndSinceWhen() {
    TemperatureRule base = RuleProfile.COLD_CHAIN.rules(PLAIN).get(0);

    TemperatureRule rule = RuleDocument.read(document, RuleBases.of(base));

    assertThat(rule).isEqualTo(named(base, "dairy", 2, RuleScope.everywhere()));
    assertThat(rule.effectiveFrom()).isEqualTo(EventTime.MIN);
  }

  @Test
  void aPartOfAGroupIsTakenFromTheBaseToo() {
    TemperatureRule base = RuleProfile.COLD_CHAIN.rules(PLAIN).get(0);
    document.put("tooWarm", Map.of("above", "6 C"));
    document.put("tooCold", Map.of("critical", "1 C"));
    document.put("flatline", Map.of("for", "2h"));
    document.put("range", Map.of("to", "50 C"));

    TemperatureRule rule = RuleDocument.read(document, RuleBases.of(base));

    assertThat(rule.tooWarm())
        .contains(
            new Excursion(
                celsius(6),
                Duration.ofHours(1),
                new SeverityBands(difference("0"), difference("5"))));
    assertThat(rule.tooCold())
        .contains(
            new Excursion(
                celsius(2),
                Duration.ofMinutes(15),
                new SeverityBands(difference("0"), difference("1"))));
    assertThat(rule.flatline()).contains(new Flatline(difference("0.1"), Duration.ofHours(2)));
    assertThat(rule.plausibility())
        .isEqualTo(new Plausibility(celsius(-40), celsius(50), Set.of(celsius(85), celsius(-127))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noneAndNullSwitchOffWhatTheBaseHas(boolean isNull) {
    TemperatureRule base = RuleProfile.COLD_CHAIN.rules(PLAIN).get(0);
    for (String key : List.of("range", "sentinels", "tooWarm", "tooCold", "silence", "flatline")) {
      document.put(key, isNull ? null : "none");
    }
    document.put("direction", "ANY");

    assertThat(RuleDocument.read(document, RuleBases.of(base)))
        .isEqualTo(named(PLAIN, "dairy", 2, RuleScope.everywhere()));
  }

  @Test
  void severityFollowsTheRulesOwnThreshold() {
    document.put("threshold", "10 C");
    document.put("clearBelow", "10 C");

    assertThat(RuleDocument.read(document, BASES).severity())
        .isEqualTo(new SeverityBands(difference("10"), difference("15")));

    document.put("severity", Map.of("critical", "11 C"));
    assertThat(RuleDocument.read(document, BASES).severity())
        .isEqualTo(new SeverityBands(difference("10"), difference("11")));
  }

  @ParameterizedTest
  @CsvSource({"sensorType, SENSOR_TYPE", "store, STORE", "sensor, SENSOR"})
  void aRuleIsForOneOfSensorTypeStoreAndSensor(String key, RuleScope.Level level) {
    document.put(key, "none");

    assertThat(RuleDocument.read(document, BASES).scope()).isEqualTo(new RuleScope(level, "none"));
  }

  @Test
  void aRuleOfThePackagedOnesIsTheBaseForTheSameSensors() {
    RuleBases bases = new RuleBases(PLAIN, RuleProfile.COLD_CHAIN.rules(PLAIN));
    document.put("sensorType", "fridge");
    document.put("tooWarm", Map.of("above", "6 C"));

    TemperatureRule rule = RuleDocument.read(document, bases);

    assertThat(rule.tooWarm().orElseThrow().patience()).isEqualTo(Duration.ofHours(1));
    assertThat(rule.silence()).contains(Duration.ofMinutes(30));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    document.clear();
    document.put("version", 0);
    document.put("sensorType", "fridge");
    document.put("store", "norte");
    document.put("effectiveFrom", "yesterday");
    document.put("treshold", "10 C");
    document.put("window", "25h");
    document.put("direction", "UP");
    document.put("clearBelow", "21 C");
    document.put("clearAfter", List.of());
    document.put("severity", Map.of("warning", "40 C"));
    document.put("range", Map.of("from", "10 C", "to", "1 C"));
    document.put("sentinels", List.of("85 C", 127));
    document.put("tooWarm", Map.of("above", "hot", "til", "1h"));
    document.put("tooCold", "2 C");
    document.put("silence", "24h");
    document.put("flatline", Map.of("below", "2 C"));

    assertThat(violations())
        .containsExactlyInAnyOrder(
            "treshold is not a key of a rule; did you mean: threshold",
            "store cannot stand beside sensorType: a rule is for one of sensorType, store, sensor,"
                + " or for all sensors",
            "id is missing: it must be a name",
            "version must be a whole number from 1 to 2147483647; was 0",
            "effectiveFrom must be an ISO 8601 instant such as 2026-01-01T10:00:00Z; was yesterday",
            "window must be from 1ms to 24h; was 25h",
            "direction must be ANY, RISING, FALLING or SIMULTANEOUS; was UP",
            "clearBelow must be at most the threshold of 20.000 C, or an alert could close while"
                + " its jump goes on; was 21.000 C",
            "clearAfter must be one value; was a list",
            "severity.warning must not be above critical, 30.000 C; was 40.000 C",
            "range.from must not be above to, 1.000 C; was 10.000 C",
            "sentinels[1] must be a temperature of at most 3 decimals in C, F or K, such as -18 C;"
                + " was 127",
            "tooWarm.til is not a key of tooWarm, which are above, for, critical",
            "tooWarm.above must be a temperature of at most 3 decimals in C, F or K, such as -18"
                + " C; was hot",
            "tooWarm.for is missing: it must be how long, such as 60m",
            "tooCold must be a group of below, for, critical; was 2 C",
            "silence must be less than 24h, after which a sensor is forgotten; was 24h",
            "flatline.below must be at most 1 C; was 2 C",
            "flatline.for is missing: it must be how long, such as 60m");
  }

  @ParameterizedTest
  @EnumSource
  void everyDirectionCanBeAskedFor(Direction direction) {
    document.put("direction", direction.name());

    assertThat(RuleDocument.read(document, BASES).jump().direction()).contains(direction);
  }

  @Test
  void aRuleThatSaysNoVersionIsItsFirst() {
    TemperatureRule secondBase = named(PLAIN, "base", 2, RuleScope.everywhere());

    assertThat(RuleDocument.read(Map.of("id", "a"), RuleBases.of(secondBase)))
        .isEqualTo(named(PLAIN, "a", 1, RuleScope.everywhere()));
    assertThat(RuleDocument.readDefault(Map.of("id", "a"), secondBase))
        .isEqualTo(named(PLAIN, "a", 2, RuleScope.everywhere()));
  }

  @Test
  void limitsThatEveryReadingPassesAreRefused() {
    document.put("tooWarm", Map.of("above", "2 C", "for", "1h"));
    document.put("tooCold", Map.of("below", "2.001 C", "for", "1h"));

    assertThat(violations())
        .containsExactly(
            "tooCold must not begin above where tooWarm does, or every reading were one of them");
  }

  @Test
  void withAThresholdAloneASensorIsCalmBelowThreeQuartersOfIt() {
    TemperatureRule rule =
        RuleDocument.read(Map.of("id", "a", "version", 1, "threshold", "10 C"), BASES);

    assertThat(rule.jump().clearBelow()).isEqualTo(new TemperatureDelta(9L * 7_500));
    assertThat(rule.severity())
        .isEqualTo(
            new SeverityBands(TemperatureDelta.ofCelsius(10), TemperatureDelta.ofCelsius(15)));
  }

  @ParameterizedTest
  @CsvSource({
    "threshold, 0 C, must be more than 0 C; was 0 C",
    "threshold, 20, 'must be a number of at most 3 decimals and C, F or K, such as 20 C; was 20'",
    "window, 0, must be from 1ms to 24h; was 0",
    "silence, 5, 'must be a whole number and ms, s, m, h or d, such as 5s; was 5'",
    "id, ' ', 'must be a text of 1 to 256 characters: the id of a rule must not be blank'",
    "version, 1.5, must be a whole number from 1 to 2147483647; was 1.5",
    "effectiveFrom, +1000000000-12-31T23:59:59Z, must be an instant within reach; was"
        + " +1000000000-12-31T23:59:59Z"
  })
  void aValueThatIsWrongIsToldWithWhatIsAllowed(String key, String value, String problem) {
    document.put(key, value);

    assertThat(violations()).containsExactly(key + " " + problem);
  }

  @Test
  void theDefaultRuleIsForAllSensorsAtAllTimes() {
    assertThat(RuleDocument.readDefault(Map.of(), PLAIN)).isEqualTo(PLAIN);
    assertThat(
            catchThrowableOfType(
                InvalidRules.class,
                () ->
                    RuleDocument.readDefault(
                        Map.of("store", "norte", "effectiveFrom", "2026-01-01T00:00:00Z"), PLAIN)))
        .satisfies(
            refused ->
                assertThat(refused.violations())
                    .extracting(RuleViolation::key)
                    .containsExactlyInAnyOrder("store", "effectiveFrom"));
  }

  @Test
  void aTemperatureHasAnOffsetAndADifferenceHasNone() {
    assertThat(Units.temperature("46.4 F")).isEqualTo(celsius(8));
    assertThat(Units.temperature("0K")).isEqualTo(Temperature.of(-273.15, TemperatureUnit.CELSIUS));
    assertThat(Units.difference("36 F")).isEqualTo(TemperatureDelta.ofCelsius(20));
  }

  private List<String> violations() {
    InvalidRules refused =
        catchThrowableOfType(InvalidRules.class, () -> RuleDocument.read(document, BASES));
    return refused.violations().stream().map(RuleViolation::toString).toList();
  }

  private static TemperatureRule named(
      TemperatureRule rule, String id, int version, RuleScope scope) {
    JumpRule jump = rule.jump();
    return new TemperatureRule(
        scope,
        rule.effectiveFrom(),
        new JumpRule(
            id,
            version,
            jump.threshold(),
            jump.window(),
            jump.direction(),
            jump.clearBelow(),
            jump.clearAfter()),
        rule.severity(),
        rule.plausibility(),
        rule.tooWarm(),
        rule.tooCold(),
        rule.silence(),
        rule.flatline());
  }

  private static Temperature celsius(int degrees) {
    return Temperature.of(degrees, TemperatureUnit.CELSIUS);
  }

  private static TemperatureDelta difference(String celsius) {
    return TemperatureDelta.of(new BigDecimal(celsius), TemperatureUnit.CELSIUS);
  }
}

package io.aforo.domain.temperature;

import static io.aforo.domain.temperature.Script.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A sensor whose rules change while it is watched. */
class RuleChangeTest {

  private final RuleBook book = RuleBook.standard();
  private final SensorMonitor monitor = new SensorMonitor();
  private final List<String> history = new ArrayList<>();

  @Test
  void anOpenEpisodeKeepsItsRuleAndTheNextOneHasTheNewOne() {
    play("0:0 50:20");
    put(jump("strict", 2, 5, 60, EventTime.MIN));

    play("55:26 71:20 200:20 201:20");
    assertThat(history)
        .containsExactly(
            "OPEN temperature-jump@1 20.000 C",
            "OPEN temperature-jump@1 26.000 C",
            "CLOSED temperature-jump@1 26.000 C");

    play("210:25");

    assertThat(history).last().isEqualTo("OPEN strict@2 5.000 C");
  }

  @Test
  void aDroppedRuleIsKeptByItsOpenEpisode() {
    put(jump("strict", 2, 5, 60, EventTime.MIN));
    play("0:0 30:5");
    book.apply(new RuleBookChange.DropRule("strict@2"));

    play("40:11 50:30 300:30 301:30 310:40 311:50");

    assertThat(history)
        .containsExactly(
            "OPEN strict@2 5.000 C",
            "OPEN strict@2 11.000 C",
            "OPEN strict@2 30.000 C",
            "CLOSED strict@2 30.000 C",
            "OPEN temperature-jump@1 20.000 C");
  }

  @Test
  void aRuleHoldsFromItsTimeOnInclusive() {
    put(jump("strict", 2, 5, 60, at("100")));

    play("99:0 99.999:6");
    assertThat(history).isEmpty();
    play("100:0");

    assertThat(history).containsExactly("OPEN strict@2 6.000 C");
  }

  @Test
  void aLateReadingIsJudgedByTheRuleOfItsOwnTime() {
    put(jump("strict", 2, 5, 60, at("100")));

    play("98:0 200:0 99:6");
    assertThat(history).isEmpty();
    play("201:0 199:6");

    assertThat(history).containsExactly("OPEN strict@2 6.000 C");
  }

  @Test
  void aLateReadingOfAnOlderRuleLetsNothingGoThatTheNewerOneNeeds() {
    // An hour's window from 1,000 s on; a minute's before, which needs 725 s before 1,200 s.
    put(jump("slow", 2, 20, 3_600, at("1000")));

    play("400:0 1000:5 1200:5 999:5 1300:20");

    assertThat(history).containsExactly("OPEN slow@2 20.000 C");
    assertThat(monitor.snapshot().open(AlertKind.JUMP).orElseThrow().evidence())
        .isEqualTo(Script.jump("400:0 1300:20"));
  }

  @Test
  void aSilenceIsJudgedByTheRuleOfTheLastReading() {
    put(silence("silence", 1, 600, EventTime.MIN));
    put(silence("silence", 2, 60, at("1000")));

    play("999:4");
    pass("1598.999");
    assertThat(history).isEmpty();
    pass("1599");

    assertThat(history).containsExactly("OPEN silence@1 0.000 C");
  }

  private void put(TemperatureRule rule) {
    assertThat(book.apply(new RuleBookChange.PutRule(rule))).isEmpty();
  }

  private void play(String script) {
    for (Reading reading : Script.readings(script)) {
      monitor.onReading(
          reading,
          reading.readAt(),
          book.ruleFor(reading.sensorId(), reading.readAt()),
          5_000,
          EventTime.MIN,
          this::changed);
    }
  }

  private void pass(String watermark) {
    monitor.onTime(
        at(watermark), book.ruleFor(monitor.sensorId(), monitor.newestAt()), this::changed);
  }

  private void changed(AlertChange change) {
    if (change.isTold()) {
      Alert alert = change.alert();
      history.add(
          "%s %s@%d %s"
              .formatted(alert.state(), alert.ruleId(), alert.ruleVersion(), alert.peak()));
    }
  }

  private static TemperatureRule jump(
      String id, int version, int celsius, long windowSeconds, long effectiveFrom) {
    return rule(id, version, celsius, windowSeconds, effectiveFrom, Optional.empty());
  }

  private static TemperatureRule silence(String id, int version, long seconds, long effectiveFrom) {
    return rule(id, version, 20, 60, effectiveFrom, Optional.of(Duration.ofSeconds(seconds)));
  }

  private static TemperatureRule rule(
      String id,
      int version,
      int celsius,
      long windowSeconds,
      long effectiveFrom,
      Optional<Duration> silence) {
    TemperatureDelta threshold = TemperatureDelta.ofCelsius(celsius);
    return new TemperatureRule(
        RuleScope.everywhere(),
        effectiveFrom,
        new JumpRule(
            id,
            version,
            threshold,
            Duration.ofSeconds(windowSeconds),
            Optional.empty(),
            threshold,
            Duration.ofMinutes(2)),
        TemperatureRule.defaultSeverity(threshold),
        Plausibility.anything(),
        Optional.empty(),
        Optional.empty(),
        silence,
        Optional.empty());
  }
}

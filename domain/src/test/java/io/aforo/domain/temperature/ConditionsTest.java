package io.aforo.domain.temperature;

import static io.aforo.domain.temperature.Script.steady;
import static io.aforo.domain.temperature.Watched.alert;
import static io.aforo.domain.temperature.Watched.limit;
import static io.aforo.domain.temperature.Watched.rule;
import static io.aforo.domain.temperature.Watched.ruleWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule can ask for besides jumps. */
class ConditionsTest {

  private static final Optional<Excursion> NO_LIMIT = Optional.empty();
  private static final Optional<Flatline> NO_FLATLINE = Optional.empty();

  @Nested
  class Limits {

    private static final String DETAIL = "above 8 C for 10 min or more, up to ";

    private final Watched fridge =
        new Watched(ruleWith(limit(8, 600), limit(2, 60), Optional.empty(), NO_FLATLINE));

    @ParameterizedTest(name = "8.001 C from 0 s to {0} s: too warm {1}")
    @CsvSource({"599.999, false", "600, true", "600.001, true"})
    void mayBePassedForAWhile(String last, boolean isTooWarm) {
      fridge.play("0:8.001 300:8.001 " + last + ":8.001");

      assertThat(fridge.history())
          .isEqualTo(isTooWarm ? List.of("0 TOO_WARM OPEN 0.001 INFO at " + last) : List.of());
    }

    @ParameterizedTest(name = "{0} C is {1}")
    @CsvSource({"8, ''", "8.001, TOO_WARM", "2, ''", "1.999, TOO_COLD", "46.401F, TOO_WARM"})
    void areTheLastTemperatureThatIsAllRight(String degrees, String kind) {
      fridge.play(steady(0, 600, 60, degrees).strip());

      assertThat(fridge.changes.stream().map(change -> change.alert().kind().name()).distinct())
          .isEqualTo(kind.isEmpty() ? List.of() : List.of(kind));
    }

    @Test
    void areToldByTheFirstReadingThatPassedThemAndTheWorst() {
      fridge.play("0:5 60:9 120:12 180:12 660:10");

      assertThat(fridge.last())
          .isEqualTo(
              alert(
                  AlertKind.TOO_WARM,
                  Severity.WARNING,
                  "660",
                  "",
                  "60:9 120:12",
                  4_000,
                  1,
                  DETAIL + "12 C"));
    }

    @Test
    void areTheWorseTheFurtherTheyArePassed() {
      fridge.play("0:9 600:9 610:9.5 620:10 630:10.9 640:13");

      assertThat(fridge.history())
          .containsExactly(
              "0 TOO_WARM OPEN 1 WARNING at 600",
              "1 TOO_WARM OPEN 2 WARNING at 620",
              "2 TOO_WARM OPEN 5 CRITICAL at 640");
      assertThat(fridge.changes)
          .extracting(AlertChange::isTold)
          .containsExactly(true, false, true, false, true);
      assertThat(fridge.last().evidence()).isEqualTo(Script.jump("0:9 640:13"));
      assertThat(fridge.last().detail()).isEqualTo(DETAIL + "13 C");
    }

    @Test
    void arePassedNoLongerAfterOneReadingThatIsAllRight() {
      fridge.play("0:9 300:9 301:8 302:9 901:9 902:9");

      assertThat(fridge.history()).containsExactly("0 TOO_WARM OPEN 1 WARNING at 902");
    }

    @Test
    void closeByCalmAndOpenAgain() {
      fridge.play("0:1 60:1 70:5 179.999:5 180:5 200:0 260:0");

      assertThat(fridge.history())
          .containsExactly(
              "0 TOO_COLD OPEN 1 WARNING at 60",
              "1 TOO_COLD CLOSED QUIET 1 WARNING at 180",
              "0 TOO_COLD OPEN 2 WARNING at 260");
      assertThat(fridge.last().evidence()).isEqualTo(Script.jump("200:0 200:0"));
      assertThat(fridge.last().detail()).isEqualTo("below 2 C for 60 s or more, down to 0 C");
    }

    @Test
    void doNotCloseSoonAfterALateReadingThatPassedThem() {
      fridge.play("0:9 600:9 720:7.9 719:9 721:7.9 722:7.9");
      assertThat(fridge.history()).containsExactly("0 TOO_WARM OPEN 1 WARNING at 600");

      fridge.play("838.999:7.9 839:7.9");

      assertThat(fridge.history()).last().isEqualTo("1 TOO_WARM CLOSED QUIET 1 WARNING at 839");
    }

    @Test
    void closeNoSoonerThanAtTheSecondReadingOfCalm() {
      fridge.play("0:1 60:1 300:5");
      assertThat(fridge.history()).hasSize(1);

      fridge.play("301:5");

      assertThat(fridge.last())
          .isEqualTo(
              alert(
                  AlertKind.TOO_COLD,
                  Severity.WARNING,
                  "60",
                  "301",
                  "0:1 0:1",
                  1_000,
                  3,
                  "below 2 C for 60 s or more, down to 1 C"));
    }

    @Test
    void warmAndColdAreEpisodesOfTheirOwn() {
      fridge.play("0:1 60:1 70:9 670:9");

      assertThat(fridge.history())
          .containsExactly(
              "0 TOO_COLD OPEN 1 WARNING at 60",
              "0 TOO_WARM OPEN 1 WARNING at 670",
              "1 TOO_COLD CLOSED QUIET 1 WARNING at 670");
    }

    @ParameterizedTest(name = "late {0} after {1}: the run begins with {2}")
    @CsvSource({
      "300:5, 0:9 360:9 500:9, 360:9 360:9",
      "360:5, 0:9 360:9 500:9, 500:9 500:9",
      "300:9, 0:5 360:9 500:9, 300:9 300:9",
      "300:9, 0:5 330:5 360:9 500:9, 360:9 360:9",
      "300:9, 300:5 360:9 500:9, 300:9 300:9",
      "300:9, 360:5 360:9#a 500:9, 360:9 360:9",
      "300:12, 0:9 360:9 500:9, 0:9 300:12",
      "300:9, 0:9 360:9 500:9, 0:9 0:9",
      "300:12, 0:9 360:12 500:9, 0:9 300:12",
      "300:5, 360:9 500:9, 360:9 360:9",
      "300:9, 0:9 500:5, ''"
    })
    void aLateReadingMayMoveTheBeginOfTheRun(String late, String script, String expected) {
      fridge.play(script).play(late);

      assertThat(fridge.monitor.snapshot().warmRun().map(SensorMonitor.Run::extremes))
          .isEqualTo(expected.isEmpty() ? Optional.empty() : Optional.of(Script.jump(expected)));
    }

    @Test
    void whatIsToldStaysThoughALateReadingWasAllRight() {
      fridge.play("0:9 600:9 300:5 610:9");

      assertThat(fridge.history()).containsExactly("0 TOO_WARM OPEN 1 WARNING at 600");
      assertThat(fridge.last().evidence()).isEqualTo(Script.jump("0:9 0:9"));
      assertThat(fridge.monitor.snapshot().open(AlertKind.TOO_WARM).orElseThrow().revision())
          .isEqualTo(3);
    }

    @Test
    void aLateReadingOpensNothingItself() {
      fridge.play("10:9 600:9 0:9");
      assertThat(fridge.history()).isEmpty();

      fridge.play("601:9");

      assertThat(fridge.history()).containsExactly("0 TOO_WARM OPEN 1 WARNING at 601");
    }

    @Test
    void aLateReadingIsEvidenceFromTheFirstOneOn() {
      fridge.play("20:9 620:9 10:20");
      assertThat(fridge.last().evidence()).isEqualTo(Script.jump("20:9 20:9"));

      fridge.play("20:11#late");

      assertThat(fridge.last().evidence()).isEqualTo(Script.jump("20:9 20:11"));
    }

    @Test
    void aCrowdedSensorStillHasItsRun() {
      // All in one bucket: the newest, neither its coldest nor its hottest, is let go.
      fridge.play("9.98:8.5#coldest 9.981:12#hottest");
      for (int i = 0; i < 1_998; i++) {
        fridge.play("9.99:9#r" + i);
      }
      fridge.play("10.01:9#newest");
      assertThat(fridge.monitor.crowdedOut()).isEqualTo(1_999);

      fridge.play("10:5#late");
      assertThat(fridge.monitor.snapshot().warmRun()).isEmpty();
      fridge.play("10.02:9");

      assertThat(fridge.monitor.snapshot().warmRun().map(SensorMonitor.Run::extremes))
          .contains(Script.jump("10.02:9 10.02:9"));
    }
  }

  @Nested
  class LimitsThatChange {

    private final TemperatureRule eight =
        rule("conditions", 1, 60, limit(8, 600), NO_LIMIT, Optional.empty(), NO_FLATLINE);
    private final TemperatureRule eightSooner =
        rule("conditions", 2, 60, limit(8, 300), NO_LIMIT, Optional.empty(), NO_FLATLINE);
    private final TemperatureRule twelve =
        rule("conditions", 3, 60, limit(12, 600), NO_LIMIT, Optional.empty(), NO_FLATLINE);
    private final TemperatureRule none =
        rule("conditions", 4, 60, NO_LIMIT, NO_LIMIT, Optional.empty(), NO_FLATLINE);

    @Test
    void anotherLimitBeginsARunOfItsOwn() {
      Watched fridge = new Watched(eight).play("0:9 300:9").by(twelve).play("600:13 1199.999:13");
      assertThat(fridge.history()).isEmpty();

      fridge.play("1200:13");

      assertThat(fridge.history()).containsExactly("0 TOO_WARM OPEN 1 WARNING at 1200");
      assertThat(fridge.last().evidence()).isEqualTo(Script.jump("600:13 600:13"));
    }

    @Test
    void theSameLimitGoesOnUnderTheNewVersion() {
      Watched fridge = new Watched(eight).play("0:9 299:9").by(eightSooner).play("300:9");

      assertThat(fridge.history()).containsExactly("0 TOO_WARM OPEN 1 WARNING at 300");
      assertThat(fridge.last().ruleVersion()).isEqualTo(2);
    }

    @Test
    void aLateReadingThatAnOlderRuleJudgesIsNoPartOfTheRun() {
      Watched fridge = new Watched(twelve).play("100:13 200:13");
      Optional<SensorMonitor.Run> before = fridge.monitor.snapshot().warmRun();

      fridge.by(eight).play("50:9 150:5").by(none).play("160:5");

      assertThat(fridge.monitor.snapshot().warmRun()).isEqualTo(before);
      assertThat(before).isPresent();
    }

    @Test
    void aRuleWithoutALimitEndsTheRun() {
      Watched fridge =
          new Watched(eight).play("0:9 300:9").by(none).play("301:9").by(eight).play("600:9");

      assertThat(fridge.history()).isEmpty();
      assertThat(fridge.monitor.snapshot().warmRun().map(SensorMonitor.Run::extremes))
          .contains(Script.jump("600:9 600:9"));
    }

    @Test
    void anOpenEpisodeKeepsItsLimit() {
      Watched fridge =
          new Watched(eight).play("0:9 600:9").by(twelve).play("610:11 720:9 730:8 840:8");
      assertThat(fridge.history())
          .containsExactly(
              "0 TOO_WARM OPEN 1 WARNING at 600",
              "1 TOO_WARM OPEN 3 WARNING at 610",
              "2 TOO_WARM CLOSED QUIET 3 WARNING at 840");

      fridge.play("850:11 1450:11 1460:13 2060:13");

      assertThat(fridge.history()).last().isEqualTo("0 TOO_WARM OPEN 1 WARNING at 2060");
    }
  }

  @Nested
  class FlatLines {

    private final Flatline flatline =
        new Flatline(new TemperatureDelta(900), Duration.ofMinutes(1));
    private final Watched probe = new Watched(flat(Optional.of(flatline)));

    private TemperatureRule flat(Optional<Flatline> asked) {
      return ruleWith(NO_LIMIT, NO_LIMIT, Optional.empty(), asked);
    }

    @ParameterizedTest(name = "the same from 0 s to {0} s: flat {1}")
    @CsvSource({"59.999, false", "60, true", "60.001, true"})
    void lastForTheWholeTime(String last, boolean isFlat) {
      probe.play(steady(0, 50, 10, "5").strip() + " 55:5 " + last + ":5");

      assertThat(probe.history())
          .isEqualTo(isFlat ? List.of("0 FLATLINE OPEN 0 WARNING at " + last) : List.of());
    }

    @ParameterizedTest(name = "5 C and {0} C are flat: {1}")
    @CsvSource({"5.099, true", "5.1, false", "4.901, true", "4.9, false"})
    void areDifferencesBelowTheBound(String other, boolean isFlat) {
      probe.play("0:%s 10:5 20:5 30:5 40:5 50:5 60:5".formatted(other));

      assertThat(probe.history().isEmpty()).isEqualTo(!isFlat);
    }

    @ParameterizedTest(name = "a gap of {0} s: flat {1}")
    @CsvSource({"9.999, true", "10, true", "10.001, false"})
    void haveNoGapOfMoreThanASixth(String gap, boolean isFlat) {
      probe.play("-9:5 0:5 %s:5 15:5 25:5 35:5 45:5 54:5 60:5".formatted(gap));

      assertThat(probe.history().isEmpty()).isEqualTo(!isFlat);
    }

    @Test
    void areFoundInBoundedMemoryHoweverOftenTheSensorIsRead() {
      for (int i = 0; i <= 1_000_000; i++) {
        probe.give(
            new Reading(
                "", Script.SENSOR, new Temperature(9L * (5_000 + i % 7)), Script.BASE + i / 16),
            EventTime.MIN);
      }

      SensorMonitor.FlatTime flat = probe.monitor.snapshot().flat();
      assertThat(probe.history()).hasSize(1);
      assertThat(flat.coldest().size() + flat.hottest().size()).isLessThanOrEqualTo(14);
    }

    @Test
    void areToldByTheirColdestAndTheirHottest() {
      probe.play("0:5 10:5.02 20:4.99 30:5.02 40:4.99 50:5 60:5");

      assertThat(probe.last())
          .isEqualTo(
              alert(
                  AlertKind.FLATLINE,
                  Severity.WARNING,
                  "60",
                  "",
                  "30:5.02 40:4.99",
                  30,
                  1,
                  "all within 0.03 C for 60 s"));
    }

    @Test
    void closeByCalmAndOpenAgain() {
      probe.play(steady(0, 60, 10, "5").strip() + steady(70, 180, 10, "6"));

      // From 130 s on the time is flat again, at 6 C: hot, so that it does not close.
      assertThat(probe.history()).containsExactly("0 FLATLINE OPEN 0 WARNING at 60");

      probe.play("190:7 200:8 309.999:9 310:9");

      assertThat(probe.history())
          .containsExactly(
              "0 FLATLINE OPEN 0 WARNING at 60", "1 FLATLINE CLOSED QUIET 0 WARNING at 309.999");

      probe.play(steady(320, 370, 10, "9").strip());

      assertThat(probe.history()).last().isEqualTo("0 FLATLINE OPEN 0 WARNING at 370");
    }

    @Test
    void countLateReadings() {
      probe.play("0:5 10:5 20:5 30:5 40:5 50:5 35:9 60:5");
      assertThat(probe.history()).isEmpty();

      // 35 s leaves the time after 95 s.
      probe.play("70:5 80:5 90:5 95:5");
      assertThat(probe.history()).isEmpty();
      probe.play("95.001:5");

      assertThat(probe.history()).containsExactly("0 FLATLINE OPEN 0 WARNING at 95.001");
    }

    @Test
    void beginNoSoonerThoughALateReadingDiffersEarlierStill() {
      probe.play("0:5 10:5 20:9 30:5 40:5 50:5 60:5 15:9 70:5 79:5 80:5");
      assertThat(probe.history()).isEmpty();

      probe.play("80.001:5");

      assertThat(probe.history()).containsExactly("0 FLATLINE OPEN 0 WARNING at 80.001");
    }

    @Test
    void haveNoGapFilledByLateReadings() {
      probe.play("0:5 10:5 30:5 20:5 40:5 50:5 60:5 70:5 80:5 89.999:5");
      assertThat(probe.history()).isEmpty();

      probe.play("90:5");

      assertThat(probe.history()).containsExactly("0 FLATLINE OPEN 0 WARNING at 90");
    }

    @Test
    void ofALongerTimeHaveToLastForIt() {
      // A slow drift: flat for a minute at any time, never for two.
      Flatline longer = new Flatline(new TemperatureDelta(900), Duration.ofMinutes(2));
      StringBuilder drift = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        drift.append(" %d:%s".formatted(10 * i, "5." + (10 + i)));
      }
      for (int i = 6; i < 40; i++) {
        drift.append(" %d:%s".formatted(10 * i, "5." + (10 + i)));
      }
      probe.by(flat(NO_FLATLINE)).play("-10:5").by(flat(Optional.of(flatline)));

      Script.readings(drift.toString())
          .forEach(
              reading -> {
                boolean isEarly = reading.readAt() <= Script.at("50");
                probe
                    .by(flat(Optional.of(isEarly ? flatline : longer)))
                    .play(
                        "%d:%s"
                            .formatted(
                                (reading.readAt() - Script.BASE) / 1_000,
                                reading.temperature().toCelsius()));
              });

      assertThat(probe.history()).isEmpty();
    }

    @Test
    void areNotForgottenByALateReadingOfAnOlderRule() {
      probe
          .play("0:5 10:5 20:5 30:5 40:5 50:5")
          .by(flat(NO_FLATLINE))
          .play("45:5")
          .by(flat(Optional.of(flatline)))
          .play("60:5");

      assertThat(probe.history()).containsExactly("0 FLATLINE OPEN 0 WARNING at 60");
    }

    @Test
    void areForgottenUnderARuleThatDoesNotAsk() {
      probe.play("0:5 10:5 20:5 30:5 40:5").by(flat(NO_FLATLINE)).play("50:5");
      assertThat(probe.monitor.snapshot().flat())
          .isEqualTo(
              new SensorMonitor.FlatTime(List.of(), List.of(), EventTime.MAX, EventTime.MIN));

      probe.by(flat(Optional.of(flatline))).play("60:5 70:5");

      assertThat(probe.history()).isEmpty();
      assertThat(probe.monitor.snapshot().flat().heardSince()).isEqualTo(Script.at("60"));
    }
  }

  @Nested
  class Silences {

    private final Watched sensor =
        new Watched(ruleWith(NO_LIMIT, NO_LIMIT, Optional.of(Duration.ofMinutes(10)), NO_FLATLINE));

    @ParameterizedTest(name = "watermark {0} s: silent {1}")
    @CsvSource({"659.999, false", "660, true", "660.001, true"})
    void beginWhenTheirTimeIsOver(String watermark, boolean isSilent) {
      sensor.play("0:4 60:5").pass(watermark);

      assertThat(sensor.history())
          .isEqualTo(isSilent ? List.of("0 SILENT OPEN 0 WARNING at 660") : List.of());
    }

    @Test
    void areToldByTheLastReading() {
      sensor.play("0:4 60:5 30:6").pass("5000");

      assertThat(sensor.changes)
          .containsExactly(
              new AlertChange(
                  alert(
                      AlertKind.SILENT,
                      Severity.WARNING,
                      "660",
                      "",
                      "60:5 60:5",
                      0,
                      0,
                      "no reading for 10 min"),
                  true,
                  0,
                  Script.at("660")));
    }

    @Test
    void endAtTheNextReading() {
      sensor.play("0:4").pass("600").play("700:5");

      assertThat(sensor.history())
          .containsExactly(
              "0 SILENT OPEN 0 WARNING at 600", "1 SILENT CLOSED QUIET 0 WARNING at 700");
      assertThat(sensor.last())
          .isEqualTo(
              alert(
                  AlertKind.SILENT,
                  Severity.WARNING,
                  "600",
                  "700",
                  "0:4 0:4",
                  0,
                  1,
                  "no reading for 10 min"));
    }

    @Test
    void endNoSoonerThanTheyBeganWhereTheReadingIsOlder() {
      // 5 min was sent in time, and came when the silence had been told.
      sensor.play("0:4").pass("600").playAt("700", "300:5");

      assertThat(sensor.history()).last().isEqualTo("1 SILENT CLOSED QUIET 0 WARNING at 600");
    }

    @Test
    void areNotEndedByAReadingThatIsOlderThanTheLastOne() {
      // Else it would begin anew at the same time, as the same alert.
      sensor.play("0:4").pass("600").playAt("700", "-10:4 0:4.5#same").pass("5000");
      assertThat(sensor.history()).containsExactly("0 SILENT OPEN 0 WARNING at 600");

      sensor.playAt("5000", "10:4").pass("5599.999");
      assertThat(sensor.history()).last().isEqualTo("1 SILENT CLOSED QUIET 0 WARNING at 600");
      assertThat(sensor.last().revision()).isEqualTo(3);
      sensor.pass("5600");

      assertThat(sensor.history()).last().isEqualTo("0 SILENT OPEN 0 WARNING at 610");
    }

    @Test
    void endAfterADay() {
      sensor.play("0:4").pass("86399.999");
      assertThat(sensor.history()).containsExactly("0 SILENT OPEN 0 WARNING at 600");

      sensor.pass("86400");

      assertThat(sensor.history()).last().isEqualTo("1 SILENT CLOSED EXPIRED 0 WARNING at 86400");
      assertThat(sensor.monitor.isSpent()).isTrue();
    }

    @Test
    void areToldOfBeforeAReadingADayLaterEndsThem() {
      sensor.play("0:4 86400:4");

      assertThat(sensor.history())
          .containsExactly(
              "0 SILENT OPEN 0 WARNING at 600", "1 SILENT CLOSED EXPIRED 0 WARNING at 86400");
    }

    @Test
    void aRepeatedIdADayLaterIsANewReadingWhetherOrNotTimePassed() {
      sensor.play("0:4#1 86400:4#1");

      assertThat(sensor.monitor.newestAt()).isEqualTo(Script.at("86400"));
    }

    @Test
    void ofOtherEpisodesBeginWithThemWhereTheRuleKnowsThem() {
      Watched fridge =
          new Watched(
              ruleWith(limit(8, 60), NO_LIMIT, Optional.of(Duration.ofMinutes(10)), NO_FLATLINE));

      fridge.play("0:9 60:9").pass("659.999");
      assertThat(fridge.history()).containsExactly("0 TOO_WARM OPEN 1 WARNING at 60");
      fridge.pass("660").play("700:9");

      assertThat(fridge.history())
          .containsExactly(
              "0 TOO_WARM OPEN 1 WARNING at 60",
              "1 TOO_WARM OPEN_NO_DATA 1 WARNING at 660",
              "0 SILENT OPEN 0 WARNING at 660",
              "1 SILENT CLOSED QUIET 0 WARNING at 700",
              "2 TOO_WARM OPEN 1 WARNING at 700");
    }

    @Test
    void ofOtherEpisodesBeginAfterFiveMinutesWhereTheRuleDoesNot() {
      Watched fridge = new Watched(ruleWith(limit(8, 60), NO_LIMIT, Optional.empty(), NO_FLATLINE));

      fridge.play("0:9 60:9").pass("359.999");
      assertThat(fridge.history()).hasSize(1);
      fridge.pass("360");

      assertThat(fridge.history()).last().isEqualTo("1 TOO_WARM OPEN_NO_DATA 1 WARNING at 360");
    }

    @Test
    void doNotPassByTheEndOfABoundedInput() {
      sensor.play("0:4");

      sensor.monitor.onTime(
          EventTime.MAX,
          ruleWith(NO_LIMIT, NO_LIMIT, Optional.of(Duration.ofMinutes(10)), NO_FLATLINE),
          sensor.changes::add);

      assertThat(sensor.history()).isEmpty();
    }
  }

  @Nested
  class RareReadings {

    private final TemperatureRule minute =
        rule("conditions", 1, 60, NO_LIMIT, NO_LIMIT, Optional.empty(), NO_FLATLINE);
    private final TemperatureRule halfAMinute =
        rule("conditions", 2, 30, NO_LIMIT, NO_LIMIT, Optional.empty(), NO_FLATLINE);

    @ParameterizedTest(name = "every {0} ms: not evaluable {1}")
    @CsvSource({"59999, false", "60000, false", "60001, true"})
    void areThoseWhoseMedianIntervalIsLongerThanTheWindow(int interval, boolean isTooRare) {
      Watched sensor = new Watched(minute);

      playEvery(sensor, interval, 0, 19);
      assertThat(sensor.history()).isEmpty();
      playEvery(sensor, interval, 19, 40);

      assertThat(sensor.history())
          .isEqualTo(
              isTooRare ? List.of("0 RULE_NOT_EVALUABLE OPEN 0 INFO at 1140.019") : List.of());
    }

    @Test
    void areToldWithBothNumbersOnce() {
      Watched sensor = new Watched(minute);

      playEvery(sensor, 300_000, 0, 40);

      assertThat(sensor.changes)
          .extracting(AlertChange::alert)
          .containsExactly(
              alert(
                  AlertKind.RULE_NOT_EVALUABLE,
                  Severity.INFO,
                  "5700",
                  "",
                  "5700:4 5700:4",
                  0,
                  1,
                  "a reading every 5 min (median of 20), but the rule looks at 60 s:"
                      + " it cannot see a jump"));
    }

    @Test
    void areSaidAsSoonAsTheMedianSaysSoThoughTheLastIntervalWasShort() {
      Watched sensor = new Watched(minute);

      playEvery(sensor, 61_000, 0, 19);
      sensor.play("1099:4");

      assertThat(sensor.history()).containsExactly("0 RULE_NOT_EVALUABLE OPEN 0 INFO at 1099");
    }

    @Test
    void areOverWhenTheMedianIsWithinTheWindowAndAreNotSaidAgain() {
      Watched sensor = new Watched(minute);
      playEvery(sensor, 61_000, 0, 20);

      // With the tenth short interval, the middle one is short.
      for (int i = 1; i <= 9; i++) {
        sensor.play("%d:4".formatted(1_159 + i));
      }
      assertThat(sensor.history()).hasSize(1);
      sensor.play("1169:4");
      assertThat(sensor.history())
          .containsExactly(
              "0 RULE_NOT_EVALUABLE OPEN 0 INFO at 1159",
              "1 RULE_NOT_EVALUABLE CLOSED QUIET 0 INFO at 1169");
      for (int i = 1; i <= 40; i++) {
        sensor.play("%d:4".formatted(1_169 + 61 * i));
      }

      assertThat(sensor.history()).hasSize(2);
    }

    @Test
    void areSaidOnceForEachVersionOfTheRule() {
      Watched sensor = new Watched(minute);
      playEvery(sensor, 61_000, 0, 20);

      playEvery(sensor.by(halfAMinute), 61_000, 20, 60);

      assertThat(sensor.history())
          .containsExactly(
              "0 RULE_NOT_EVALUABLE OPEN 0 INFO at 1159",
              "1 RULE_NOT_EVALUABLE CLOSED QUIET 0 INFO at 1220",
              "0 RULE_NOT_EVALUABLE OPEN 0 INFO at 1220");
      assertThat(sensor.last().ruleVersion()).isEqualTo(2);
    }

    @Test
    void areNotJudgedAtALateReadingWhoseRuleIsAnother() {
      Watched frequent = new Watched(minute);
      playEvery(frequent, 50_000, 0, 20);
      Watched rare = new Watched(minute);
      playEvery(rare, 61_000, 0, 20);

      frequent.by(halfAMinute).play("949:4");
      rare.by(halfAMinute).play("1158:4");

      assertThat(frequent.history()).isEmpty();
      assertThat(rare.history()).containsExactly("0 RULE_NOT_EVALUABLE OPEN 0 INFO at 1159");
    }

    @Test
    void areNoneThatUploadTheirNewestFirst() {
      Watched sensor = new Watched(minute);

      for (int batch = 0; batch < 3; batch++) {
        for (int i = 29; i >= 0; i--) {
          sensor.play("%d:4".formatted(batch * 300 + i * 10));
        }
      }

      assertThat(sensor.history()).isEmpty();
    }

    private static void playEvery(Watched sensor, int millis, int from, int to) {
      for (int i = from; i < to; i++) {
        sensor.play("%s:4".formatted(BigDecimal.valueOf((long) i * millis, 3)));
      }
    }
  }
}

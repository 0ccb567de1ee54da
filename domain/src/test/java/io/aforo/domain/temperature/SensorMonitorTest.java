package io.aforo.domain.temperature;

import static io.aforo.domain.temperature.Script.at;
import static io.aforo.domain.temperature.Script.closed;
import static io.aforo.domain.temperature.Script.open;
import static io.aforo.domain.temperature.Script.play;
import static io.aforo.domain.temperature.Script.reading;
import static io.aforo.domain.temperature.Script.steady;
import static io.aforo.domain.temperature.Script.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.Script.Played;
import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensorMonitorTest {

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = 24 * HOUR;

  private static final TemperatureRule PLAIN = TemperatureRule.plain(JumpRule.standard());

  private static boolean onTime(SensorMonitor monitor, long watermark) {
    return monitor.onTime(watermark, PLAIN, change -> {});
  }

  /** The vectors of the specification. */
  @Nested
  class Vectors {

    @Test
    @DisplayName("J1")
    void bothBoundsAreInclusive() {
      Played played = play("0:0 60:20");

      assertThat(played.changes()).containsExactly(told(0, "60", open("60", "0:0 60:20", 1)));
      assertThat(played.alerts().get(0).evidence().direction()).isEqualTo(Direction.RISING);
    }

    @Test
    @DisplayName("J2")
    void readingsFurtherApartThanTheWindowAreNoJump() {
      Played played = play("0:0 60.001:20");

      assertThat(played.changes()).isEmpty();
    }

    @Test
    @DisplayName("J3")
    void readingsThatDifferByLessThanTheThresholdAreNoJump() {
      Played played = play("0:0 60:19.999");

      assertThat(played.changes()).isEmpty();
    }

    @Test
    @DisplayName("J4")
    void anyPairCountsNotOnlyNeighbours() {
      Played played = play("0:0 15:7 30:14 45:21");

      assertThat(played.changes()).containsExactly(told(0, "45", open("45", "0:0 45:21", 1)));
    }

    @Test
    @DisplayName("J5")
    void differencesAreExact() {
      Played played = play("0:-19.8 10:-39.8");

      assertThat(played.changes())
          .containsExactly(told(0, "10", open("10", "0:-19.8 10:-39.8", 1)));
      assertThat(played.alerts().get(0).evidence().direction()).isEqualTo(Direction.FALLING);
      assertThat(played.alerts().get(0).peak()).isEqualTo(TemperatureDelta.ofCelsius(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:-39.8 10:-19.8", "10:-19.8 0:-39.8"})
    void belowZeroTooASensorMayRise(String script) {
      Played played = play(script);

      assertThat(played.changes())
          .containsExactly(told(0, "10", open("10", "0:-39.8 10:-19.8", 1)));
      assertThat(played.alerts().get(0).evidence().direction()).isEqualTo(Direction.RISING);
    }

    @Test
    @DisplayName("J6")
    void directionAndOpeningFollowEventTimeNotArrival() {
      Played played = play("50:25 0:5");

      assertThat(played.changes()).containsExactly(told(0, "50", open("50", "0:5 50:25", 1)));
      assertThat(played.alerts().get(0).evidence().direction()).isEqualTo(Direction.RISING);
    }

    @Test
    @DisplayName("J7")
    void thirtySixFahrenheitAreTwentyCelsius() {
      Played played = play("0:68F 30:32F");

      assertThat(played.changes()).containsExactly(told(0, "30", open("30", "0:20 30:0", 1)));
    }

    @Test
    @DisplayName("J8")
    void unitsMayBeMixed() {
      Played played = play("0:68F 30:0C");

      assertThat(played.changes()).containsExactly(told(0, "30", open("30", "0:20 30:0", 1)));
    }

    @Test
    @DisplayName("J9")
    void aFaultIsNoReading() {
      Played played = play("0:18 10:NaN 20:18");

      assertThat(played.changes()).isEmpty();
      assertThat(played.refused()).containsExactly(RejectionReason.SENSOR_FAULT);
      assertThat(played.verdicts()).containsExactly(Verdict.COUNTED, Verdict.COUNTED);
    }

    @Test
    @DisplayName("J10")
    void aRepeatedIdIsADuplicate() {
      Played played = play("0:0#a 0:0#a 30:20#b");

      assertThat(played.changes()).containsExactly(told(0, "30", open("30", "0:0 30:20", 1)));
      assertThat(played.verdicts())
          .containsExactly(Verdict.COUNTED, Verdict.DUPLICATE, Verdict.COUNTED);
    }

    @Test
    @DisplayName("J11")
    void oneEpisodeKeepsItsPeak() {
      Played played = play("0:0 30:25 40:-5 50:30");

      assertThat(played.changes())
          .containsExactly(
              told(0, "30", open("30", "0:0 30:25", 1)),
              told(1, "40", open("30", "30:25 40:-5", 2)),
              told(2, "50", open("30", "40:-5 50:30", 3)));
    }

    @Test
    @DisplayName("J12")
    void anEpisodeClosesAfterTwoMinutesOfCalm() {
      Played played = play("0:0 60:20" + steady(70, 300, 10, "20"));

      assertThat(played.changes())
          .containsExactly(
              told(0, "60", open("60", "0:0 60:20", 1)),
              told(1, "180", closed("60", "180", "0:0 60:20", 13)));
    }

    @Test
    @DisplayName("J14")
    void sensorsDoNotMeet() {
      Played played = play("a@0:0 b@0:0 a@60:20 b@60:20");

      assertThat(played.changes())
          .containsExactly(
              told(0, "60", open("a", "60", "0:0 60:20", 1)),
              told(0, "60", open("b", "60", "0:0 60:20", 1)));
    }

    @Test
    @DisplayName("J15")
    void readingsOfOneTimeJumpSimultaneously() {
      Played played = play("0:0#a 0:20#b");

      assertThat(played.changes()).containsExactly(told(0, "0", open("0", "0:0 0:20", 1)));
      assertThat(played.alerts().get(0).evidence().direction()).isEqualTo(Direction.SIMULTANEOUS);
    }
  }

  @Nested
  class Evidence {

    @Test
    void theGreatestDifferenceWins() {
      Played played = play("0:3 10:1 20:2 30:21");

      assertThat(played.alerts()).containsExactly(open("30", "10:1 30:21", 1));
    }

    @Test
    void ofEqualDifferencesTheEarlierLaterReadingWins() {
      // The reading of 20 s arrives last and makes two jumps of 20 C.
      Played played = play("30:20 50:20 20:0");

      assertThat(played.alerts()).containsExactly(open("30", "20:0 30:20", 1));
    }

    @Test
    void thenTheEarlierEarlierReadingWins() {
      Played played = play("0:0 5:5 10:0 30:20");

      assertThat(played.alerts()).containsExactly(open("30", "0:0 30:20", 1));
    }

    @Test
    void anEquallyGreatJumpWithBetterEvidenceTakesOver() {
      Played played = play("10:0 40:20 20:20");

      assertThat(played.alerts())
          .containsExactly(open("40", "10:0 40:20", 1), open("40", "10:0 20:20", 2));
    }

    @ParameterizedTest(name = "a reading of {0} C between 0 C and 45 C is told by {1}")
    @CsvSource({"24, 150:0 190:24", "21, 170:45 190:21"})
    void ofARiseAndAFallTheGreaterWins(String degrees, String evidence) {
      // 150 s and 170 s come late, when their episode is closed: only 190 s opens the next one.
      Played played = play("0:0 60:20 70:20 180:20 150:0 170:45 190:" + degrees);

      assertThat(played.alerts()).last().isEqualTo(open("190", evidence, 1));
    }

    @Test
    void anEqualJumpWithPoorerEvidenceChangesNoRow() {
      Played played = play("0:0 30:20 40:20");

      assertThat(played.alerts()).containsExactly(open("30", "0:0 30:20", 1));
    }
  }

  @Nested
  class Closing {

    @Test
    void takesTwoReadingsAfterTheLastHotOne() {
      Played once = play("0:0 60:20 500:20");
      Played twice = play("0:0 60:20 500:20 501:20");

      // An open row is written again after five minutes.
      assertThat(once.alerts())
          .containsExactly(open("60", "0:0 60:20", 1), open("60", "0:0 60:20", 2));
      assertThat(twice.alerts())
          .containsExactly(
              open("60", "0:0 60:20", 1),
              open("60", "0:0 60:20", 2),
              closed("60", "501", "0:0 60:20", 3));
    }

    @ParameterizedTest(name = "calm reading at {0} s: closed {1}")
    @CsvSource({"179.999, false", "180, true", "180.001, true"})
    void needsTheWholeTimeOfCalm(String second, boolean closes) {
      Played played = play("0:0 60:20 120:20 " + second + ":20");

      assertThat(played.alerts()).hasSize(closes ? 2 : 1);
    }

    @ParameterizedTest(name = "a spread of {0} C puts the close off to {1} s")
    @CsvSource({"14.999, 180", "15, 240"})
    void isPutOffWhileTheSpreadReachesTheClearValue(String spread, String closedAt) {
      // 20 C from 70 s on, and one reading at 100 s that is colder by the spread; it leaves the
      // window after 160 s, so the reading at 120 s is the last that can be hot.
      String cold = String.valueOf(20 - Double.parseDouble(spread));

      Played played =
          play("0:0 60:20 70:20 100:" + cold + " 120:20 170:20 180:20 230:20 240:20 250:20");

      assertThat(played.alerts())
          .last()
          .extracting(Alert::closedAt)
          .isEqualTo(closed("60", closedAt, "0:0 60:20", 0).closedAt());
    }

    @Test
    void countsOnlyReadingsThatAreLaterThanTheLastHotOne() {
      JumpRule any = JumpRule.standard();
      JumpRule hotFromFiveDegrees =
          new JumpRule(
              any.id(),
              any.version(),
              any.threshold(),
              any.window(),
              any.direction(),
              TemperatureDelta.ofCelsius(5),
              any.clearAfter());
      // 10 s is hot; under the standard rule, another reading of that time is not.
      SensorMonitor monitor = play(hotFromFiveDegrees, "0:0 10:6#a").monitor();
      List<Alert> alerts = new ArrayList<>();

      for (Reading reading : Script.readings("10:6#b 5:30 200:6 201:6")) {
        Script.give(monitor, reading, any, alerts);
      }

      assertThat(alerts)
          .containsExactly(open("5", "0:0 5:30", 1), closed("5", "201", "0:0 5:30", 3));
    }

    @Test
    void isNotJudgedAtALateReading() {
      // By its own time the reading of 190 s would close, as the second of calm.
      Played played = play("0:0 60:20 200:20 190:20 210:20");

      assertThat(played.alerts())
          .containsExactly(open("60", "0:0 60:20", 1), closed("60", "210", "0:0 60:20", 4));
    }

    @Test
    void silenceAndTheEndOfTheInputCloseNothing() {
      SensorMonitor monitor = play("0:0 60:20").monitor();

      onTime(monitor, at("60") + HOUR);
      onTime(monitor, EventTime.MAX);

      assertThat(monitor.snapshot().open(AlertKind.JUMP).orElseThrow().state())
          .isEqualTo(AlertState.OPEN_NO_DATA);
    }

    @Test
    void theNextJumpOpensANewEpisode() {
      Played played = play("0:0 60:20 70:20 180:20 200:45");

      assertThat(played.alerts())
          .containsExactly(
              open("60", "0:0 60:20", 1),
              closed("60", "180", "0:0 60:20", 3),
              open("200", "180:20 200:45", 1));
    }
  }

  @Nested
  class LateJumps {

    private static final String CLOSED_AT_180 = "0:0 60:20 70:20 180:20 300:20 ";

    @Test
    void withinAClosedEpisodeUpdateItsRow() {
      Played played = play(CLOSED_AT_180 + "100:45");

      assertThat(played.alerts())
          .containsExactly(
              open("60", "0:0 60:20", 1),
              closed("60", "180", "0:0 60:20", 3),
              closed("60", "180", "60:20 100:45", 4));
    }

    @Test
    void thatReachOutOfAClosedEpisodeIntoItsPastChangeNothing() {
      // 30 s pairs with 0 s, 60 s and 70 s: before the opening, or across it.
      Played played = play(CLOSED_AT_180 + "30:60");

      assertThat(played.alerts()).hasSize(2);
      assertThat(played.verdicts()).last().isEqualTo(Verdict.COUNTED);
    }

    @Test
    void withAReadingNewerThanTheCloseOpenANewEpisode() {
      Played played = play("0:0 60:20 70:20 180:20 190:20 170:45");

      // 170 s lies within the closed episode and pairs with 180 s there and with 190 s after it.
      assertThat(played.alerts())
          .containsExactly(
              open("60", "0:0 60:20", 1),
              closed("60", "180", "0:0 60:20", 3),
              closed("60", "180", "170:45 180:20", 4),
              open("190", "170:45 190:20", 1));
    }

    @Test
    void atTheTimeOfTheCloseBelongToTheClosedEpisode() {
      Played played = play("0:0 60:20 70:20 180:20#a 180:45#b");

      assertThat(played.alerts())
          .containsExactly(
              open("60", "0:0 60:20", 1),
              closed("60", "180", "0:0 60:20", 3),
              closed("60", "180", "180:20 180:45", 4));
    }

    @Test
    void findTheirEpisodeForAsLongAsReadingsOfItsTimeAreTaken() {
      // 845 s is the horizon of 665 s after the close.
      Played played = play("0:0 60:20 70:20 180:20#a 845:20 180:45#b");

      assertThat(played.alerts()).last().isEqualTo(closed("60", "180", "180:20 180:45", 4));
    }

    @ParameterizedTest(name = "a sensor at {0} s remembers {1} closed episodes")
    @CsvSource({"845, 1", "845.001, 0"})
    void findNoEpisodeOfWhichNoReadingIsTakenAnyMore(String newest, int episodes) {
      Played played = play("0:0 60:20 70:20 180:20 " + newest + ":20");

      assertThat(played.monitor().snapshot().closed()).hasSize(episodes);
    }

    @Test
    void findOnlyTheLast64Episodes() {
      JumpRule nervous =
          new JumpRule(
              "nervous",
              1,
              TemperatureDelta.ofCelsius(20),
              Duration.ofSeconds(1),
              Optional.empty(),
              TemperatureDelta.ofCelsius(20),
              Duration.ZERO);
      StringBuilder script = new StringBuilder();
      for (int second = 0; second < 5 * 70; second += 5) {
        script.append(
            " %d:0 %d.5:20 %d:20 %d:20".formatted(second, second, second + 2, second + 3));
      }

      Played played = play(nervous, script.toString().strip());

      assertThat(played.monitor().snapshot().closed())
          .extracting(Episode::openedAt)
          .hasSize(64)
          .startsWith(at("30.5"))
          .endsWith(at("345.5"));
    }

    @Test
    void openAnEpisodeThatClosesNoSoonerThanAfterItsTimeOfCalm() {
      // The sensor is at 100 s when the jump of 50 s is found; 170 s is 2 min after that.
      Played played = play("0:0 100:0 50:20 169.999:0 170:0");

      assertThat(played.alerts())
          .containsExactly(open("50", "0:0 50:20", 1), closed("50", "170", "0:0 50:20", 3));
    }
  }

  @Nested
  class SensorClock {

    @Test
    void readingsUpToTheHorizonAreTaken() {
      // 60 s + 5 s + 10 min = 665 s; the partner at -60 s is one window further back.
      Played played = play("-60:0 665:0 0:20");

      assertThat(played.alerts()).containsExactly(open("0", "-60:0 0:20", 1));
    }

    @Test
    void olderReadingsAreLate() {
      Played played = play("0:0 665.001:0 0:20");

      assertThat(played.alerts()).isEmpty();
      assertThat(played.verdicts()).containsExactly(Verdict.COUNTED, Verdict.COUNTED, Verdict.LATE);
    }

    @ParameterizedTest(name = "a sensor at {0} s keeps the reading of 0 s: {1}")
    @CsvSource({"725, true", "725.001, false"})
    void readingsAreKeptOneWindowLongerThanOthersAreTaken(String newest, boolean isKept) {
      SensorMonitor monitor = play("0:0 " + newest + ":0").monitor();

      assertThat(monitor.newestAt()).isEqualTo(at(newest));
      assertThat(monitor.snapshot().readings())
          .extracting(KeptReading::readAt)
          .isEqualTo(isKept ? List.of(at("0"), at(newest)) : List.of(at(newest)));
    }

    @Test
    void theWatermarkMakesNothingLate() {
      SensorMonitor monitor = new SensorMonitor();
      List<Alert> alerts = new ArrayList<>();
      long sixHoursOn = at("60") + 6 * HOUR;

      for (Reading reading : Script.readings("0:0 60:20")) {
        Script.give(monitor, reading, reading.readAt(), JumpRule.standard(), sixHoursOn, alerts);
      }

      assertThat(alerts).containsExactly(open("60", "0:0 60:20", 1));
    }

    @ParameterizedTest(name = "a record {0} ms after the jump: historical {1}")
    @CsvSource({"900000, false", "900001, true"})
    void alertsFoundLongAfterTheFactAreHistorical(long delay, boolean historical) {
      SensorMonitor monitor = new SensorMonitor();
      List<Alert> alerts = new ArrayList<>();

      for (Reading reading : Script.readings("0:0 60:20")) {
        Script.give(
            monitor, reading, reading.readAt() + delay, JumpRule.standard(), EventTime.MIN, alerts);
      }

      assertThat(alerts).extracting(Alert::historical).containsExactly(historical);
    }
  }

  @Nested
  class Duplicates {

    @Test
    void withoutIdsAreToldByTimeAndValueInWhateverUnit() {
      Played played = play("0:20 0:68F 0:21");

      assertThat(played.verdicts())
          .containsExactly(Verdict.COUNTED, Verdict.DUPLICATE, Verdict.COUNTED);
    }

    @Test
    void differentIdsAreDifferentReadings() {
      Played played = play("0:20#a 0:20#b 0:20");

      assertThat(played.verdicts()).containsOnly(Verdict.COUNTED);
    }

    @Test
    void aRepeatedIdIsOneWhateverItBrings() {
      Played played = play("0:0#a 30:20#a");

      assertThat(played.alerts()).isEmpty();
      assertThat(played.verdicts()).containsExactly(Verdict.COUNTED, Verdict.DUPLICATE);
    }
  }

  @Nested
  class Rules {

    @ParameterizedTest
    @EnumSource
    void aRuleMayAskForOneDirection(Direction direction) {
      JumpRule rule = only(direction);

      Played played = play(rule, "0:0 10:20 40:-5 60:10#a 60:35#b");

      assertThat(played.alerts())
          .isNotEmpty()
          .allSatisfy(alert -> assertThat(alert.direction().orElseThrow()).isEqualTo(direction));
    }

    @Test
    void anOpenEpisodeKeepsItsRule() {
      SensorMonitor monitor = play("0:0 50:20").monitor();
      JumpRule other =
          new JumpRule(
              "other",
              2,
              TemperatureDelta.ofCelsius(5),
              Duration.ofSeconds(10),
              Optional.empty(),
              TemperatureDelta.ofCelsius(1),
              Duration.ZERO);
      List<Alert> alerts = new ArrayList<>();

      for (Reading reading : Script.readings("55:21 71:21 180:20 185:20 190:26")) {
        Script.give(monitor, reading, other, alerts);
      }

      assertThat(alerts)
          .extracting(Alert::ruleId, Alert::ruleVersion, Alert::state, Alert::openedAt)
          .containsExactly(
              tuple("temperature-jump", 1, AlertState.OPEN, at("50")),
              tuple("temperature-jump", 1, AlertState.CLOSED, at("50")),
              tuple("other", 2, AlertState.OPEN, at("190")));
    }

    private static JumpRule only(Direction direction) {
      JumpRule any = JumpRule.standard();
      return new JumpRule(
          any.id(),
          any.version(),
          any.threshold(),
          any.window(),
          Optional.of(direction),
          any.clearBelow(),
          any.clearAfter());
    }
  }

  @Nested
  class Retention {

    @Test
    void aSilentSensorIsForgottenAfterADay() {
      SensorMonitor monitor = play("0:0").monitor();

      boolean early = onTime(monitor, at("0") + DAY - 1);
      boolean due = onTime(monitor, at("0") + DAY);

      assertThat(early).isFalse();
      assertThat(due).isTrue();
      assertThat(monitor.isSpent()).isTrue();
      assertThat(monitor.wakeAt()).isEqualTo(EventTime.MAX);
      assertThat(monitor.snapshot()).isEqualTo(new SensorMonitor().snapshot());
    }

    @Test
    void readingsDoNotMoveTheWakeUpButPutTheEndOff() {
      SensorMonitor monitor = play("0:0 3600:0").monitor();

      long first = monitor.wakeAt();
      onTime(monitor, first);

      assertThat(first).isEqualTo(at("0") + DAY);
      assertThat(monitor.isSpent()).isFalse();
      assertThat(monitor.wakeAt()).isEqualTo(at("3600") + DAY);
    }

    @Test
    void aSensorFarBehindIsKeptForADayAfterItWasHeard() {
      SensorMonitor monitor = new SensorMonitor();
      long watermark = at("0") + 30 * DAY;

      monitor.onReading(reading("0:0"), at("0"), PLAIN, 5_000, watermark, change -> {});

      assertThat(monitor.wakeAt()).isEqualTo(watermark + DAY);
    }

    @Test
    void theEndOfABoundedInputForgetsNothing() {
      SensorMonitor monitor = play("0:0").monitor();

      boolean theFirstTime = onTime(monitor, EventTime.MAX);
      boolean theSecondTime = onTime(monitor, EventTime.MAX);

      assertThat(theFirstTime).isTrue();
      assertThat(theSecondTime).isFalse();
      assertThat(monitor.isSpent()).isFalse();
      assertThat(monitor.wakeAt()).isEqualTo(EventTime.MAX);
      assertThat(monitor.snapshot().readings())
          .containsExactly(new KeptReading("", reading("0:0").temperature(), at("0")));
    }
  }

  @Test
  void aMonitorKnowsItsSensorFromTheFirstReadingOn() {
    assertThat(new SensorMonitor().sensorId()).isEmpty();
    assertThat(new SensorMonitor().snapshot().lives()).isEmpty();
    assertThat(new SensorMonitor().snapshot().flat())
        .isEqualTo(new SensorMonitor.FlatTime(List.of(), List.of(), EventTime.MAX, EventTime.MIN));
    assertThat(play("0:0").monitor().sensorId()).isEqualTo(Script.SENSOR);
  }

  @Test
  void aReadingOfAnotherSensorIsRefused() {
    SensorMonitor monitor = play("0:0").monitor();

    assertThatThrownBy(
            () ->
                monitor.onReading(
                    reading("other@1:0"), 0, PLAIN, 5_000, EventTime.MIN, change -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a reading of sensor other came to the monitor of fridge-1");
  }

  @Test
  void aCopyGoesItsOwnWay() {
    SensorMonitor original = play("0:0 60:20").monitor();
    SensorMonitor.Snapshot before = original.snapshot();
    SensorMonitor copy = original.copy();

    copy.onReading(reading("61:90"), at("61"), PLAIN, 5_000, EventTime.MIN, change -> {});

    assertThat(original.snapshot()).isEqualTo(before);
    assertThat(copy.snapshot()).isNotEqualTo(before);
  }

  @Test
  void statesAreStoredByRankAndALaterOneRanksHigher() {
    assertThat(AlertState.values())
        .extracting(AlertState::name, AlertState::rank)
        .containsExactly(tuple("OPEN", 0), tuple("OPEN_NO_DATA", 1), tuple("CLOSED", 2));
  }

  @Test
  void alertIdsAreTheSameOnEveryReplay() {
    assertThat(Alert.idOf(AlertKind.JUMP, "fridge-1", "temperature-jump", 1_767_225_660_000L))
        .isEqualTo("37381ff244d523f144d819ee62b089f7");
  }
}

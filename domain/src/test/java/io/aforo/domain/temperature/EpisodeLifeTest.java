package io.aforo.domain.temperature;

import static io.aforo.domain.temperature.Script.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an episode: its states, what is told of it and when. */
class EpisodeLifeTest {

  private static final TemperatureRule PLAIN = TemperatureRule.plain(JumpRule.standard());
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final SensorMonitor monitor = new SensorMonitor();
  private final List<String> rows = new ArrayList<>();
  private final List<String> history = new ArrayList<>();
  private final List<Boolean> lives = new ArrayList<>();

  @Test
  void anHourWithoutDataLeavesTheEpisodeOpen_J13() {
    play("0:0 60:20");

    watermark("3660");

    assertThat(rows)
        .containsExactly("60 OPEN 20 WARNING revision 1", "60 OPEN_NO_DATA 20 WARNING revision 1");
    assertThat(history).containsExactly("0 OPEN 20 at 60", "1 OPEN_NO_DATA 20 at 360");
  }

  @ParameterizedTest(name = "watermark {0}: {1}")
  @CsvSource({"359.999, OPEN", "360, OPEN_NO_DATA"})
  void noDataIsSaidFiveMinutesAfterTheReading(String watermark, AlertState expected) {
    play("0:0 60:20");

    watermark(watermark);

    assertThat(open().state()).isEqualTo(expected);
  }

  @Test
  void theFiveMinutesBeginAtTheWatermarkWhereTheReadingIsOlder() {
    play("0:0");
    give("60:20", at("7200"));

    monitor.onTime(at("7499.999"), PLAIN, this::changed);
    assertThat(open().state()).isEqualTo(AlertState.OPEN);
    monitor.onTime(at("7500"), PLAIN, this::changed);

    assertThat(open().state()).isEqualTo(AlertState.OPEN_NO_DATA);
  }

  @Test
  void dataResumesIt() {
    play("0:0 60:20");
    watermark("3660");

    play("3700:20");

    assertThat(rows).last().isEqualTo("60 OPEN 20 WARNING revision 2");
    assertThat(history).last().isEqualTo("2 OPEN 20 at 3700");
    watermark("3999");
    assertThat(open().state()).isEqualTo(AlertState.OPEN);
    watermark("4000");
    assertThat(history).last().isEqualTo("3 OPEN_NO_DATA 20 at 4000");
  }

  @Test
  void aLateReadingResumesItAsWell() {
    play("0:0 60:20");
    watermark("3660");

    play("30:1");

    assertThat(history).last().isEqualTo("2 OPEN 20 at 60");
  }

  @Test
  void theReadingThatEndsASilenceCanCloseIt() {
    play("0:0 60:20 121:20");
    watermark("3660");

    play("3700:20");

    assertThat(history)
        .containsExactly(
            "0 OPEN 20 at 60", "1 OPEN_NO_DATA 20 at 421", "2 CLOSED QUIET 20 at 3700");
  }

  @Test
  void aDuplicateIsNoData() {
    play("0:0 60:20");
    watermark("3660");

    play("60:20");

    assertThat(open().state()).isEqualTo(AlertState.OPEN_NO_DATA);
  }

  @Test
  void aDayWithoutDataEndsIt() {
    play("0:0 60:20");
    watermark("3660");

    monitor.onTime(at("60") + DAY - 1, PLAIN, this::changed);
    assertThat(monitor.isSpent()).isFalse();
    monitor.onTime(at("60") + DAY, PLAIN, this::changed);

    assertThat(history)
        .containsExactly(
            "0 OPEN 20 at 60", "1 OPEN_NO_DATA 20 at 360", "2 CLOSED EXPIRED 20 at 86460");
    assertThat(monitor.isSpent()).isTrue();
    assertThat(monitor.wakeAt()).isEqualTo(EventTime.MAX);
  }

  @Test
  void theHistoryIsTheSameWhetherTimeCameInStepsOrAtOnce() {
    play("0:0 60:20");

    monitor.onTime(at("60") + 3 * DAY, PLAIN, this::changed);

    assertThat(history)
        .containsExactly(
            "0 OPEN 20 at 60", "1 OPEN_NO_DATA 20 at 360", "2 CLOSED EXPIRED 20 at 86460");
  }

  @Test
  void aReadingADayLaterEndsItFirstThoughNoTimePassedForOthers() {
    play("0:0 60:20");

    play("86460:20 86461:45");

    assertThat(history)
        .containsExactly(
            "0 OPEN 20 at 60",
            "1 OPEN_NO_DATA 20 at 360",
            "2 CLOSED EXPIRED 20 at 86460",
            "0 OPEN 25 at 86461");
  }

  @Test
  void aReadingAMillisecondBeforeThatDoesNot() {
    play("0:0 60:20 86459.999:20");

    assertThat(history).containsExactly("0 OPEN 20 at 60");
    assertThat(monitor.snapshot().open(AlertKind.JUMP)).isPresent();
  }

  @Test
  void theEndOfABoundedInputIsNoSilence() {
    play("0:0 60:20");

    boolean changed = monitor.onTime(EventTime.MAX, PLAIN, this::changed);

    assertThat(changed).isTrue();
    assertThat(history).containsExactly("0 OPEN 20 at 60");
    assertThat(open().state()).isEqualTo(AlertState.OPEN);
  }

  @Test
  void everyPeakIsInTheRowButOnlyAWholeDegreeMoreIsTold() {
    play("0:0 10:20 11:20.4 12:20.999 13:21 14:21.9 15:22.5");

    assertThat(rows)
        .containsExactly(
            "10 OPEN 20 WARNING revision 1",
            "10 OPEN 20.4 WARNING revision 2",
            "10 OPEN 20.999 WARNING revision 3",
            "10 OPEN 21 WARNING revision 4",
            "10 OPEN 21.9 WARNING revision 5",
            "10 OPEN 22.5 WARNING revision 6");
    assertThat(history).containsExactly("0 OPEN 20 at 10", "1 OPEN 21 at 13", "2 OPEN 22.5 at 15");
  }

  @Test
  void aStateTellsThePeakAsWellSoThatGrowthCountsFromThere() {
    play("0:0 10:20 11:20.9");
    watermark("400");

    play("12:21.8 13:21.9");

    assertThat(history)
        .containsExactly("0 OPEN 20 at 10", "1 OPEN_NO_DATA 20.9 at 311", "2 OPEN 21.8 at 12");
  }

  @ParameterizedTest(name = "a peak of {0}: {1}")
  @CsvSource({"20, WARNING", "29.999, WARNING", "30, CRITICAL"})
  void severityGoesByThePeak(String degrees, Severity expected) {
    play("0:0 60:" + degrees);

    assertThat(open().toAlert(Script.SENSOR).severity()).isEqualTo(expected);
  }

  @Test
  void aLatePairWithinAClosedEpisodeIsToldIfItIsADegreeMore() {
    play("0:0 60:20 70:20 180:20 300:20");

    play("50:20.5 40:22");

    assertThat(history).containsExactly("0 OPEN 20 at 60", "1 CLOSED QUIET 20 at 180");
    play("100:-1.1 95:-1.9 90:21");
    assertThat(history)
        .containsExactly(
            "0 OPEN 20 at 60",
            "1 CLOSED QUIET 20 at 180",
            "2 CLOSED QUIET 21.1 at 300",
            "3 CLOSED QUIET 22.9 at 300");
    assertThat(rows).last().isEqualTo("60 CLOSED 22.9 WARNING revision 6");
  }

  @Test
  void theDetailSaysWhatHappenedAndWhatTheRuleIs() {
    play("0:4 45.5:27.25");

    assertThat(open().detail())
        .isEqualTo("rose by 23.25 C within 45.5 s; the rule: 20 C within 60 s");
  }

  @Test
  void anOldUploadThatGoesOnIntoThePresentIsToldAgainAsLive() {
    long now = at("7200");
    Script.readings("0:0 60:20")
        .forEach(
            reading -> monitor.onReading(reading, now, PLAIN, 5_000, EventTime.MIN, this::changed));
    assertThat(lives).containsExactly(false);

    play("120:20");

    assertThat(history).containsExactly("0 OPEN 20 at 60", "1 OPEN 20 at 120");
    assertThat(lives).containsExactly(false, true);
  }

  @Test
  void anOldUploadThatIsOverConcernsNobody() {
    long now = at("7200");
    Script.readings("0:0 60:20 70:20 180:20")
        .forEach(
            reading -> monitor.onReading(reading, now, PLAIN, 5_000, EventTime.MIN, this::changed));

    play("7200:20");

    assertThat(history).containsExactly("0 OPEN 20 at 60", "1 CLOSED QUIET 20 at 180");
    assertThat(lives).containsExactly(false, false);
  }

  @Test
  void theRowOfAnOpenEpisodeIsWrittenAgainEveryFiveMinutes() {
    play("0:0 60:20 90:40 110:0 150:20 190:0 230:20 270:0 310:20 350:0 390:20 430:0 470:20");

    assertThat(rows)
        .containsExactly(
            "60 OPEN 20 WARNING revision 1",
            "60 OPEN 40 CRITICAL revision 3",
            "60 OPEN 40 CRITICAL revision 11");
    assertThat(history).containsExactly("0 OPEN 20 at 60", "1 OPEN 40 at 110");
  }

  @Test
  void whatAShorterWindowLetGoIsNotTakenAgainUnderALongerOne() {
    TemperatureRule hour =
        TemperatureRule.plain(
            new JumpRule(
                "temperature-jump",
                2,
                TemperatureDelta.ofCelsius(20),
                Duration.ofHours(1),
                Optional.empty(),
                TemperatureDelta.ofCelsius(15),
                Duration.ofMinutes(2)));
    play("0:0#a 60:20#b" + Script.steady(120, 1_800, 60, "10"));
    int before = rows.size();

    List<Verdict> verdicts = new ArrayList<>();
    for (Reading repeat : Script.readings("0:0#a 60:20#b 300:31#c")) {
      verdicts.add(
          monitor.onReading(repeat, at("1800"), hour, 5_000, EventTime.MIN, this::changed));
    }

    assertThat(verdicts).containsOnly(Verdict.LATE);
    assertThat(rows).hasSize(before);
  }

  private void play(String script) {
    Script.readings(script).forEach(reading -> give(reading, EventTime.MIN));
  }

  private void give(String token, long watermark) {
    give(Script.reading(token), watermark);
  }

  private void give(Reading reading, long watermark) {
    monitor.onReading(reading, reading.readAt(), PLAIN, 5_000, watermark, this::changed);
  }

  private void watermark(String seconds) {
    monitor.onTime(at(seconds), PLAIN, this::changed);
  }

  private Episode open() {
    return monitor.snapshot().open(AlertKind.JUMP).orElseThrow();
  }

  private void changed(AlertChange change) {
    Alert alert = change.alert();
    String peak = Words.degrees(alert.peak()).replace(" C", "");
    rows.add(
        "%s %s %s %s revision %d"
            .formatted(
                seconds(alert.openedAt()),
                alert.state(),
                peak,
                alert.severity(),
                alert.revision()));
    if (change.isTold()) {
      lives.add(change.isLive());
      history.add(
          "%d %s%s %s at %s"
              .formatted(
                  change.seq(),
                  alert.state(),
                  alert.closeReason().map(reason -> " " + reason).orElse(""),
                  peak,
                  seconds(change.at())));
    }
  }

  private static String seconds(long time) {
    return Words.time(time - Script.BASE).endsWith("min")
        ? String.valueOf((time - Script.BASE) / 1000)
        : Words.time(time - Script.BASE).replace(" s", "");
  }
}

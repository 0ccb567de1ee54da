package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link TemperatureAlerts} does. */
public interface TemperatureAlertsContract extends StoreContract {

  /** What the port asks for. */
  Set<Promise> EVERYTHING =
      Set.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.GUARD, Promise.WHOLE_BATCHES);

  /**
   * A writer of this generation. All writers of one test share one table, which is empty when the
   * test begins; they may be written to in turns.
   */
  TemperatureAlerts alerts(int generation);

  /**
   * Every alert that a reader sees now, in any order. Temperatures need to be kept to three
   * decimals of a degree Celsius only; here they have no more.
   */
  List<Alert> stored();

  @Test
  default void everyAlertOfABatchIsStored() {
    Alert open = open("a", 2);
    Alert closed = closed("b", 9);

    alerts(1).write(List.of(closed, open));

    assertThat(stored()).containsExactlyInAnyOrder(open, closed);
  }

  @Test
  default void anEmptyBatchChangesNothing() {
    TemperatureAlerts alerts = alerts(1);
    alerts.write(List.of(open("a", 2)));

    alerts.write(List.of());

    assertThat(stored()).containsExactly(open("a", 2));
  }

  @Test
  @Promised(Promise.IDEMPOTENT)
  default void writingTheSameAlertTwiceChangesNothing() {
    TemperatureAlerts alerts = alerts(1);

    alerts.write(List.of(open("a", 2)));
    alerts.write(List.of(open("a", 2), open("a", 2)));

    assertThat(stored()).containsExactly(open("a", 2));
  }

  @Test
  @Promised(Promise.UPSERT)
  default void anAlertFollowsItsEpisode() {
    TemperatureAlerts alerts = alerts(1);

    for (Alert next : List.of(open("a", 2), silent("a", 2), open("a", 3), closed("a", 12))) {
      alerts.write(List.of(next));

      assertThat(stored()).containsExactly(next);
    }
  }

  @Test
  @Promised(Promise.GUARD)
  default void fewerReadingsNeverReplaceMore() {
    TemperatureAlerts alerts = alerts(1);
    alerts.write(List.of(open("a", 5)));

    alerts.write(List.of(closed("a", 4), silent("a", 4)));

    assertThat(stored()).containsExactly(open("a", 5));
  }

  @Test
  @Promised(Promise.GUARD)
  default void atTheSameRevisionALowerStateNeverReplacesAHigherOne() {
    TemperatureAlerts alerts = alerts(1);
    alerts.write(List.of(closed("a", 5)));

    alerts.write(List.of(silent("a", 5), open("a", 5)));

    assertThat(stored()).containsExactly(closed("a", 5));
  }

  @Test
  @Promised(Promise.GUARD)
  default void ofTwoRowsOfOneAlertInABatchTheHigherCounts() {
    alerts(1).write(List.of(open("a", 2), closed("a", 12), open("a", 3)));

    assertThat(stored()).containsExactly(closed("a", 12));
  }

  @Test
  @Promised(Promise.GUARD)
  default void aHigherGenerationReplacesEvenWithFewerReadings() {
    alerts(1).write(List.of(closed("a", 12)));

    alerts(2).write(List.of(open("a", 2)));

    assertThat(stored()).containsExactly(open("a", 2));
  }

  @Test
  @Promised(Promise.GUARD)
  default void aLowerGenerationNeverReplacesAHigherOne() {
    alerts(2).write(List.of(open("a", 2)));

    alerts(1).write(List.of(closed("a", 12)));

    assertThat(stored()).containsExactly(open("a", 2));
  }

  @Test
  default void alertsOfEveryKindAndSeverityAreStored() {
    List<Alert> all =
        List.of(
            alert(AlertKind.JUMP, Severity.INFO, 20_000, jump(0, 0, 20_000, 60_000)),
            alert(AlertKind.TOO_WARM, Severity.CRITICAL, 4_125, jump(8_100, 0, 12_125, 3_600_000)),
            alert(AlertKind.TOO_COLD, Severity.WARNING, 1, jump(1_999, 0, 1_999, 0)),
            alert(AlertKind.SILENT, Severity.WARNING, 0, jump(4_000, 7, 4_000, 7)),
            alert(AlertKind.FLATLINE, Severity.INFO, 0, jump(4_050, 0, 4_000, 3_600_000)),
            alert(AlertKind.RULE_NOT_EVALUABLE, Severity.INFO, 0, jump(4_000, 0, 5_000, 90_000)));

    alerts(1).write(all);

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "above 8.000 C for 60 min, was 12.125 C",
        " \"quoted\", and a comma; \\backslash' ",
        "dos líneas\nde café \ud83c\udf5e"
      })
  default void aDetailIsStoredAsItIs(String detail) {
    Alert alert =
        alert("a", AlertKind.TOO_WARM, Severity.WARNING, 125, jump(8_125, 0, 8_125, 0), detail);

    alerts(1).write(List.of(alert));

    assertThat(stored()).containsExactly(alert);
  }

  @Test
  @Promised(Promise.UPSERT)
  default void severityAndDetailFollowThePeak() {
    TemperatureAlerts alerts = alerts(1);
    Alert warning =
        alert("a", AlertKind.TOO_WARM, Severity.WARNING, 125, jump(8_125, 0, 8_125, 0), "a little");
    Alert critical =
        new Alert(
            warning.alertId(),
            warning.kind(),
            warning.sensorId(),
            warning.ruleId(),
            warning.ruleVersion(),
            Severity.CRITICAL,
            warning.state(),
            warning.closeReason(),
            warning.openedAt(),
            warning.closedAt(),
            delta(9_000),
            jump(8_125, 0, 17_000, 60_000),
            "a lot",
            warning.revision() + 1,
            warning.historical());

    alerts.write(List.of(warning));
    alerts.write(List.of(critical));

    assertThat(stored()).containsExactly(critical);
  }

  @Test
  default void everyDirectionAndTheFlagForHistoryAreStored() {
    ReadingPair rising = jump(-40_001, 0, 19_999, 60_000);
    ReadingPair falling = jump(71_500, 0, -3_250, 59_999);
    ReadingPair simultaneous = jump(0, 30_000, 20_000, 30_000);
    List<Alert> all =
        List.of(
            alert("r", AlertState.OPEN, Optional.empty(), OptionalLong.empty(), rising, 2, false),
            alert("f", AlertState.OPEN, Optional.empty(), OptionalLong.empty(), falling, 2, true),
            alert(
                "s",
                AlertState.OPEN,
                Optional.empty(),
                OptionalLong.empty(),
                simultaneous,
                2,
                true));

    alerts(1).write(all);

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(all);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Promised(Promise.GUARD)
  default void duplicatesReorderingAndStaleRevisionsEndInTheHighestRows(long seed) {
    Random random = new Random(seed);
    List<Alert> deliveries = new ArrayList<>();
    List<Alert> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String id = "alert-" + i;
      for (Alert next :
          List.of(open(id, 2), open(id, 3), silent(id, 3), open(id, 4), closed(id, 12))) {
        deliveries.addAll(Collections.nCopies(2 + random.nextInt(2), next));
      }
      expected.add(closed(id, 12));
    }
    Collections.shuffle(deliveries, random);

    TemperatureAlerts before = alerts(1);
    TemperatureAlerts afterRestart = alerts(1);
    for (int from = 0; from < deliveries.size(); ) {
      int to = Math.min(deliveries.size(), from + 1 + random.nextInt(40));
      (random.nextBoolean() ? before : afterRestart).write(deliveries.subList(from, to));
      from = to;
    }

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  @Promised(Promise.UPSERT)
  default void ofSeveralStatesInABatchTheLastOneIsReadIfTheyAreInTheirOrder() {
    alerts(1).write(List.of(open("a", 2), open("a", 3), closed("a", 12)));

    assertThat(stored()).containsExactly(closed("a", 12));
  }

  @Test
  @Promised(Promise.WHOLE_BATCHES)
  default void nothingIsKeptOfABatchThatFails() {
    TemperatureAlerts alerts = alerts(1);
    List<Alert> broken = new ArrayList<>(alertsOfRevision(2));
    broken.add(null);

    assertThatThrownBy(() -> alerts.write(broken)).isInstanceOf(RuntimeException.class);

    assertThat(stored()).isEmpty();
  }

  @Test
  @Promised(Promise.WHOLE_BATCHES)
  default void aReaderSeesNoPartOfABatch() throws Exception {
    TemperatureAlerts alerts = alerts(1);

    Readers.readDuringWrites(
        revision -> alerts.write(alertsOfRevision(revision)),
        () -> assertThat(stored()).extracting(Alert::revision).satisfies(Readers::areOfOneBatch));
  }

  @Test
  default void whatIsStoredOutlivesItsWriter() {
    TemperatureAlerts alerts = alerts(1);
    alerts.write(List.of(open("a", 2)));

    alerts.close();
    alerts.close();

    assertThat(stored()).containsExactly(open("a", 2));
  }

  private static List<Alert> alertsOfRevision(long revision) {
    return IntStream.range(0, Readers.ROWS_IN_A_BATCH)
        .mapToObj(sensor -> open("a" + sensor, revision))
        .toList();
  }

  private static Alert open(String id, long revision) {
    return alert(
        id,
        AlertState.OPEN,
        Optional.empty(),
        OptionalLong.empty(),
        jump(0, 0, 20_000 + revision, 60_000),
        revision,
        false);
  }

  private static Alert silent(String id, long revision) {
    Alert open = open(id, revision);
    return alert(
        id,
        AlertState.OPEN_NO_DATA,
        Optional.empty(),
        OptionalLong.empty(),
        open.evidence(),
        revision,
        false);
  }

  private static Alert closed(String id, long revision) {
    Alert open = open(id, revision);
    return alert(
        id,
        AlertState.CLOSED,
        Optional.of(CloseReason.QUIET),
        OptionalLong.of(180_000),
        open.evidence(),
        revision,
        false);
  }

  private static Alert alert(
      String id,
      AlertState state,
      Optional<CloseReason> closeReason,
      OptionalLong closedAt,
      ReadingPair peak,
      long revision,
      boolean historical) {
    return new Alert(
        id,
        AlertKind.JUMP,
        "fridge-" + id,
        "default",
        1,
        Severity.WARNING,
        state,
        closeReason,
        60_000,
        closedAt,
        peak.delta(),
        peak,
        "",
        revision,
        historical);
  }

  private static Alert alert(
      AlertKind kind, Severity severity, long peakMilli, ReadingPair evidence) {
    return alert(kind.name(), kind, severity, peakMilli, evidence, "what is wrong");
  }

  private static Alert alert(
      String id,
      AlertKind kind,
      Severity severity,
      long peakMilli,
      ReadingPair evidence,
      String detail) {
    return new Alert(
        id,
        kind,
        "fridge-" + id,
        "cold-chain",
        3,
        severity,
        AlertState.OPEN,
        Optional.empty(),
        60_000,
        OptionalLong.empty(),
        delta(peakMilli),
        evidence,
        detail,
        2,
        false);
  }

  private static TemperatureDelta delta(long milli) {
    return new TemperatureDelta(9 * milli);
  }

  private static ReadingPair jump(long firstMilli, long firstAt, long secondMilli, long secondAt) {
    return new ReadingPair(
        new Temperature(9 * firstMilli), firstAt, new Temperature(9 * secondMilli), secondAt);
  }
}

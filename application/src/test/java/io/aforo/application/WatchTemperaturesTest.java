package io.aforo.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.SensorMonitor;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.domain.time.EventTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WatchTemperaturesTest {

  private static final long BASE = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final WatchTemperatures useCase = new WatchTemperatures(RuleBook.standard(), 5_000);
  private final SensorMonitor monitor = useCase.newState();
  private final Said said = new Said();

  @Test
  void aJumpBecomesAnAlertAndBothReadingsAreAccepted() {
    boolean changedByFirst = useCase.onEvent(monitor, reading("a", 0, 4), EventTime.MIN, said);
    boolean changedBySecond = useCase.onEvent(monitor, reading("b", 60, 24), EventTime.MIN, said);

    assertThat(changedByFirst).isTrue();
    assertThat(changedBySecond).isTrue();
    assertThat(said.results)
        .extracting(AlertChange::alert)
        .containsExactly(
            new Alert(
                Alert.idOf(AlertKind.JUMP, "fridge-1", "temperature-jump", BASE + 60_000),
                AlertKind.JUMP,
                "fridge-1",
                "temperature-jump",
                1,
                Severity.WARNING,
                AlertState.OPEN,
                Optional.empty(),
                BASE + 60_000,
                OptionalLong.empty(),
                TemperatureDelta.ofCelsius(20),
                new ReadingPair(celsius(4), BASE, celsius(24), BASE + 60_000),
                "rose by 20 C within 60 s; the rule: 20 C within 60 s",
                1,
                false));
    assertThat(said.tallies).containsExactly(Tally.ACCEPTED, Tally.ACCEPTED);
  }

  @Test
  void aDuplicateIsCountedAndLeavesTheStateAlone() {
    useCase.onEvent(monitor, reading("a", 0, 4), EventTime.MIN, said);

    boolean changed = useCase.onEvent(monitor, reading("a", 0, 4), EventTime.MIN, said);

    assertThat(changed).isFalse();
    assertThat(said.tallies).containsExactly(Tally.ACCEPTED, Tally.DUPLICATES);
  }

  @Test
  void aReadingTooOldForItsSensorGoesToTheLateEventsAndCountsAsAccepted() {
    useCase.onEvent(monitor, reading("a", 3_600, 4), EventTime.MIN, said);

    boolean changed = useCase.onEvent(monitor, reading("b", 0, 4), EventTime.MIN, said);
    useCase.onEvent(monitor, reading("", 1, 4), EventTime.MIN, said);

    assertThat(changed).isFalse();
    assertThat(said.late)
        .containsExactly(
            new LateEvent("temperature-jump", "fridge-1", "b", BASE, BASE + 3_600_000, List.of()),
            new LateEvent(
                "temperature-jump",
                "fridge-1",
                "2026-01-01T00:00:01Z|4.0000",
                BASE + 1_000,
                BASE + 3_600_000,
                List.of()));
    assertThat(said.tallies).containsExactly(Tally.ACCEPTED, Tally.ACCEPTED, Tally.ACCEPTED);
  }

  @Test
  void aReadingWithinALongerOutOfOrdernessIsNotLate() {
    WatchTemperatures patient = new WatchTemperatures(RuleBook.standard(), 3_600_000);
    SensorMonitor sensor = patient.newState();
    patient.onEvent(sensor, reading("a", 3_600, 4), EventTime.MIN, said);

    patient.onEvent(sensor, reading("b", 0, 4), EventTime.MIN, said);
    patient.onEvent(sensor, reading("c", 30, 30), EventTime.MIN, said);

    assertThat(said.late).isEmpty();
    assertThat(said.results).hasSize(1);
  }

  @Test
  void readingsThatAreLetGoForLackOfRoomAreCounted() {
    for (int i = 0; i < 2_100; i++) {
      useCase.onEvent(monitor, reading("r" + i, 0, 4), EventTime.MIN, said);
    }

    assertThat(said.tallies.stream().filter(Tally.CROWDED_OUT::equals).count())
        .isEqualTo(monitor.crowdedOut())
        .isPositive();
  }

  @Test
  void anAlertFoundLongAfterItsRecordWouldHaveComeIsHistorical() {
    long now = BASE + Duration.ofHours(6).toMillis();

    useCase.onEvent(monitor, reading("a", 0, 4, now), EventTime.MIN, said);
    useCase.onEvent(monitor, reading("b", 60, 24, now), EventTime.MIN, said);

    assertThat(said.results)
        .extracting(change -> change.alert().historical())
        .containsExactly(true);
  }

  @Test
  void theKeyIsTheSensor() {
    assertThat(useCase.keyOf(reading("a", 0, 4))).isEqualTo("fridge-1");
  }

  @Test
  void aSensorSilentForADayIsSpentAndSaysNothing() {
    useCase.onEvent(monitor, reading("a", 0, 4), EventTime.MIN, said);
    long wakeAt = useCase.wakeAt(monitor);

    boolean changed = useCase.onTime(monitor, wakeAt, said);

    assertThat(wakeAt).isEqualTo(BASE + DAY);
    assertThat(changed).isTrue();
    assertThat(useCase.isSpent(monitor)).isTrue();
    assertThat(useCase.wakeAt(monitor)).isEqualTo(EventTime.MAX);
    assertThat(said.results).isEmpty();
  }

  @Test
  void theEndOfABoundedInputClosesNothing() {
    useCase.onEvent(monitor, reading("a", 0, 4), EventTime.MIN, said);
    useCase.onEvent(monitor, reading("b", 60, 24), EventTime.MIN, said);
    said.results.clear();

    useCase.onTime(monitor, EventTime.MAX, said);

    assertThat(said.results).isEmpty();
    assertThat(useCase.isSpent(monitor)).isFalse();
  }

  @Test
  void travelsToOtherProcesses() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(useCase);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(useCase);
    }
  }

  private static Ingested.Accepted<Reading> reading(String id, int second, int degrees) {
    return reading(id, second, degrees, BASE + second * 1_000L);
  }

  private static Ingested.Accepted<Reading> reading(
      String id, int second, int degrees, long recordTime) {
    return new Ingested.Accepted<>(
        new SourceRecord("readings", 0, second, recordTime, new byte[0], new byte[0]),
        new Reading(id, "fridge-1", celsius(degrees), BASE + second * 1_000L));
  }

  private static Temperature celsius(int degrees) {
    return Temperature.of(degrees, TemperatureUnit.CELSIUS);
  }

  private static final class Said implements Outcome<AlertChange> {
    final List<AlertChange> results = new ArrayList<>();
    final List<LateEvent> late = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    final List<Tally> tallies = new ArrayList<>();

    @Override
    public void result(AlertChange alert) {
      results.add(alert);
    }

    @Override
    public void late(LateEvent event) {
      late.add(event);
    }

    @Override
    public void reject(DeadLetter letter) {
      letters.add(letter);
    }

    @Override
    public void count(Tally tally) {
      tallies.add(tally);
    }
  }
}

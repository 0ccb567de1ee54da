package io.aforo.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.activity.UserSessions;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A runtime, by hand: it hands in events, says what time it is, and keeps what comes out. */
class TrackActivityTest {

  private final TrackActivity useCase =
      new TrackActivity(SessionRule.of(Duration.ofMinutes(30), Duration.ofHours(1)));
  private final UserSessions ana = useCase.newState();
  private final Said said = new Said();

  @Test
  void whatAUserDoesWithoutALongPauseBecomesOneSession() {
    useCase.onEvent(ana, activity("ana", "search", "10:00", 1), EventTime.MIN, said);
    useCase.onEvent(ana, activity("ana", "buy", "10:20", 2), EventTime.MIN, said);
    assertThat(said.results).isEmpty();
    assertThat(useCase.wakeAt(ana)).isEqualTo(time("10:30"));

    useCase.onTime(ana, time("10:50"), said);

    assertThat(said.results)
        .containsExactly(
            new ActivitySession(
                "ana",
                new TimeWindow(time("10:00"), time("10:50")),
                time("10:20"),
                2,
                RowStatus.FINAL));
    assertThat(said.tallies).containsExactly(Tally.ACCEPTED, Tally.ACCEPTED);
  }

  @Test
  void aLateActivityCorrectsItsSession() {
    useCase.onEvent(ana, activity("ana", "search", "10:00", 1), EventTime.MIN, said);
    useCase.onTime(ana, time("10:30"), said);
    said.results.clear();

    boolean changed = useCase.onEvent(ana, activity("ana", "buy", "10:00", 2), time("10:31"), said);

    assertThat(changed).isTrue();
    assertThat(said.results)
        .containsExactly(
            new ActivitySession(
                "ana",
                new TimeWindow(time("10:00"), time("10:30")),
                time("10:00"),
                2,
                RowStatus.CORRECTED));
    assertThat(said.late).isEmpty();
  }

  @Test
  void anActivityThatIsTooLateIsAcceptedAndToldWithTheWindowThatItMissed() {
    useCase.onEvent(ana, activity("ana", "buy", "10:00", 7), time("11:30"), said);

    assertThat(said.late)
        .containsExactly(
            new LateEvent(
                "activity-sessions",
                "ana",
                "2026-03-02T10:00:00Z|buy|clicks-3@7",
                time("10:00"),
                time("11:30"),
                List.of(new TimeWindow(time("10:00"), time("10:30")))));
    assertThat(said.tallies).containsExactly(Tally.ACCEPTED);
    assertThat(said.results).isEmpty();
    assertThat(useCase.isSpent(ana)).isTrue();
  }

  @Test
  void lateActivitiesThatAreAlikeAreTwoAndARecordThatIsReadAgainIsOne() {
    useCase.onEvent(ana, activity("ana", "buy", "10:00", 7), time("11:30"), said);
    useCase.onEvent(ana, activity("ana", "buy", "10:00", 8), time("11:30"), said);
    useCase.onEvent(ana, activity("ana", "buy", "10:00", 7), time("11:30"), said);

    assertThat(said.late)
        .extracting(LateEvent::eventId)
        .containsExactly(
            "2026-03-02T10:00:00Z|buy|clicks-3@7",
            "2026-03-02T10:00:00Z|buy|clicks-3@8",
            "2026-03-02T10:00:00Z|buy|clicks-3@7");
  }

  @Test
  void whatIsDueIsDoneEvenIfTheActivityThatBringsTheTimeIsLate() {
    useCase.onEvent(ana, activity("ana", "search", "10:00", 1), EventTime.MIN, said);

    boolean changed = useCase.onEvent(ana, activity("ana", "buy", "09:00", 2), time("12:30"), said);

    assertThat(changed).as("the session is forgotten").isTrue();
    assertThat(said.results).extracting(ActivitySession::status).containsExactly(RowStatus.FINAL);
    assertThat(said.late).hasSize(1);
    assertThat(useCase.isSpent(ana)).isTrue();
  }

  @Test
  void aUserIsForgottenTwoGapsAfterTheLastSessionIsClosed() {
    useCase.onEvent(ana, activity("ana", "search", "10:00", 1), EventTime.MIN, said);
    useCase.onTime(ana, time("10:30"), said);
    long wakeAt = useCase.wakeAt(ana);

    boolean changedTooSoon = useCase.onTime(ana, wakeAt - 1, said);
    boolean changed = useCase.onTime(ana, wakeAt, said);

    assertThat(wakeAt).isEqualTo(time("12:30"));
    assertThat(changedTooSoon).isFalse();
    assertThat(changed).isTrue();
    assertThat(useCase.isSpent(ana)).isTrue();
    assertThat(useCase.wakeAt(ana)).isEqualTo(EventTime.MAX);
  }

  @Test
  void theKeyIsTheUser() {
    assertThat(useCase.keyOf(activity("ana", "search", "10:00", 1))).isEqualTo("ana");
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

  private static Ingested.Accepted<Activity> activity(
      String user, String action, String timeOfDay, long offset) {
    return new Ingested.Accepted<>(
        new SourceRecord("clicks", 3, offset, time(timeOfDay), new byte[0], new byte[0]),
        new Activity(user, action, time(timeOfDay)));
  }

  private static long time(String timeOfDay) {
    return Instant.parse("2026-03-02T" + timeOfDay + ":00Z").toEpochMilli();
  }

  private static final class Said implements Outcome<ActivitySession> {
    final List<ActivitySession> results = new ArrayList<>();
    final List<LateEvent> late = new ArrayList<>();
    final List<Tally> tallies = new ArrayList<>();

    @Override
    public void result(ActivitySession session) {
      results.add(session);
    }

    @Override
    public void late(LateEvent event) {
      late.add(event);
    }

    @Override
    public void reject(DeadLetter letter) {
      throw new AssertionError("nothing is refused: " + letter);
    }

    @Override
    public void count(Tally tally) {
      tallies.add(tally);
    }
  }
}

package io.aforo.domain.activity;

import static io.aforo.domain.sales.SaleBuilder.time;
import static io.aforo.domain.time.RowStatus.CORRECTED;
import static io.aforo.domain.time.RowStatus.FINAL;
import static io.aforo.domain.time.RowStatus.MERGED;
import static io.aforo.domain.time.RowStatus.PROVISIONAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions with a gap of 30 minutes. */
class UserSessionsTest {

  private static final Duration GAP = Duration.ofMinutes(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long GAP_MILLIS = GAP.toMillis();

  @Test
  void aLateActivityBridgesTwoSessionsAndTheLaterRowIsMerged_S9() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("10:00", "10:29", "11:00");
    run.advanceTo("11:30");
    assertThat(run.rows())
        .containsExactly(session(FINAL, "10:00", "10:29", 2), session(FINAL, "11:00", "11:00", 1));

    run.add("10:45");

    assertThat(run.rows())
        .containsExactly(
            session(CORRECTED, "10:00", "11:00", 4), session(MERGED, "11:00", "11:00", 1));
    run.end();
    assertThat(run.rows()).isEmpty();
    assertThat(run.sessions().isSpent()).isTrue();
  }

  @Test
  void activitiesExactlyTheGapApartAreOneSession_S10() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("10:00", "10:30:00.000");

    run.end();

    assertThat(run.rows()).containsExactly(session(FINAL, "10:00", "10:30", 2));
  }

  @Test
  void aMillisecondMoreThanTheGapMakesTwoSessions_S10() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("10:00", "10:30:00.001");

    run.end();

    assertThat(run.rows())
        .containsExactly(
            session(FINAL, "10:00", "10:00", 1), session(FINAL, "10:30:00.001", "10:30:00.001", 1));
  }

  @Test
  void aRowHoldsTheUserTheSessionAndItsLastActivity() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("10:00", "10:10");

    run.end();

    assertThat(run.rows())
        .containsExactly(
            new ActivitySession(
                "ana", new TimeWindow(time("10:00"), time("10:40")), time("10:10"), 2, FINAL));
  }

  @Test
  void activitiesAlikeAreCountedEach() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("10:00", "10:00", "10:00");

    run.end();

    assertThat(run.rows()).containsExactly(session(FINAL, "10:00", "10:00", 3));
  }

  @Test
  void theOrderOfArrivalDoesNotMatterBeforeASessionIsComplete() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("12:00", "10:00", "10:50", "10:25", "11:21");

    run.end();

    assertThat(run.rows())
        .containsExactly(
            session(FINAL, "10:00", "10:50", 3),
            session(FINAL, "11:21", "11:21", 1),
            session(FINAL, "12:00", "12:00", 1));
  }

  @Test
  void aSessionIsCompleteWhenTimeReachesItsEnd() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("10:00");
    assertThat(run.sessions().wakeAt()).isEqualTo(time("10:30"));

    run.advanceTo(time("10:30") - 1);
    assertThat(run.rows()).isEmpty();
    run.advanceTo("10:30");

    assertThat(run.rows()).containsExactly(session(FINAL, "10:00", "10:00", 1));
  }

  @Test
  void anActivityExactlyTheGapLaterIsOfTheSessionHoweverFarTimeHasComeBeforeIt() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, Duration.ZERO));
    run.add("10:00");
    run.advanceTo(time("10:30") - 1);

    run.add("10:30");
    run.end();

    assertThat(run.rows()).containsExactly(session(FINAL, "10:00", "10:30", 2));
  }

  @Test
  void anActivityThatExtendsASessionDoesNotMoveTheWakeUpThatIsSet() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("10:00", "10:20", "10:40");
    assertThat(run.sessions().wakeAt()).isEqualTo(time("10:30"));

    run.advanceTo("10:30");

    assertThat(run.rows()).isEmpty();
    assertThat(run.sessions().wakeAt()).isEqualTo(time("11:10"));
  }

  @Test
  void anActivityThatIsDueSoonerMovesTheWakeUp() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("12:00");

    run.add("10:00");

    assertThat(run.sessions().wakeAt()).isEqualTo(time("10:30"));
    run.advanceTo("10:30");
    assertThat(run.rows()).containsExactly(session(FINAL, "10:00", "10:00", 1));
    assertThat(run.sessions().wakeAt()).isEqualTo(time("12:30"));
  }

  @Test
  void theFirstOfSeveralCompleteSessionsIsForgottenFirst() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, HOUR));
    run.add("10:00", "10:31", "11:30");
    run.advanceTo("11:10");
    assertThat(run.sessions().wakeAt()).isEqualTo(time("12:00"));

    run.advanceTo("12:00");
    assertThat(run.sessions().wakeAt()).isEqualTo(time("12:30"));
    run.advanceTo("12:30");

    assertThat(run.sessions().sessions())
        .extracting(KeptSession::first)
        .containsExactly(time("10:31"), time("11:30"));
    assertThat(run.sessions().wakeAt()).isEqualTo(time("13:01"));
  }

  @Test
  void aSessionIsForgottenTwoGapsAfterItIsClosed() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, HOUR));
    run.add("10:00");
    run.advanceTo("10:30");
    assertThat(run.sessions().wakeAt()).isEqualTo(time("12:30"));

    run.advanceTo(time("12:30") - 1);
    assertThat(run.sessions().isSpent()).isFalse();
    run.advanceTo("12:30");

    assertThat(run.sessions().isSpent()).isTrue();
    assertThat(run.sessions().wakeAt()).isEqualTo(EventTime.MAX);
  }

  @Test
  void aSessionTakesActivitiesUntilTheAllowedLatenessIsOver() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, HOUR));
    run.add("10:00");
    run.advanceTo(time("11:30") - 1);
    run.rows();

    run.add("10:00");
    run.advanceTo("11:30");
    run.add("10:00");

    assertThat(run.rows()).containsExactly(session(CORRECTED, "10:00", "10:00", 2));
    assertThat(run.late()).containsExactly(new SessionRun.Late(time("10:00"), time("11:30")));
  }

  @Test
  void aSessionThatIsFirstSeenAfterItsEndIsFinal() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.advanceTo("12:00");

    run.add("10:00");

    assertThat(run.rows()).containsExactly(session(FINAL, "10:00", "10:00", 1));
  }

  @Test
  void anActivityTooOldByItselfIsInTimeInASessionThatIsOpenAndOnlyThere() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, Duration.ZERO));
    run.add("10:50");
    run.advanceTo("10:55");

    run.add("09:49", "10:20");
    run.end();

    assertThat(run.rows()).containsExactly(session(FINAL, "10:20", "10:50", 2));
    assertThat(run.late()).containsExactly(new SessionRun.Late(time("09:49"), time("10:55")));
  }

  @Test
  void anActivityInTimeFindsTheSessionThatItBelongsToAlthoughThatTakesNoLateOnes() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, Duration.ZERO));
    run.add("10:00");
    run.advanceTo("10:32");
    run.rows();

    run.add("10:01", "10:05");
    run.end();

    assertThat(run.rows()).containsExactly(session(CORRECTED, "10:00", "10:05", 2));
    assertThat(run.late()).containsExactly(new SessionRun.Late(time("10:01"), time("10:32")));
  }

  @Test
  void lateActivitiesThatAnOpenSessionSavesNeverComeNearAForgottenOne() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, Duration.ZERO));
    run.add("08:00", "09:29");
    run.advanceTo("09:30");
    assertThat(run.rows()).containsExactly(session(FINAL, "08:00", "08:00", 1));

    run.add("09:00", "08:30", "09:59", "10:29");
    run.advanceTo("10:40");
    run.add("09:15", "09:00");
    run.end();

    assertThat(run.rows()).containsExactly(session(FINAL, "09:00", "10:29", 6));
    assertThat(run.late()).containsExactly(new SessionRun.Late(time("08:30"), time("09:30")));
  }

  @Test
  void whatIsAGapTooLateBridgesNothingThoughBothSessionsAreRemembered() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, Duration.ZERO));
    run.add("09:00", "09:50", "10:20");
    run.advanceTo("10:25");
    assertThat(run.rows()).containsExactly(session(FINAL, "09:00", "09:00", 1));

    run.add("09:25");
    run.add("09:25:00.001");
    run.end();

    assertThat(run.rows()).containsExactly(session(CORRECTED, "09:00", "10:20", 4));
    assertThat(run.late()).containsExactly(new SessionRun.Late(time("09:25"), time("10:25")));
  }

  @Test
  void sessionsThatNobodyWasToldOfGrowTogetherInSilence() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.add("10:00", "11:00", "10:30");

    run.end();

    assertThat(run.rows()).containsExactly(session(FINAL, "10:00", "11:00", 3));
  }

  @Test
  void aStartThatMovesEarlierMakesTheOldRowMerged() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, HOUR));
    run.add("10:00");
    run.advanceTo("10:30");
    run.rows();

    run.add("09:45", "09:20");

    assertThat(run.rows())
        .containsExactly(
            session(CORRECTED, "09:45", "10:00", 2),
            session(MERGED, "10:00", "10:00", 1),
            session(CORRECTED, "09:20", "10:00", 3),
            session(MERGED, "09:45", "10:00", 2));
  }

  @Test
  void aFinalSessionThatIsExtendedIsOpenAgainAndThenCorrected() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, HOUR));
    run.add("10:00");
    run.advanceTo("10:30");
    run.rows();

    run.add("10:20");
    assertThat(run.rows()).isEmpty();
    assertThat(run.sessions().wakeAt()).isEqualTo(time("10:50"));
    run.advanceTo("10:50");

    assertThat(run.rows()).containsExactly(session(CORRECTED, "10:00", "10:20", 2));
  }

  @Test
  void whereRowsAreAbsorbedByASessionThatIsOpenItsRowIsWrittenAtOnce() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, HOUR));
    run.add("11:00", "12:00");
    run.advanceTo("11:30");
    assertThat(run.rows()).containsExactly(session(FINAL, "11:00", "11:00", 1));

    run.add("11:30");
    assertThat(run.rows()).as("the row keeps its start, and is open again").isEmpty();
    run.add("10:40");
    assertThat(run.rows())
        .as("the row moves, so the old one goes with the new one")
        .containsExactly(
            session(PROVISIONAL, "10:40", "12:00", 4), session(MERGED, "11:00", "12:00", 3));

    run.advanceTo("12:30");
    assertThat(run.rows()).containsExactly(session(CORRECTED, "10:40", "12:00", 4));
  }

  @Test
  void anEarlyRowComesAtMostOnceAnIntervalAndOnlyIfTheSessionChanged() {
    SessionRun run =
        new SessionRun(SessionRule.of(GAP, HOUR).withEarlyRows(Duration.ofMinutes(10)));
    run.add("10:00");
    run.advanceTo("10:01");
    assertThat(run.rows()).as("the interval began with the activity").isEmpty();
    run.advanceTo("10:10");
    assertThat(run.rows()).containsExactly(session(PROVISIONAL, "10:00", "10:00", 1));
    assertThat(run.sessions().wakeAt()).as("nothing changed").isEqualTo(time("10:30"));

    run.add("10:12");
    assertThat(run.sessions().wakeAt()).isEqualTo(time("10:20"));
    run.advanceTo("10:13");
    run.add("10:14");
    run.advanceTo(time("10:20") - 1);
    assertThat(run.rows()).as("not yet").isEmpty();
    run.advanceTo("10:20");
    assertThat(run.rows()).containsExactly(session(PROVISIONAL, "10:00", "10:14", 3));

    run.advanceTo("10:44");
    assertThat(run.rows()).containsExactly(session(FINAL, "10:00", "10:14", 3));
  }

  @Test
  void anEarlyRowWhoseStartMovesIsMerged() {
    SessionRun run =
        new SessionRun(SessionRule.of(GAP, HOUR).withEarlyRows(Duration.ofMinutes(10)));
    run.add("10:00");
    run.advanceTo("10:10");
    run.rows();

    run.add("09:50");

    assertThat(run.rows())
        .containsExactly(
            session(PROVISIONAL, "09:50", "10:00", 2), session(MERGED, "10:00", "10:00", 1));
    run.advanceTo("10:30");
    assertThat(run.rows()).containsExactly(session(FINAL, "09:50", "10:00", 2));
  }

  @Test
  void aRowThatWasFinalIsNotWrittenEarlyAgain() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, HOUR).withEarlyRows(Duration.ofMinutes(1)));
    run.add("10:00");
    run.advanceTo("10:31");
    run.rows();

    run.add("10:20");
    run.advanceTo("10:40");
    assertThat(run.rows()).isEmpty();
    run.advanceTo("10:51");

    assertThat(run.rows()).containsExactly(session(CORRECTED, "10:00", "10:20", 2));
  }

  @Test
  void whatIsDueByTheTimeThatAnActivityBringsIsDoneBeforeIt() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, HOUR));
    run.add("10:00");
    run.setWoken(false);
    run.advanceTo("12:30");

    run.add("12:30");
    run.end();

    assertThat(run.rows())
        .containsExactly(session(FINAL, "10:00", "10:00", 1), session(FINAL, "12:30", "12:30", 1));
  }

  @Test
  void whatTheStateRemembersOfTimeIsNotUndoneByAWatermarkThatIsBehind() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, Duration.ZERO));
    run.add("10:00", "12:00");
    run.advanceTo("11:45");

    run.restore();
    run.add("10:00");

    assertThat(run.late()).containsExactly(new SessionRun.Late(time("10:00"), time("11:45")));
  }

  @Test
  void aRaisedLatenessDoesNotOpenAgainWhatWasClosed() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, HOUR));
    run.add("10:00", "11:10");
    run.advanceTo("11:35");
    run.rows();

    run.restoreUnder(SessionRule.of(GAP, Duration.ofHours(24)));
    run.add("10:05", "10:06", "11:05");
    run.advanceTo("13:00");

    assertThat(run.rows())
        .containsExactly(
            session(CORRECTED, "10:00", "10:06", 2), session(FINAL, "11:05", "11:10", 2));
    assertThat(run.late()).containsExactly(new SessionRun.Late(time("10:05"), time("11:35")));
  }

  @Test
  void aLoweredLatenessHoldsAtOnce() {
    SessionRun run = new SessionRun(SessionRule.of(GAP, Duration.ofHours(24)));
    run.add("10:00");
    run.advanceTo("11:30");
    run.rows();

    run.restoreUnder(SessionRule.of(GAP, HOUR));
    run.add("10:00");

    assertThat(run.rows()).isEmpty();
    assertThat(run.late()).containsExactly(new SessionRun.Late(time("10:00"), time("11:30")));
  }

  @Test
  void sessionsReachFromTheBeginningToTheEndOfTime() {
    SessionRun run = new SessionRun(SessionRule.standard());
    long last = EventTime.MAX - 1;
    run.add(last);
    run.add(EventTime.MIN);
    run.add(last - GAP_MILLIS);
    run.add(EventTime.MIN + GAP_MILLIS);
    run.add(-1);
    run.add(0);

    run.end();

    assertThat(run.rows())
        .containsExactly(
            session(
                FINAL, EventTime.MIN, EventTime.MIN + 2 * GAP_MILLIS, EventTime.MIN + GAP_MILLIS),
            session(FINAL, -1, GAP_MILLIS, 0),
            session(FINAL, last - GAP_MILLIS, EventTime.MAX, last));
    assertThat(run.sessions().isSpent()).isTrue();
  }

  @Test
  void atTheBeginningOfTimeNothingIsLate() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.advanceTo(EventTime.MIN + 1);

    run.add(EventTime.MIN);

    assertThat(run.late()).isEmpty();
  }

  @Test
  void afterTheEndOfABoundedInputEverythingIsLate() {
    SessionRun run = new SessionRun(SessionRule.standard());
    run.end();

    run.add("10:00");

    assertThat(run.late()).containsExactly(new SessionRun.Late(time("10:00"), EventTime.MAX));
    assertThat(run.sessions().isSpent()).isTrue();
  }

  @Test
  void onlyOneUsersActivitiesAreTaken() {
    UserSessions sessions = new UserSessions();
    SessionRule rule = SessionRule.standard();
    sessions.onActivity(new Activity("ana", "view", 0), rule, EventTime.MIN, row -> {});

    assertThatThrownBy(
            () ->
                sessions.onActivity(new Activity("eva", "view", 0), rule, EventTime.MIN, row -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an activity of user eva came to the sessions of ana");
  }

  @Test
  void aWakeUpThatComesTooSoonDoesNothing() {
    UserSessions sessions = new UserSessions();
    SessionRule rule = SessionRule.standard();
    sessions.onActivity(new Activity("ana", "view", 0), rule, EventTime.MIN, row -> {});

    assertThat(sessions.onTime(rule, GAP_MILLIS - 1, row -> {})).isFalse();
    assertThat(sessions.clock()).isEqualTo(EventTime.MIN);
    assertThat(sessions.onTime(rule, GAP_MILLIS, row -> {})).isTrue();
    assertThat(sessions.clock()).isEqualTo(GAP_MILLIS);
  }

  @Test
  void aCopyStandsOnItsOwn() {
    UserSessions sessions = new UserSessions();
    SessionRule rule = SessionRule.of(GAP, HOUR);
    sessions.onActivity(new Activity("ana", "view", 0), rule, GAP_MILLIS, row -> {});

    UserSessions copy = sessions.copy();
    sessions.onActivity(new Activity("ana", "view", 1), rule, 2 * GAP_MILLIS, row -> {});

    assertThat(copy.userId()).isEqualTo("ana");
    assertThat(copy.clock()).isEqualTo(GAP_MILLIS);
    assertThat(copy.closedThrough()).isEqualTo(GAP_MILLIS - HOUR.toMillis());
    assertThat(copy.wakeAt()).isEqualTo(GAP_MILLIS + HOUR.toMillis() + 2 * GAP_MILLIS);
    assertThat(copy.sessions()).isEqualTo(List.of(new KeptSession(0, 0, 1, 1, true)));
  }

  /** A session by the times of day of its first and its last activity. */
  private static ActivitySession session(
      RowStatus status, String first, String last, long actions) {
    return new ActivitySession(
        SessionRun.USER,
        new TimeWindow(time(first), time(last) + GAP_MILLIS),
        time(last),
        actions,
        status);
  }

  /** A session of two activities. */
  private static ActivitySession session(RowStatus status, long start, long end, long last) {
    return new ActivitySession(SessionRun.USER, new TimeWindow(start, end), last, 2, status);
  }
}

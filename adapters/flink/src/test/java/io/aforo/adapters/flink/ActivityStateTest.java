package io.aforo.adapters.flink;

import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.TrackActivity;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.activity.UserSessions;
import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Flink keeps of users, and that it lets them go. */
class ActivityStateTest {

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final int USERS = 200;

  private final TrackActivity track =
      new TrackActivity(SessionRule.of(Duration.ofMinutes(30), Duration.ofHours(2)));
  private KeyedOneInputStreamOperatorTestHarness<
          String, Ingested.Accepted<Activity>, ActivitySession>
      harness;
  private long offset;

  @BeforeEach
  void open() throws Exception {
    harness = opened(null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void afterTheLastSessionIsForgottenNothingIsLeft() throws Exception {
    Random random = new Random(7);
    for (int minute = 0; minute < 300; minute++) {
      long now = time("10:00") + minute * MINUTE;
      for (int i = 0; i < 20; i++) {
        send("u" + random.nextInt(USERS), now - random.nextLong(60 * MINUTE));
      }
      harness.processWatermark(now);
    }
    assertThat(harness.numKeyedStateEntries()).isEqualTo(USERS);
    assertThat(harness.numEventTimeTimers()).isPositive();

    // The last activity and its gap, the lateness, and two gaps more.
    harness.processWatermark(time("10:00") + (299 + 30 + 120 + 60) * MINUTE);

    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void aUserWhoIsNeverStillHasAFewTimersAndNotOneForEachActivity() throws Exception {
    for (int second = 0; second < 7_200; second++) {
      send("ana", time("10:00") + second * 1_000L);
      harness.processWatermark(time("10:00") + second * 1_000L - 1);

      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    }
  }

  @Test
  void whatIsLateForAUserWhoWasForgottenBeforeARestartIsLateAfterIt() throws Exception {
    send("ana", time("10:00"));
    harness.processWatermark(time("14:00"));
    assertThat(harness.numKeyedStateEntries()).isZero();

    restore();
    send("ana", time("10:00"));

    assertThat(harness.extractOutputValues()).isEmpty();
    Queue<StreamRecord<LateEvent>> late = harness.getSideOutput(SideOutputs.LATE_EVENTS);
    assertThat(late)
        .as("late events after the restart")
        .extracting(record -> record.getValue().watermark())
        .containsExactly(time("14:00"));
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void whatIsInTimeForAUserWhoWasForgottenBeforeARestartBeginsANewSession() throws Exception {
    send("ana", time("10:00"));
    harness.processWatermark(time("14:00"));

    restore();
    send("ana", time("12:00"));
    harness.processWatermark(EventTime.MAX);

    assertThat(harness.extractOutputValues())
        .extracting(session -> session.window().start())
        .containsExactly(time("12:00"));
  }

  private void restore() throws Exception {
    OperatorSubtaskState saved = harness.snapshot(1, 1);
    harness.close();
    harness = opened(saved);
  }

  private void send(String user, long occurredAt) throws Exception {
    harness.processElement(
        new StreamRecord<>(
            new Ingested.Accepted<>(
                new SourceRecord("clicks", 0, offset++, occurredAt, new byte[0], new byte[0]),
                new Activity(user, "view", occurredAt))));
  }

  private KeyedOneInputStreamOperatorTestHarness<
          String, Ingested.Accepted<Activity>, ActivitySession>
      opened(OperatorSubtaskState saved) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, Ingested.Accepted<Activity>, ActivitySession>
        opened =
            new KeyedOneInputStreamOperatorTestHarness<>(
                new UseCaseOperator<
                    String, Ingested.Accepted<Activity>, UserSessions, ActivitySession>(
                    track,
                    KeptState.whole(Formats.USER_SESSIONS, track::newState),
                    Topology.ACTIVITY,
                    Silence.IGNORED),
                track::keyOf,
                Types.STRING);
    if (saved != null) {
      opened.initializeState(saved);
    }
    opened.open();
    return opened;
  }
}

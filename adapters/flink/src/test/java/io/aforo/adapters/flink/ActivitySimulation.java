package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.SimulatedJob.Operator;
import io.aforo.adapters.flink.SimulatedJob.Stage;
import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.TrackActivity;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.Store;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.activity.UserSessions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** What users do, from the log to the rows of their sessions, against plain loops. */
final class ActivitySimulation implements Simulation {

  /** A row without its status. */
  private record Shown(long end, long last, long actions) {}

  private final Schedule.Setup setup;
  private final long gap;
  private final long lateness;
  private final TrackActivity track;

  ActivitySimulation(Schedule.Setup setup) {
    this.setup = setup;
    Duration gap = Duration.ofMinutes(List.of(4, 15).get(setup.choice() % 2));
    Duration lateness = Duration.ofMinutes(List.of(0, 7, 100_000).get(setup.choice() / 2 % 3));
    Duration early = Duration.ofMinutes(setup.choice() / 6 % 2);
    this.gap = gap.toMillis();
    this.lateness = lateness.toMillis();
    this.track = new TrackActivity(SessionRule.of(gap, lateness).withEarlyRows(early));
  }

  @Override
  public SimulatedJob.Pipeline pipeline() {
    return new SimulatedJob.Pipeline() {
      @Override
      public List<Stage> stages() {
        return List.of(
            new Stage(
                List.of(SalesSimulation.intake(Topology.ACTIVITY, Formats.ACCEPTED_ACTIVITY)),
                (record, parallelism) -> 0),
            new Stage(
                List.of(
                    new Operator(
                        place ->
                            new KeyedOneInputStreamOperatorTestHarness<>(
                                new UseCaseOperator<
                                    String,
                                    Ingested.Accepted<Activity>,
                                    UserSessions,
                                    ActivitySession>(
                                    track,
                                    KeptState.whole(Formats.USER_SESSIONS, track::newState),
                                    Topology.ACTIVITY,
                                    SILENCE),
                                track::keyOf,
                                Types.STRING,
                                place),
                        Formats.ACTIVITY_SESSION)),
                (record, parallelism) ->
                    SalesSimulation.subtaskOf(userOf((Ingested.Accepted<?>) record), parallelism)));
      }

      @Override
      public List<Operator> rules() {
        return List.of();
      }

      @Override
      public SimulatedJob.Route writers() {
        return (row, parallelism) ->
            SalesSimulation.subtaskOf(((ActivitySession) row).userId(), parallelism);
      }

      @Override
      public Store<Object> store(boolean isGuarded) {
        return SimulatedTable.ofSessions(isGuarded);
      }

      @Override
      public long outOfOrderness() {
        return 60_000;
      }

      @Override
      public long timeOf(Object event) {
        return ((Activity) event).occurredAt();
      }
    };
  }

  private static String userOf(Ingested.Accepted<?> accepted) {
    return ((Activity) accepted.event()).userId();
  }

  @Override
  public boolean endsInSilence() {
    return setup.isInOrder() && setup.choice() % 7 == 0 && lateness <= 7 * 60_000;
  }

  @Override
  public void assertNothingIsOpen(SimulatedJob job) {
    assertNothingIsKept(job);
  }

  @Override
  public void assertNothingIsKept(SimulatedJob job) {
    for (AbstractStreamOperatorTestHarness<?> sessions : job.operators(1, 0)) {
      assertThat(sessions.numEventTimeTimers()).as("timers").isZero();
      assertThat(SalesSimulation.keys(sessions, "state")).as("users").isZero();
    }
  }

  @Override
  public void assertTables(SimulatedJob job) {
    assertThat(Simulation.letters(job))
        .as("dead letters")
        .isEqualTo(Simulation.lettersOfIntake(job));
    List<Ingested.Accepted<?>> all = Simulation.accepted(job);
    assertThat(job.counters().getOrDefault("activity.accepted", 0L))
        .as("accepted")
        .isEqualTo(all.size());
    Map<String, Long> clocks = setup.isInOrder() ? Simulation.clocks(job, pipeline()) : Map.of();
    Map<String, NaiveSessions> users = new TreeMap<>();
    Set<String> late = new TreeSet<>();
    for (Ingested.Accepted<?> accepted : all) {
      Activity activity = (Activity) accepted.event();
      String place = SimulatedJob.place(accepted);
      if (!setup.isInOrder()
          && activity.occurredAt() + gap + lateness <= Simulation.latest(job.judged().get(place))) {
        // Whether it was late is open, and with it all else.
        return;
      }
      NaiveSessions sessions =
          users.computeIfAbsent(activity.userId(), none -> new NaiveSessions(gap, lateness));
      if (!sessions.add(activity.occurredAt(), 0, clocks.getOrDefault(place, Long.MIN_VALUE))) {
        late.add(activity.userId() + " at " + activity.occurredAt() + " in " + place);
      }
    }
    Map<String, Shown> expected = new TreeMap<>();
    users.forEach(
        (user, sessions) ->
            sessions
                .sessions()
                .forEach(
                    session ->
                        expected.put(
                            user + " from " + session.first(),
                            new Shown(session.last() + gap, session.last(), session.events()))));

    assertThat(shown(job)).isEqualTo(expected);
    Set<String> told = new TreeSet<>();
    for (LateEvent event : job.late().values()) {
      String place = event.eventId().replaceFirst(".*-(?=\\d+@\\d+$)", "");
      told.add(event.sourceId() + " at " + event.eventTime() + " in " + place);
    }
    assertThat(told).as("late activities").isEqualTo(late);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Shown> shown(SimulatedJob job) {
    Map<String, Shown> shown = new TreeMap<>();
    for (ActivitySession row : ((SimulatedTable<ActivitySession>) (Store<?>) job.store()).rows()) {
      if (SimulatedTable.isShown(row.status())) {
        shown.put(
            row.userId() + " from " + row.window().start(),
            new Shown(row.window().end(), row.lastActivity(), row.actions()));
      }
    }
    return shown;
  }
}

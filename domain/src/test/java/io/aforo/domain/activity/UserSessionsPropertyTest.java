package io.aforo.domain.activity;

import static io.aforo.domain.sales.SaleBuilder.aSale;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.ReportRun;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** A user's sessions against plain loops, and against sales, on random streams around the epoch. */
class UserSessionsPropertyTest {

  private static final Comparator<ActivitySession> HEIGHT =
      Comparator.comparingLong(ActivitySession::revision)
          .thenComparingInt(row -> row.status().rank());

  private enum Act {
    ACT,
    MOVE_TIME,
    RESTORE,
    MISS_WAKE_UPS
  }

  /** What happens next, at which time. */
  private record Step(Act act, long time) {}

  @Property(edgeCases = EdgeCasesMode.NONE)
  void sessionsAndLateActivitiesEqualBruteForceWhateverHappens(
      @ForAll("rules") SessionRule rule, @ForAll("steps") List<Step> steps) {
    SessionRun run = new SessionRun(rule);
    NaiveSessions naive = new NaiveSessions(rule);
    Shown shown = new Shown();

    for (Step step : steps) {
      switch (step.act) {
        case ACT -> {
          boolean isInTime = run.add(step.time);
          assertThat(isInTime).as("%s", step).isEqualTo(naive.add(step.time, run.clock()));
        }
        case MOVE_TIME -> run.advanceTo(step.time);
        case RESTORE -> run.restore();
        default -> run.setWoken(step.time < 0);
      }
      shown.take(run.rows());
      sessionsLieApart(run.sessions(), rule);
    }
    run.end();
    shown.take(run.rows());

    assertThat(shown.sessions()).isEqualTo(naive.sessions());
    assertThat(shown.mergedAreThoseSaidToBe()).isTrue();
    assertThat(run.sessions().isSpent()).isTrue();
    assertThat(run.sessions().wakeAt()).isEqualTo(EventTime.MAX);
    Statistics.label("late").collect(!run.late().isEmpty());
    Statistics.label("merged").collect(!shown.saidMerged.isEmpty());
    Statistics.label("corrected")
        .collect(shown.rows.values().stream().anyMatch(row -> row.status() == RowStatus.CORRECTED));
  }

  /** Nothing is late, so all that counts is where the gaps are. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void withoutLatenessSessionsAreWhatLiesBetweenTheGapsInWhateverOrder(
      @ForAll("rules") SessionRule rule, @ForAll("steps") List<Step> steps, @ForAll Random random) {
    SessionRule patient =
        new SessionRule(rule.windows(), new WindowLifecycle(100_000), rule.earlyMillis());
    List<Step> inAnyOrder = new ArrayList<>(steps);
    Collections.shuffle(inAnyOrder, random);
    SessionRun run = new SessionRun(patient);
    Shown shown = new Shown();

    for (Step step : inAnyOrder) {
      if (step.act == Act.ACT) {
        run.add(step.time);
      } else {
        run.advanceTo(step.time);
      }
      shown.take(run.rows());
    }
    run.end();
    shown.take(run.rows());

    assertThat(shown.sessions()).isEqualTo(betweenGaps(steps, rule.windows().gapMillis()));
  }

  /** Sales by customer have sessions of their own making; both must be the same. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void theSameStreamAsSalesOfACustomerGivesTheSameRows(
      @ForAll("rules") SessionRule rule, @ForAll("steps") List<Step> steps) {
    SessionRun activities = new SessionRun(rule);
    ReportRun sales =
        ReportRun.of(
            new SalesReport(
                "r",
                rule.windows(),
                Set.of(Dimension.CUSTOMER),
                rule.lifecycle(),
                rule.earlyMillis()));

    List<Step> untilTheEnd = new ArrayList<>(steps);
    untilTheEnd.add(new Step(Act.MOVE_TIME, EventTime.MAX));
    long late = 0;
    for (Step step : untilTheEnd) {
      if (step.act == Act.ACT) {
        activities.add(step.time);
        sales.add(aSale().by(SessionRun.USER).at(step.time));
      } else {
        activities.advanceTo(step.time);
        sales.advanceTo(step.time);
      }
      late += sales.late().size();

      assertThat(linesOf(activities.rows(), step)).isEqualTo(linesOfSales(sales.rows(), step));
      assertThat(activities.late()).hasSize((int) late);
    }
  }

  private static List<String> linesOf(List<ActivitySession> rows, Step step) {
    return inOrder(
        rows.stream().map(row -> line(row.window(), row.actions(), row.status())).toList(), step);
  }

  private static List<String> linesOfSales(List<SalesRow> rows, Step step) {
    return inOrder(
        rows.stream().map(row -> line(row.window(), row.revision(), row.status())).toList(), step);
  }

  private static String line(TimeWindow window, long revision, RowStatus status) {
    return window + " " + revision + " " + status;
  }

  /** Of what is due at one time, none comes before the other. */
  private static List<String> inOrder(List<String> lines, Step step) {
    return step.act == Act.ACT ? lines : lines.stream().sorted().toList();
  }

  private static void sessionsLieApart(UserSessions sessions, SessionRule rule) {
    KeptSession before = null;
    for (KeptSession session : sessions.sessions()) {
      assertThat(session.first()).isLessThanOrEqualTo(session.last());
      if (before != null) {
        assertThat(session.first() - before.last()).isGreaterThan(rule.windows().gapMillis());
      }
      before = session;
    }
  }

  /** A session but for its start and its status. */
  private record Span(long end, long lastActivity, long actions) {}

  private static SortedMap<Long, Span> betweenGaps(List<Step> steps, long gap) {
    SortedMap<Long, Span> sessions = new TreeMap<>();
    List<Long> times =
        steps.stream().filter(step -> step.act == Act.ACT).map(Step::time).sorted().toList();
    long start = 0;
    long last = 0;
    long actions = 0;
    for (long time : times) {
      if (actions == 0 || time - last > gap) {
        start = time;
        actions = 0;
      }
      last = time;
      actions++;
      sessions.put(start, new Span(last + gap, last, actions));
    }
    return sessions;
  }

  /** Sessions as sets of activities that are never forgotten, by the rules in words. */
  private static final class NaiveSessions {

    private final long gap;
    private final long lateness;
    private final List<List<Long>> all = new ArrayList<>();

    private NaiveSessions(SessionRule rule) {
      gap = rule.windows().gapMillis();
      lateness = rule.lifecycle().latenessMillis();
    }

    /** Takes an activity, if it is in time. */
    private boolean add(long time, long clock) {
      List<List<Long>> together =
          all.stream()
              .filter(session -> session.stream().anyMatch(other -> Math.abs(other - time) <= gap))
              .toList();
      List<Long> joined = new ArrayList<>(List.of(time));
      together.forEach(joined::addAll);
      boolean isWithinOne =
          together.stream()
              .anyMatch(
                  session -> Collections.min(session) <= time && time <= Collections.max(session));
      boolean isClosed = Collections.max(joined) + gap + lateness <= clock;
      boolean isOutOfReach = time + gap + lateness + gap <= clock;
      if (isClosed || (isOutOfReach && !isWithinOne)) {
        return false;
      }
      all.removeAll(together);
      all.add(joined);
      return true;
    }

    private SortedMap<Long, Span> sessions() {
      SortedMap<Long, Span> sessions = new TreeMap<>();
      for (List<Long> session : all) {
        long last = Collections.max(session);
        sessions.put(Collections.min(session), new Span(last + gap, last, session.size()));
      }
      return sessions;
    }
  }

  /** What a store shows of the rows, each checked as it comes. */
  private static final class Shown {

    private final SortedMap<Long, ActivitySession> rows = new TreeMap<>();
    private final SortedMap<Long, ActivitySession> saidMerged = new TreeMap<>();
    private final Map<Long, ActivitySession> last = new HashMap<>();

    private void take(List<ActivitySession> said) {
      for (int i = 0; i < said.size(); i++) {
        ActivitySession row = said.get(i);
        ActivitySession before = last.put(row.window().start(), row);
        if (before != null) {
          assertThat(HEIGHT.compare(row, before)).as("%s after %s", row, before).isPositive();
        }
        boolean absorbs = i + 1 < said.size() && row.absorbs(said.get(i + 1));
        if (before != null && before.status() != RowStatus.PROVISIONAL && !absorbs) {
          assertThat(row.status()).isNotEqualTo(RowStatus.PROVISIONAL);
        }
        if (row.status() == RowStatus.MERGED) {
          saidMerged.put(row.window().start(), row);
        }
        write(row);
      }
    }

    private void write(ActivitySession said) {
      assertThat(rows.values()).as("covered: " + said).noneMatch(said::isCoveredBy);
      rows.merge(
          said.window().start(),
          said,
          (kept, next) -> HEIGHT.compare(next, kept) >= 0 ? next : kept);
      rows.replaceAll((start, kept) -> said.absorbs(kept) ? kept.merged() : kept);
    }

    private boolean mergedAreThoseSaidToBe() {
      return rows.values().stream()
          .filter(row -> row.status() == RowStatus.MERGED)
          .map(row -> row.window().start())
          .toList()
          .equals(List.copyOf(saidMerged.keySet()));
    }

    private SortedMap<Long, Span> sessions() {
      SortedMap<Long, Span> sessions = new TreeMap<>();
      rows.forEach(
          (start, row) -> {
            if (row.status() != RowStatus.MERGED) {
              assertThat(row.status()).as("settled").isNotEqualTo(RowStatus.PROVISIONAL);
              sessions.put(start, new Span(row.window().end(), row.lastActivity(), row.actions()));
            }
          });
      return sessions;
    }
  }

  @Provide
  Arbitrary<SessionRule> rules() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 15).map(SessionWindows::new),
            Arbitraries.of(0L, 0L, 1L, 5L, 40L, 1_000L).map(WindowLifecycle::new),
            Arbitraries.of(0L, 0L, 1L, 7L))
        .as(SessionRule::new);
  }

  /** Times fall anywhere, or they move on with the stream and are out of order by more or less. */
  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Act> acts =
        Arbitraries.frequency(
            Tuple.of(20, Act.ACT),
            Tuple.of(6, Act.MOVE_TIME),
            Tuple.of(1, Act.RESTORE),
            Tuple.of(1, Act.MISS_WAKE_UPS));
    Arbitrary<List<Step>> steps =
        Combinators.combine(acts, Arbitraries.longs().between(-60, 60))
            .as(Step::new)
            .list()
            .ofMaxSize(60);
    return Combinators.combine(steps, Arbitraries.of(6L, 20L, 60L), Arbitraries.of(0L, 1L, 3L))
        .as(
            (raw, disorder, pace) -> {
              List<Step> flowing = new ArrayList<>();
              for (int i = 0; i < raw.size(); i++) {
                long time = raw.get(i).time % (disorder + 1) + pace * (i - 30);
                flowing.add(new Step(raw.get(i).act, time));
              }
              return flowing;
            });
  }
}

package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.AlertHistory;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.temperature.AlertChange;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The contracts themselves, against stores that keep a part of them. */
final class PromisesTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        Log.class,
        NewestOfALog.class,
        LastWins.class,
        RowByRow.class,
        LateLog.class,
        LastEntries.class
      })
  void aStoreThatKeepsWhatItPromisesPasses(Class<?> store) {
    Events tests = run(store);

    assertThat(failed(tests)).isEmpty();
    assertThat(tests.succeeded().count()).isGreaterThan(3);
  }

  @Test
  void whatAStoreDoesNotPromiseIsSkippedAndTheReasonIsSaid() {
    assertThat(reasons(run(LateLog.class)))
        .containsExactly(
            "the store does not promise FIRST_WINS"
                + " (a record that is there already is left as it is)",
            "the store does not promise IDEMPOTENT (writing the same record again changes nothing)",
            "the store does not promise WHOLE_BATCHES"
                + " (a batch is kept and seen whole or not at all)");
    assertThat(reasons(run(NewestOfALog.class)))
        .containsExactly(
            "the store does not promise ABSORPTION (sessions absorb the rows within them)",
            "the store does not promise WHOLE_BATCHES"
                + " (a batch is kept and seen whole or not at all)");
  }

  @Test
  void aStoreThatPromisesIdempotenceAndAddsIsFoundOut() {
    assertThat(failed(run(LogThatPromises.class)))
        .contains(
            "writingTheSameRowTwiceChangesNothing",
            "aSessionThatGrowsKeepsItsRow",
            "ofSeveralStatesInABatchTheLastOneIsReadIfTheyAreInTheirOrder");
  }

  @Test
  void aStoreThatPromisesAGuardAndTakesWhatComesIsFoundOut() {
    assertThat(failed(run(LastWinsThatPromisesAGuard.class)))
        .contains(
            "fewerContributionsNeverReplaceMore",
            "atTheSameRevisionALowerStatusNeverReplacesAHigherOne",
            "ofTwoRowsWithOneKeyInABatchTheHigherCounts",
            "aLowerGenerationNeverReplacesAHigherOne",
            "duplicatesReorderingAndStaleRevisionsEndInTheHighestRows");
  }

  @Test
  void aStoreThatPromisesAbsorptionAndHasNoneIsFoundOut() {
    assertThat(failed(run(NewestThatPromisesAbsorption.class)))
        .contains(
            "aSessionTakesThePlaceOfWhatBeginsWithinIt",
            "aPartOfAStoredSessionIsMergedFromTheBeginning",
            "aLateActivityThatBridgesTwoSessionsLeavesOneRowAndOneThatIsMerged",
            "afterAnyRestartsTheSessionsStandAlone");
  }

  @Test
  void aStoreThatPromisesWholeBatchesAndShowsPartsIsFoundOut() {
    assertThat(failed(run(RowByRowThatPromisesWholeBatches.class)))
        .containsExactly("aReaderSeesNoPartOfABatch", "nothingIsKeptOfABatchThatFails");
  }

  @Test
  void aStoreThatPromisesThatTheFirstStaysAndAddsIsFoundOut() {
    assertThat(failed(run(LateLogThatPromises.class)))
        .containsExactly(
            "anEventThatIsThereAlreadyIsLeftAsItIs", "writingTheSameEventTwiceChangesNothing");
  }

  @Test
  void aStoreThatPromisesThatTheFirstStaysAndReplacesIsFoundOut() {
    assertThat(failed(run(LastEntriesThatPromise.class)))
        .containsExactly("anEntryThatIsThereAlreadyIsLeftAsItIs");
  }

  @Test
  void whatAPortAsksForIsWhatItsContractTests() {
    assertThat(tested(SalesReportsContract.class)).isEqualTo(SalesReportsContract.EVERYTHING);
    assertThat(tested(ActivitySessionsContract.class))
        .isEqualTo(ActivitySessionsContract.EVERYTHING);
    assertThat(tested(TemperatureAlertsContract.class))
        .isEqualTo(TemperatureAlertsContract.EVERYTHING);
    assertThat(tested(AlertHistoryContract.class)).isEqualTo(AlertHistoryContract.EVERYTHING);
    assertThat(tested(LateEventsContract.class)).isEqualTo(LateEventsContract.EVERYTHING);
    assertThat(tested(DeadLettersContract.class)).isEqualTo(DeadLettersContract.EVERYTHING);
  }

  private static Events run(Class<?> store) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(store))
        .execute()
        .testEvents();
  }

  /** The names of the tests that failed. */
  private static SortedSet<String> failed(Events tests) {
    return tests.failed().stream()
        .map(event -> event.getTestDescriptor().getSource().orElseThrow())
        .map(source -> ((MethodSource) source).getMethodName())
        .collect(TreeSet::new, Collection::add, Collection::addAll);
  }

  private static SortedSet<String> reasons(Events tests) {
    return tests.skipped().stream()
        .map(event -> event.getRequiredPayload(String.class))
        // Those that need several say them all; here one each will do.
        .filter(reason -> !reason.contains("), "))
        .collect(TreeSet::new, Collection::add, Collection::addAll);
  }

  private static Set<Promise> tested(Class<?> contract) {
    Set<Promise> tested = EnumSet.noneOf(Promise.class);
    for (Method test : contract.getMethods()) {
      Promised needed = test.getAnnotation(Promised.class);
      if (needed != null) {
        tested.addAll(List.of(needed.value()));
      }
    }
    return tested;
  }

  /** Keeps all that comes. */
  static class Log implements ActivitySessionsContract {

    final List<Kept> kept = new ArrayList<>();

    @Override
    public Set<Promise> promises() {
      return Set.of();
    }

    @Override
    public ActivitySessions sessions(int generation) {
      return new Writer(session -> keep(new Kept(generation, session)));
    }

    void keep(Kept session) {
      kept.add(session);
    }

    @Override
    public List<ActivitySession> stored() {
      return kept.stream().map(Kept::session).toList();
    }
  }

  static final class LogThatPromises extends Log {
    @Override
    public Set<Promise> promises() {
      return Set.of(Promise.IDEMPOTENT, Promise.UPSERT);
    }
  }

  /** Tells the newest state by the guard's order when it is read. */
  static class NewestOfALog extends Log {

    private static final Comparator<Kept> ORDER =
        Comparator.comparingInt(Kept::generation)
            .thenComparingLong(kept -> kept.session.revision())
            .thenComparingInt(kept -> kept.session.status().rank());

    @Override
    public Set<Promise> promises() {
      return EnumSet.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.GUARD);
    }

    @Override
    public List<ActivitySession> stored() {
      Map<ActivitySession.Key, Kept> newest = new LinkedHashMap<>();
      for (Kept next : kept) {
        newest.merge(
            next.session.key(), next, (one, other) -> ORDER.compare(other, one) >= 0 ? other : one);
      }
      return newest.values().stream().map(Kept::session).toList();
    }
  }

  static final class NewestThatPromisesAbsorption extends NewestOfALog {
    @Override
    public Set<Promise> promises() {
      return EnumSet.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.GUARD, Promise.ABSORPTION);
    }
  }

  /** Replaces by key, whatever comes. */
  static class LastWins implements ActivitySessionsContract {

    final Map<ActivitySession.Key, ActivitySession> rows = new ConcurrentHashMap<>();

    @Override
    public Set<Promise> promises() {
      return EnumSet.of(Promise.IDEMPOTENT, Promise.UPSERT);
    }

    @Override
    public ActivitySessions sessions(int generation) {
      return new Writer(session -> rows.put(session.key(), session));
    }

    @Override
    public List<ActivitySession> stored() {
      return List.copyOf(rows.values());
    }
  }

  static final class LastWinsThatPromisesAGuard extends LastWins {
    @Override
    public Set<Promise> promises() {
      return EnumSet.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.GUARD);
    }
  }

  /** Shows each row as it comes; a writer on another thread lets a reader look in between. */
  static class RowByRow extends LastWins {

    private final Thread test = Thread.currentThread();
    private final AtomicInteger readings = new AtomicInteger();

    @Override
    public ActivitySessions sessions(int generation) {
      return new Writer(
          session -> {
            rows.put(session.key(), session);
            if (Thread.currentThread() != test && session.userId().equals("p0")) {
              awaitReading(readings.get() + 2);
            }
          });
    }

    /** One that begins after the row was shown. */
    private void awaitReading(int number) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (readings.get() < number
          && System.nanoTime() < deadline
          && !Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
    }

    @Override
    public List<ActivitySession> stored() {
      List<ActivitySession> stored = super.stored();
      readings.incrementAndGet();
      return stored;
    }
  }

  static final class RowByRowThatPromisesWholeBatches extends RowByRow {
    @Override
    public Set<Promise> promises() {
      return EnumSet.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.WHOLE_BATCHES);
    }
  }

  /** Keeps all that comes. */
  static class LateLog implements LateEventsContract {

    private final List<LateEvent> events = new ArrayList<>();

    @Override
    public Set<Promise> promises() {
      return Set.of();
    }

    @Override
    public LateEvents lateEvents() {
      return new LateEvents() {
        @Override
        public void write(List<LateEvent> batch) {
          events.addAll(batch);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<LateEvent> stored() {
      return List.copyOf(events);
    }
  }

  static final class LateLogThatPromises extends LateLog {
    @Override
    public Set<Promise> promises() {
      return Set.of(Promise.IDEMPOTENT, Promise.FIRST_WINS);
    }
  }

  /** Replaces by key, whatever comes. */
  static class LastEntries implements AlertHistoryContract {

    private final Map<List<Object>, AlertChange> changes = new LinkedHashMap<>();

    @Override
    public Set<Promise> promises() {
      return Set.of(Promise.IDEMPOTENT);
    }

    @Override
    public AlertHistory history() {
      return new AlertHistory() {
        @Override
        public void write(List<AlertChange> batch) {
          for (AlertChange change : batch) {
            changes.put(List.of(change.alert().alertId(), change.seq()), change);
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<Entry> stored() {
      return changes.values().stream().map(Entry::of).toList();
    }
  }

  static final class LastEntriesThatPromise extends LastEntries {
    @Override
    public Set<Promise> promises() {
      return Set.of(Promise.IDEMPOTENT, Promise.FIRST_WINS);
    }
  }

  record Kept(int generation, ActivitySession session) {}

  private record Writer(Consumer<ActivitySession> keep) implements ActivitySessions {

    @Override
    public void write(List<ActivitySession> batch) {
      batch.forEach(keep);
    }

    @Override
    public void close() {}
  }
}

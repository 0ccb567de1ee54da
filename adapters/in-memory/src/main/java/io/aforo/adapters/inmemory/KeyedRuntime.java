package io.aforo.adapters.inmemory;

import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs a use case on plain maps, in the calling thread: for tests of business rules and for small
 * recordings, with the answers that Flink gives. Nothing is saved.
 *
 * @param <K> the key
 * @param <E> the events that come in
 * @param <S> the state of one key
 * @param <R> the results that go out
 */
public final class KeyedRuntime<K, E, S, R> {

  private final KeyedProcess<K, E, S, R> process;
  private final Outcome<R> outcome;
  private final Map<K, Kept<S>> kept = new HashMap<>();
  private final TreeMap<Long, Set<K>> timers = new TreeMap<>();
  private long watermark = EventTime.MIN;

  /**
   * @param process the use case
   * @param outcome takes what it has to say, at once
   */
  public KeyedRuntime(KeyedProcess<K, E, S, R> process, Outcome<R> outcome) {
    this.process = Objects.requireNonNull(process, "process");
    this.outcome = Objects.requireNonNull(outcome, "outcome");
  }

  /** Hands in one event. */
  public void event(E event) {
    K key = process.keyOf(event);
    Kept<S> found = kept.computeIfAbsent(key, absent -> new Kept<>(process.newState()));
    process.onEvent(found.state, event, watermark, outcome);
    settle(key, found);
  }

  /**
   * Moves time forward and wakes the keys whose time has come, oldest first.
   *
   * @param watermark epoch milliseconds; one that is behind does nothing
   */
  public void watermark(long watermark) {
    if (watermark <= this.watermark) {
      return;
    }
    this.watermark = watermark;
    while (!timers.isEmpty() && timers.firstKey() <= watermark) {
      List<K> due = new ArrayList<>(timers.pollFirstEntry().getValue());
      for (K key : due) {
        Kept<S> found = kept.get(key);
        if (found != null) {
          found.timerAt = EventTime.MAX;
          process.onTime(found.state, watermark, outcome);
          settle(key, found);
        }
      }
    }
  }

  /** Keys that have a state. */
  public int keys() {
    return kept.size();
  }

  /** Wake-ups that are still to come. */
  public int pendingTimers() {
    return timers.values().stream().mapToInt(Set::size).sum();
  }

  private void settle(K key, Kept<S> found) {
    if (process.isSpent(found.state)) {
      kept.remove(key);
      return;
    }
    long wakeAt = process.wakeAt(found.state);
    if (wakeAt != EventTime.MAX && watermark < EventTime.END) {
      // One that is due by now was just served; it is looked at again when time moves.
      long at = Math.max(wakeAt, watermark + 1);
      if (at != found.timerAt) {
        timers.computeIfAbsent(at, time -> new LinkedHashSet<>()).add(key);
        found.timerAt = at;
      }
    }
  }

  /** A key's state, and the timer that was set for it last: most events leave it as it is. */
  private static final class Kept<S> {
    private final S state;
    private long timerAt = EventTime.MAX;

    private Kept(S state) {
      this.state = state;
    }
  }
}

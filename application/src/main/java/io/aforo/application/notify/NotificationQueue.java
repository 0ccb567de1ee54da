package io.aforo.application.notify;

import io.aforo.application.port.out.AlertNotifications.Outcome;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What has to be told of a bucket of alerts, and when: the newest telling of each alert until it is
 * taken, and an open alert again and again until it is over.
 *
 * <p>It is asked for the alerts of the next request and told what became of it; one request at a
 * time. What is under way is nowhere noted: a queue that is restored sends it again.
 *
 * <p>After a failure the whole queue waits, twice as long each time, for it is the receiver that
 * fails and not an alert. A request that is refused is taken apart: its alerts are sent singly, and
 * what is refused singly is given up, so that no alert stands in another's way.
 *
 * <p>It holds one entry for each open alert, and at most {@value #MOST_CLOSED} that are closed. All
 * times here are the wall clock's, epoch milliseconds, and come from outside.
 */
public final class NotificationQueue {

  /** The most alerts in one request. */
  public static final int MOST_IN_A_REQUEST = 64;

  /** The most closed alerts that wait. */
  static final int MOST_CLOSED = 1_000;

  /** The time of what is not due before it changes. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long FIRST_PAUSE = Duration.ofSeconds(1).toMillis();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(30).toMillis();

  /** So long a closed alert is sent again to receivers that have missed its end. */
  private static final long CATCHING_UP = Duration.ofMinutes(15).toMillis();

  private static final Comparator<Alert> BY_AGE =
      Comparator.comparingLong(Alert::revision).thenComparing(alert -> alert.state().rank());

  // By alert id, in the order of their first telling.
  private final Map<String, Entry> entries;
  private int failures;
  private long pausedUntil;

  /** A queue that has nothing to tell. */
  public NotificationQueue() {
    this(new LinkedHashMap<>(), 0, 0);
  }

  private NotificationQueue(Map<String, Entry> entries, int failures, long pausedUntil) {
    this.entries = entries;
    this.failures = failures;
    this.pausedUntil = pausedUntil;
  }

  /** The queue that gave {@code snapshot}: it goes on as that one would have. */
  public static NotificationQueue restore(Snapshot snapshot) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    snapshot.entries().forEach(entry -> entries.put(entry.alert().alertId(), entry));
    return new NotificationQueue(entries, snapshot.failures(), snapshot.pausedUntil());
  }

  /** All that this queue knows; later changes do not show in it. */
  public Snapshot snapshot() {
    return new Snapshot(List.copyOf(entries.values()), failures, pausedUntil);
  }

  /** A queue in the same state that shares nothing with this one that can change. */
  public NotificationQueue copy() {
    return new NotificationQueue(new LinkedHashMap<>(entries), failures, pausedUntil);
  }

  /** Whether this queue is as good as a new one. */
  public boolean isSpent() {
    return entries.isEmpty();
  }

  /**
   * Takes in a change. One that is not told, one that is older than what is known, by revision and
   * rank of the state, and one that says the same as before change nothing.
   *
   * @return the alerts that are let go untold for lack of room: the oldest closed ones
   */
  public List<Alert> add(AlertChange change, long now) {
    Alert alert = change.alert();
    Entry known = entries.get(alert.alertId());
    if (!change.isTold()
        || (known != null
            && (BY_AGE.compare(alert, known.alert()) < 0 || alert.equals(known.alert())))) {
      return List.of();
    }
    entries.put(
        alert.alertId(),
        new Entry(
            alert,
            now,
            NEVER,
            false,
            known != null && known.isSentAlone(),
            known != null && known.wasRefused()));
    return alert.state() == AlertState.CLOSED ? makeRoom() : List.of();
  }

  private List<Alert> makeRoom() {
    List<Alert> closed =
        entries.values().stream()
            .map(Entry::alert)
            .filter(alert -> alert.state() == AlertState.CLOSED)
            .toList();
    List<Alert> tooMany = closed.subList(0, Math.max(0, closed.size() - MOST_CLOSED));
    tooMany.forEach(alert -> entries.remove(alert.alertId()));
    return tooMany;
  }

  /**
   * The alerts of the next request, at most {@value #MOST_IN_A_REQUEST}, the longest due first;
   * empty if nothing is due. Open alerts that are soon due join in, so that alerts which were
   * opened one by one are later sent together.
   *
   * @param resendMillis how often an open alert is sent again; positive
   */
  public List<Alert> due(long now, long resendMillis) {
    if (wakeAt() > now) {
      return List.of();
    }
    List<Entry> soon =
        entries.values().stream()
            .filter(entry -> entry.dueAt() != NEVER && entry.dueAt() - now <= resendMillis / 2)
            .sorted(Comparator.comparingLong(Entry::dueAt))
            .toList();
    if (soon.get(0).isSentAlone()) {
      return List.of(soon.get(0).alert());
    }
    return soon.stream()
        .filter(entry -> !entry.isSentAlone())
        .limit(MOST_IN_A_REQUEST)
        .map(Entry::alert)
        .toList();
  }

  /** When there is something to send; {@link Long#MAX_VALUE} for never. */
  public long wakeAt() {
    long first = entries.values().stream().mapToLong(Entry::dueAt).min().orElse(NEVER);
    return Math.max(first, pausedUntil);
  }

  /** How many alerts nobody has taken yet as they stand now; what was given up does not count. */
  public int pending() {
    return (int) entries.values().stream().filter(Entry::isPending).count();
  }

  /**
   * Takes in what became of a request.
   *
   * @param request what {@link #due} gave; what has changed since stays due
   * @param sentAt when it was sent
   * @param resendMillis how often an open alert is sent again; positive
   * @return what was given up because of it, or nothing
   */
  public List<GivenUp> settle(
      List<Alert> request, Outcome outcome, long sentAt, long now, long resendMillis) {
    if (outcome == Outcome.FAILED) {
      long pause = FIRST_PAUSE << Math.min(failures, 16);
      pausedUntil = now + Math.min(pause, Math.min(LONGEST_PAUSE, resendMillis));
      failures++;
      return List.of();
    }
    failures = 0;
    pausedUntil = 0;
    List<GivenUp> givenUp = new ArrayList<>();
    for (Alert alert : request) {
      Entry entry = entries.get(alert.alertId());
      if (outcome == Outcome.REFUSED && request.size() == 1) {
        givenUp.add(new GivenUp(alert, entry == null || !entry.wasRefused()));
      }
      if (entry == null) {
        continue;
      }
      // What came in while the request was under way stays due.
      Optional<Entry> after =
          entry.alert().equals(alert)
              ? settled(entry, outcome, request.size() == 1, sentAt, now, resendMillis)
              : Optional.of(entry.afterPredecessor(outcome, request.size() == 1));
      after.ifPresentOrElse(
          left -> entries.put(alert.alertId(), left), () -> entries.remove(alert.alertId()));
    }
    return givenUp;
  }

  /** The entry after its telling was sent; empty if nothing is left to do. */
  private static Optional<Entry> settled(
      Entry entry, Outcome outcome, boolean wasAlone, long sentAt, long now, long resendMillis) {
    Alert alert = entry.alert();
    boolean isOver = alert.state() == AlertState.CLOSED;
    if (outcome == Outcome.REFUSED && !wasAlone) {
      return Optional.of(
          new Entry(alert, now, entry.until(), entry.isTaken(), true, entry.wasRefused()));
    }
    if (outcome == Outcome.REFUSED) {
      return isOver
          ? Optional.empty()
          : Optional.of(new Entry(alert, NEVER, NEVER, false, true, true));
    }
    long again = sentAt + resendMillis;
    if (!isOver) {
      return Optional.of(new Entry(alert, again, NEVER, true, false, entry.wasRefused()));
    }
    long until = entry.until() == NEVER ? now + CATCHING_UP : entry.until();
    return outcome == Outcome.TAKEN || now >= until
        ? Optional.empty()
        : Optional.of(new Entry(alert, again, until, true, false, entry.wasRefused()));
  }

  /**
   * Makes all that is here due at once, open alerts and untaken ones: for a queue that was restored
   * on a machine with another clock, or by an attempt that does not know what became of requests.
   */
  public void makeDue(long now) {
    entries.replaceAll((id, entry) -> entry.dueAt() == NEVER ? entry : entry.withDueAt(now));
    failures = 0;
    pausedUntil = 0;
  }

  /**
   * A telling that no receiver takes. The alert's next telling is tried again.
   *
   * @param alert as it was sent
   * @param isFirst whether no earlier telling of this alert was given up
   */
  public record GivenUp(Alert alert, boolean isFirst) {}

  /**
   * An alert in the queue.
   *
   * @param alert how it stands
   * @param dueAt when it is to be sent; {@link Long#MAX_VALUE} if it was given up
   * @param until of a closed alert that some receiver has taken: until when others are told of its
   *     end; else {@link Long#MAX_VALUE}
   * @param isTaken whether any receiver has taken it as it stands
   * @param isSentAlone whether it must not make others be refused
   * @param wasRefused whether a telling of it was given up
   */
  public record Entry(
      Alert alert,
      long dueAt,
      long until,
      boolean isTaken,
      boolean isSentAlone,
      boolean wasRefused) {

    public Entry {
      Objects.requireNonNull(alert, "alert");
    }

    private boolean isPending() {
      return !isTaken && dueAt != NEVER;
    }

    private Entry withDueAt(long time) {
      return new Entry(alert, time, until, isTaken, isSentAlone, wasRefused);
    }

    private Entry afterPredecessor(Outcome outcome, boolean wasAlone) {
      boolean isRefused = outcome == Outcome.REFUSED;
      return new Entry(
          alert,
          dueAt,
          until,
          isTaken,
          isRefused || isSentAlone,
          wasRefused || (isRefused && wasAlone));
    }
  }

  /**
   * All that a queue knows, flat, for whoever keeps it.
   *
   * @param entries the alerts, in the order of their first telling
   * @param failures how many requests failed in a row
   * @param pausedUntil before it nothing is sent; 0 if nothing failed
   */
  public record Snapshot(List<Entry> entries, int failures, long pausedUntil) {

    public Snapshot {
      entries = List.copyOf(entries);
    }
  }
}

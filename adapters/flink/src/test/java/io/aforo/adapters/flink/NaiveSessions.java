package io.aforo.adapters.flink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sessions of one group or user as sets of events that are never forgotten. */
final class NaiveSessions {

  /**
   * One session.
   *
   * @param bits of its events, each by one of its own
   */
  record Session(long first, long last, long events, long bits) {}

  private record Event(long time, long bit) {}

  private final long gap;
  private final long lateness;
  private final List<List<Event>> all = new ArrayList<>();

  NaiveSessions(long gapMillis, long latenessMillis) {
    this.gap = gapMillis;
    this.lateness = latenessMillis;
  }

  /** Takes an event, if it is in time. */
  boolean add(long time, long bit, long clock) {
    List<List<Event>> together =
        all.stream()
            .filter(
                session -> session.stream().anyMatch(other -> Math.abs(other.time - time) <= gap))
            .toList();
    List<Event> joined = new ArrayList<>(List.of(new Event(time, bit)));
    together.forEach(joined::addAll);
    boolean isWithinOne =
        together.stream().anyMatch(session -> first(session) <= time && time <= last(session));
    boolean isClosed = last(joined) + gap + lateness <= clock;
    boolean isOutOfReach = time + gap + lateness + gap <= clock;
    if (isClosed || (isOutOfReach && !isWithinOne)) {
      return false;
    }
    all.removeAll(together);
    all.add(joined);
    return true;
  }

  List<Session> sessions() {
    return all.stream()
        .map(
            session ->
                new Session(
                    first(session),
                    last(session),
                    session.size(),
                    session.stream().mapToLong(Event::bit).sum()))
        .toList();
  }

  private static long first(List<Event> session) {
    return Collections.min(session.stream().map(Event::time).toList());
  }

  private static long last(List<Event> session) {
    return Collections.max(session.stream().map(Event::time).toList());
  }
}

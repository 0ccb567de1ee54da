package io.aforo.domain.temperature;

import static io.aforo.domain.time.EventTime.plus;

import io.aforo.domain.time.EventTime;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The life that episodes of every kind have: one at a time, opened when something is found, closed
 * by calm. A reading is <i>hot</i> if the thing is still there. An episode closes at the first
 * reading that is the rule's {@code clearAfter} or more later than the last hot one (or than the
 * opening, if that is later), if it is at least the second one later than that. Silence never ends
 * it, only changes its state.
 */
final class EpisodeLife {

  private static final int READINGS_TO_CLOSE = 2;

  private final AlertKind kind;
  private long lastHotAt = EventTime.MIN;
  private long readingsSinceHot;
  // So that no id comes twice.
  private long lastOpenedAt = EventTime.MIN;
  private Optional<Episode> open = Optional.empty();

  EpisodeLife(AlertKind kind) {
    this.kind = kind;
  }

  EpisodeLife(SensorMonitor.Life snapshot) {
    this(snapshot.kind());
    this.lastHotAt = snapshot.lastHotAt();
    this.readingsSinceHot = snapshot.readingsSinceHot();
    this.lastOpenedAt = snapshot.lastOpenedAt();
    this.open = snapshot.open();
  }

  SensorMonitor.Life snapshot() {
    return new SensorMonitor.Life(kind, lastHotAt, readingsSinceHot, lastOpenedAt, open);
  }

  AlertKind kind() {
    return kind;
  }

  Optional<Episode> open() {
    return open;
  }

  boolean isOpen() {
    return open.isPresent();
  }

  /** The rule that readings are judged by: an open episode keeps its own. */
  TemperatureRule rule(TemperatureRule inForce) {
    return open.isPresent() ? open.get().rule() : inForce;
  }

  /** Takes note of a reading, whether or not an episode is open. */
  void note(long at, boolean isHot) {
    if (isHot) {
      lastHotAt = at;
      readingsSinceHot = 0;
    } else if (at > lastHotAt) {
      readingsSinceHot++;
    }
  }

  /**
   * Opens an episode; a millisecond after the one before if it began no later, so that each has an
   * id of its own.
   *
   * @param readingsSince how many readings are later than its opening, if no later one was hot
   */
  void open(Episode episode, long readingsSince, String sensorId, Consumer<AlertChange> changes) {
    if (episode.openedAt() > lastHotAt) {
      lastHotAt = episode.openedAt();
      readingsSinceHot = readingsSince;
    }
    Episode begun = episode.openedAt() > lastOpenedAt ? episode : episode.begunAt(lastOpenedAt + 1);
    lastOpenedAt = begun.openedAt();
    open = Optional.of(begun);
    changes.accept(
        new AlertChange(
            begun.toAlert(sensorId), true, begun.isLive(), begun.seq(), begun.openedAt()));
  }

  /** Takes note of a reading that may be late, and can still be the last hot one. */
  void note(long at, boolean isHot, ReadingLog log) {
    if (isHot && at > lastHotAt) {
      lastHotAt = at;
      readingsSinceHot = log.countAfter(at);
    } else if (at > lastHotAt) {
      readingsSinceHot++;
    }
  }

  /** Whether it has been calm for long enough at a reading that is not older than any other. */
  boolean hasBeenCalmUntil(long at) {
    return readingsSinceHot >= READINGS_TO_CLOSE
        && at >= plus(lastHotAt, open.orElseThrow().rule().jump().clearAfterMillis());
  }

  /** What the open episode is now; tells of it what there is to tell, and returns it told. */
  Episode become(Episode after, long at, String sensorId, Consumer<AlertChange> changes) {
    Episode told = tell(open.orElseThrow(), after, at, sensorId, changes);
    open = told.isClosed() ? Optional.empty() : Optional.of(told);
    return told;
  }

  /** Tells how an episode changed, if it did; returns it with that behind it. */
  static Episode tell(
      Episode before, Episode after, long at, String sensorId, Consumer<AlertChange> changes) {
    boolean isTold = after.isNewsAfter(before);
    if (!after.isToBeShownAfter(before, at)) {
      return after;
    }
    Episode shown = (isTold ? after.told() : after).shown(at);
    changes.accept(
        new AlertChange(shown.toAlert(sensorId), isTold, shown.isLive(), shown.seq(), at));
    return shown;
  }
}

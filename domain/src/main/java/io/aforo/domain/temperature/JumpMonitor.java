package io.aforo.domain.temperature;

import static io.aforo.domain.time.EventTime.minus;
import static io.aforo.domain.time.EventTime.plus;

import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The state machine that finds the temperature jumps of one sensor and joins them to episodes.
 *
 * <p>A jump is any two distinct readings, not only neighbours, that are at most a window apart and
 * differ by a threshold or more, both bounds inclusive. It is found when the second of them
 * arrives, whichever is the later, without waiting for a watermark: more data can never make it
 * untrue. Of several jumps the evidence is the one with the greatest difference; then with the
 * earlier later-reading; then with the earlier earlier-reading.
 *
 * <p>One episode is open at a time. The first jump opens it, at the jump's later time; it keeps the
 * exact peak of all jumps found since. A reading is <i>hot</i> if, at its arrival, the readings of
 * the window that ends with it differ by the rule's {@code clearBelow} or more. The episode closes
 * at the first reading that is {@code clearAfter} or more later than the last hot one (or than the
 * opening, if that is later), if it is at least the second one later than that. Hot and closing are
 * judged only at readings that are not older than the sensor's newest; silence never closes
 * anything.
 *
 * <p>Jumps that are found late: one with a reading newer than the last close belongs to the open
 * episode, or opens one; one that lies wholly within a closed episode, from its opening to its
 * close, belongs to that, for as long as readings of that time are still taken; any other is of a
 * past that is settled, and changes nothing.
 *
 * <p>Each sensor has its own clock, its newest reading. A reading older than the rule's window +
 * out-of-orderness + 10 min behind it is late. Readings are kept for one window more, so that every
 * reading that is taken meets all of its partners. At most 2,000 are kept; past that, the coldest
 * and the hottest of each thousandth of the window. A reading that is no longer kept cannot be
 * recognised as a duplicate; one from before what is kept for lack of room is late.
 *
 * <p>A sensor that has been silent for 24 h of event time is forgotten, unless its episode is open:
 * that one stays, with all that could still change it, until readings come again.
 */
public final class JumpMonitor {

  private static final long PATIENCE = Duration.ofMinutes(10).toMillis();
  private static final long RETENTION = Duration.ofHours(24).toMillis();
  private static final long HISTORICAL_AFTER = Duration.ofMinutes(15).toMillis();
  private static final int READINGS_TO_CLOSE = 2;

  /** More than any rule needs that waits for calm; bounds one that does not. */
  private static final int MAX_CLOSED = 64;

  // The empty text before the first reading.
  private String sensorId;
  private ReadingLog log;
  private long heardAt;
  private long wakeAt;
  private long lastHotAt;
  private long readingsSinceHot;
  private Optional<Episode> open;
  // In the order of their closing; they never overlap.
  private List<Episode> closed;

  /** The monitor of a sensor that has not been heard yet. */
  public JumpMonitor() {
    forgetEverything();
  }

  private JumpMonitor(Snapshot snapshot) {
    this.sensorId = snapshot.sensorId();
    this.log =
        new ReadingLog(
            snapshot.readings(),
            snapshot.newestAt(),
            snapshot.thinnedBefore(),
            snapshot.forgottenBefore(),
            snapshot.crowdedOut());
    this.heardAt = snapshot.heardAt();
    this.wakeAt = snapshot.wakeAt();
    this.lastHotAt = snapshot.lastHotAt();
    this.readingsSinceHot = snapshot.readingsSinceHot();
    this.open = snapshot.open();
    this.closed = new ArrayList<>(snapshot.closed());
  }

  private JumpMonitor(JumpMonitor original) {
    this.sensorId = original.sensorId;
    this.log = original.log.copy();
    this.heardAt = original.heardAt;
    this.wakeAt = original.wakeAt;
    this.lastHotAt = original.lastHotAt;
    this.readingsSinceHot = original.readingsSinceHot;
    this.open = original.open;
    this.closed = new ArrayList<>(original.closed);
  }

  /** The monitor that gave {@code snapshot}: it goes on as that one would have. */
  public static JumpMonitor restore(Snapshot snapshot) {
    return new JumpMonitor(snapshot);
  }

  /** All that this monitor knows; later changes do not show in it. */
  public Snapshot snapshot() {
    return new Snapshot(
        sensorId,
        log.readings(),
        log.newestAt(),
        log.thinnedBefore(),
        log.forgottenBefore(),
        log.crowdedOut(),
        heardAt,
        wakeAt,
        lastHotAt,
        readingsSinceHot,
        open,
        closed);
  }

  /** A monitor in the same state that shares nothing with this one that can change. */
  public JumpMonitor copy() {
    return new JumpMonitor(this);
  }

  /**
   * Takes in a reading, in whatever order they come.
   *
   * @param reading a reading of this monitor's sensor
   * @param recordTime the time of the record that brought it, epoch milliseconds
   * @param ruleInForce the rule for a sensor without an open episode, which keeps its own
   * @param outOfOrdernessMillis how far behind the newest reading others commonly come; not
   *     negative
   * @param watermark the watermark on its arrival, epoch milliseconds
   * @param alerts is told of every row that is new or shows another state or peak
   * @return what became of it; only a counted reading changes this monitor
   * @throws IllegalArgumentException if the reading is another sensor's
   */
  public Verdict onReading(
      Reading reading,
      long recordTime,
      JumpRule ruleInForce,
      long outOfOrdernessMillis,
      long watermark,
      Consumer<Alert> alerts) {
    if (!isSpent() && !sensorId.equals(reading.sensorId())) {
      throw new IllegalArgumentException(
          "a reading of sensor " + reading.sensorId() + " came to the monitor of " + sensorId);
    }
    JumpRule rule = open.map(Episode::rule).orElse(ruleInForce);
    long at = reading.readAt();
    if (log.holds(reading)) {
      return Verdict.DUPLICATE;
    }
    if (at < minus(log.newestAt(), horizon(rule, outOfOrdernessMillis))
        || at < log.forgottenBefore()) {
      return Verdict.LATE;
    }

    sensorId = reading.sensorId();
    hear(Math.max(at, watermark));
    reviseClosedEpisode(reading, alerts);
    boolean isNewest = at >= log.newestAt();
    boolean isHot =
        isNewest
            && log.spreadUpTo(reading.temperature(), at, rule.windowMillis())
                    .compareTo(rule.clearBelow())
                >= 0;
    Optional<Jump> jump = strongestUnsettledJump(reading, rule);
    log.add(reading, rule.windowMillis());
    forget(horizon(rule, outOfOrdernessMillis), rule.windowMillis());
    if (isHot) {
      lastHotAt = at;
      readingsSinceHot = 0;
    } else if (at > lastHotAt) {
      readingsSinceHot++;
    }

    if (open.isEmpty()) {
      jump.ifPresent(first -> openEpisode(rule, first, recordTime, alerts));
    } else if (isNewest && hasBeenCalmUntil(at, rule)) {
      closeEpisode(at, alerts);
    } else {
      updateEpisode(jump, alerts);
    }
    return Verdict.COUNTED;
  }

  /**
   * Does what is due by the watermark. {@link EventTime#MAX}, the end of a bounded input, is no
   * time that passes: nothing is due then, and nothing is ever forgotten by it.
   *
   * @return whether anything changed
   */
  public boolean onTime(long watermark) {
    if (watermark < wakeAt || wakeAt == EventTime.MAX) {
      return false;
    }
    long retainedUntil = plus(heardAt, RETENTION);
    if (watermark == EventTime.MAX) {
      wakeAt = EventTime.MAX;
    } else if (watermark < retainedUntil) {
      wakeAt = retainedUntil;
    } else if (open.isPresent()) {
      wakeAt = EventTime.MAX;
    } else {
      forgetEverything();
    }
    return true;
  }

  /**
   * The watermark at which {@link #onTime} has something to do; {@link EventTime#MAX} for never.
   * Readings do not move it: at that time it moves on by itself if the sensor was heard since.
   */
  public long wakeAt() {
    return wakeAt;
  }

  /** Whether this monitor is as good as a new one. */
  public boolean isSpent() {
    return sensorId.isEmpty();
  }

  /**
   * The sensor's own clock: the time of its newest reading, epoch milliseconds; {@link
   * EventTime#MIN} before the first.
   */
  public long newestAt() {
    return log.newestAt();
  }

  /** How many readings were let go for lack of room so far. */
  public long crowdedOut() {
    return log.crowdedOut();
  }

  private void hear(long time) {
    heardAt = Math.max(heardAt, time);
    if (wakeAt == EventTime.MAX) {
      wakeAt = plus(heardAt, RETENTION);
    }
  }

  private void reviseClosedEpisode(Reading reading, Consumer<Alert> alerts) {
    long at = reading.readAt();
    for (int i = closed.size() - 1; i >= 0 && closed.get(i).closedAt().orElseThrow() >= at; i--) {
      Episode before = closed.get(i);
      if (before.openedAt() <= at) {
        Optional<Jump> jump =
            log.strongestJump(
                reading.temperature(),
                at,
                before.openedAt(),
                before.closedAt().orElseThrow(),
                before.rule());
        Episode after = before.withReading(jump);
        closed.set(i, after);
        if (!after.peak().equals(before.peak())) {
          alerts.accept(after.toAlert(sensorId));
        }
      }
    }
  }

  /** The strongest jump of the reading that has a reading newer than the last close. */
  private Optional<Jump> strongestUnsettledJump(Reading reading, JumpRule rule) {
    long at = reading.readAt();
    long settledUpTo = closed.isEmpty() ? EventTime.MIN : lastClosedAt();
    if (at <= settledUpTo) {
      return log.strongestJump(
          reading.temperature(), at, plus(settledUpTo, 1), EventTime.MAX, rule);
    }
    return at >= log.newestAt()
        ? log.strongestJumpToNewest(reading.temperature(), at, rule)
        : log.strongestJump(reading.temperature(), at, EventTime.MIN, EventTime.MAX, rule);
  }

  private void openEpisode(JumpRule rule, Jump jump, long recordTime, Consumer<Alert> alerts) {
    Episode episode =
        Episode.open(rule, jump, jump.secondAt() < minus(recordTime, HISTORICAL_AFTER));
    open = Optional.of(episode);
    if (episode.openedAt() > lastHotAt) {
      lastHotAt = episode.openedAt();
      readingsSinceHot = log.countAfter(lastHotAt);
    }
    alerts.accept(episode.toAlert(sensorId));
  }

  private void updateEpisode(Optional<Jump> jump, Consumer<Alert> alerts) {
    Episode before = open.orElseThrow();
    Episode after = before.withReading(jump);
    open = Optional.of(after);
    if (!after.peak().equals(before.peak())) {
      alerts.accept(after.toAlert(sensorId));
    }
  }

  private boolean hasBeenCalmUntil(long at, JumpRule rule) {
    return readingsSinceHot >= READINGS_TO_CLOSE && at >= plus(lastHotAt, rule.clearAfterMillis());
  }

  /** The reading that closes is calm, so it made no jump. */
  private void closeEpisode(long at, Consumer<Alert> alerts) {
    Episode over = open.orElseThrow().withReading(Optional.empty()).close(at);
    open = Optional.empty();
    closed.add(over);
    if (closed.size() > MAX_CLOSED) {
      closed.remove(0);
    }
    alerts.accept(over.toAlert(sensorId));
  }

  private void forget(long horizon, long windowMillis) {
    long lateBefore = minus(log.newestAt(), horizon);
    log.forgetBefore(minus(lateBefore, windowMillis));
    while (!closed.isEmpty() && closed.get(0).closedAt().orElseThrow() < lateBefore) {
      closed.remove(0);
    }
  }

  private void forgetEverything() {
    sensorId = "";
    log = new ReadingLog();
    heardAt = EventTime.MIN;
    wakeAt = EventTime.MAX;
    lastHotAt = EventTime.MIN;
    readingsSinceHot = 0;
    open = Optional.empty();
    closed = new ArrayList<>();
  }

  private long lastClosedAt() {
    return closed.get(closed.size() - 1).closedAt().orElseThrow();
  }

  private static long horizon(JumpRule rule, long outOfOrdernessMillis) {
    return plus(rule.windowMillis() + PATIENCE, outOfOrdernessMillis);
  }

  /**
   * All that a monitor knows, flat, for whoever keeps it. Times are epoch milliseconds.
   *
   * @param sensorId the sensor; the empty text, and everything else as in a new monitor, before its
   *     first reading
   * @param readings in the order of their times; of one time, in the order of their arrival
   * @param newestAt the time of the newest reading
   * @param thinnedBefore before it, only the coldest and hottest reading of every thousandth of the
   *     window are kept
   * @param forgottenBefore readings before it were let go for lack of room
   * @param crowdedOut how many readings were let go for lack of room
   * @param heardAt the latest time at which the sensor was heard: of each reading's time and the
   *     watermark on its arrival the later
   * @param wakeAt when there is something to do
   * @param lastHotAt the time of the last hot reading
   * @param readingsSinceHot how many readings are later than that
   * @param open the open episode
   * @param closed the closed episodes that a late reading can still change, in order
   */
  public record Snapshot(
      String sensorId,
      List<KeptReading> readings,
      long newestAt,
      long thinnedBefore,
      long forgottenBefore,
      long crowdedOut,
      long heardAt,
      long wakeAt,
      long lastHotAt,
      long readingsSinceHot,
      Optional<Episode> open,
      List<Episode> closed) {

    public Snapshot {
      Objects.requireNonNull(sensorId, "sensorId");
      readings = List.copyOf(readings);
      Objects.requireNonNull(open, "open");
      closed = List.copyOf(closed);
    }
  }
}

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
import java.util.stream.Stream;

/**
 * Watches one sensor: finds temperature jumps, and whatever else its rule asks for, and joins what
 * it finds to episodes, of each kind one at a time.
 *
 * <p><b>Jumps.</b> A jump is any two distinct readings, not only neighbours, that are at most a
 * window apart and differ by a threshold or more, both bounds inclusive. It is found when the
 * second of them arrives, whichever is the later, without waiting for a watermark: more data can
 * never make it untrue. Of several jumps the evidence is the one with the greatest difference; then
 * with the earlier later-reading; then with the earlier earlier-reading. The first jump opens an
 * episode, at the jump's later time; it keeps the exact peak of all jumps found since. A reading is
 * <i>hot</i> if, at its arrival, the readings of the window that ends with it differ by the rule's
 * {@code clearBelow} or more.
 *
 * <p>Jumps that are found late: one with a reading newer than the last close belongs to the open
 * episode, or opens one; one that lies wholly within a closed episode, from its opening to its
 * close, belongs to that, for as long as readings of that time are still taken; any other is of a
 * past that is settled, and changes nothing.
 *
 * <p><b>Limits, flat lines, rare readings</b>: see {@link Excursion}, {@link Flatline} and {@link
 * AlertKind#RULE_NOT_EVALUABLE}.
 *
 * <p><b>The end of an episode.</b> It closes at the first reading that is {@code clearAfter} or
 * more later than the last hot one (or than the opening, if that is later), if it is at least the
 * second one later than that. Hot and closing are judged only at readings that are not older than
 * the sensor's newest. Silence never closes anything: five minutes after the sensor was heard, an
 * open episode is OPEN_NO_DATA, until the next reading (where silence has a limit of its own, only
 * jumps go by the five minutes). A day after it was heard, an episode is EXPIRED. A sensor is heard
 * at the later of its reading's time and the watermark on its arrival; whatever was to be said of a
 * silence carries the time of the newest reading plus the length of the silence.
 *
 * <p><b>Clock and memory.</b> Each sensor has its own clock, its newest reading. A reading older
 * than the rule's window + out-of-orderness + 10 min behind it is late. Readings are kept for one
 * window more, so that every reading that is taken meets all of its partners. At most 2,000 are
 * kept; past that, the coldest and the hottest of each bucket, 1/999 of the window. A reading that
 * is no longer kept cannot be recognised as a duplicate; one from before what is kept for lack of
 * room is late. A sensor that has been silent for a day is forgotten; a reading that comes so much
 * later begins anew, whether or not time has passed for others.
 */
public final class SensorMonitor {

  /** After so long without a reading a sensor is forgotten. */
  static final Duration EXPIRY = Duration.ofHours(24);

  private static final long EXPIRY_MILLIS = EXPIRY.toMillis();
  private static final long PATIENCE = Duration.ofMinutes(10).toMillis();
  private static final long NO_DATA_AFTER = Duration.ofMinutes(5).toMillis();
  private static final long HISTORICAL_AFTER = Duration.ofMinutes(15).toMillis();

  /** More than any rule needs that waits for calm; bounds one that does not. */
  private static final int MAX_CLOSED = 64;

  // The empty text before the first reading.
  private String sensorId;
  private ReadingLog log;
  private long heardAt;
  private long wakeAt;
  private EpisodeLife jumps;
  // Closed episodes of jumps, in the order of their closing; they never overlap.
  private List<Episode> closed;
  // What no rule has asked for yet is not there: each is one more place of the memory to look at.
  private Optional<ExcursionWatch> warm;
  private Optional<ExcursionWatch> cold;
  private Optional<FlatlineWatch> flat;
  private RarityWatch rare;
  private Optional<EpisodeLife> silence;

  /** The monitor of a sensor that has not been heard yet. */
  public SensorMonitor() {
    forgetEverything();
  }

  private SensorMonitor(Snapshot snapshot, ReadingLog log) {
    this.sensorId = snapshot.sensorId();
    this.log = log;
    this.heardAt = snapshot.heardAt();
    this.wakeAt = snapshot.wakeAt();
    this.jumps = snapshot.lifeOrNew(AlertKind.JUMP);
    this.closed = snapshot.closed().isEmpty() ? List.of() : new ArrayList<>(snapshot.closed());
    this.warm = snapshot.watch(AlertKind.TOO_WARM, snapshot.warmRun());
    this.cold = snapshot.watch(AlertKind.TOO_COLD, snapshot.coldRun());
    this.flat =
        snapshot.flat().isPristine() && snapshot.life(AlertKind.FLATLINE).isEmpty()
            ? Optional.empty()
            : Optional.of(
                new FlatlineWatch(snapshot.lifeOrNew(AlertKind.FLATLINE), snapshot.flat()));
    this.rare =
        new RarityWatch(
            snapshot.life(AlertKind.RULE_NOT_EVALUABLE),
            snapshot.lastTimes(),
            snapshot.saidNotEvaluable());
    this.silence = snapshot.life(AlertKind.SILENT);
  }

  /** The monitor that gave {@code snapshot}: it goes on as that one would have. */
  public static SensorMonitor restore(Snapshot snapshot) {
    return new SensorMonitor(
        snapshot,
        new ReadingLog(
            snapshot.readings(),
            snapshot.newestAt(),
            snapshot.thinnedBefore(),
            snapshot.forgottenBefore(),
            snapshot.crowdedOut()));
  }

  /** All that this monitor knows; later changes do not show in it. */
  public Snapshot snapshot() {
    return snapshot(log.readings());
  }

  /** A monitor in the same state that shares nothing with this one that can change. */
  public SensorMonitor copy() {
    return new SensorMonitor(snapshot(List.of()), log.copy());
  }

  private Snapshot snapshot(List<KeptReading> readings) {
    return new Snapshot(
        sensorId,
        readings,
        log.newestAt(),
        log.thinnedBefore(),
        log.forgottenBefore(),
        log.crowdedOut(),
        heardAt,
        wakeAt,
        lives().map(EpisodeLife::snapshot).filter(life -> !life.isPristine()).toList(),
        closed,
        warm.flatMap(ExcursionWatch::run),
        cold.flatMap(ExcursionWatch::run),
        flat.map(FlatlineWatch::time).orElse(FlatTime.PRISTINE),
        rare.lastTimes(),
        rare.saidOf());
  }

  /**
   * Takes in a reading, in whatever order they come.
   *
   * @param reading a reading of this monitor's sensor, one that the sensor can have measured
   * @param recordTime the time of the record that brought it, epoch milliseconds
   * @param inForce the rule for the reading; open episodes keep their own
   * @param outOfOrdernessMillis how far behind the newest reading others commonly come; not
   *     negative
   * @param watermark the watermark on its arrival, epoch milliseconds
   * @param changes is told of every row that is new or not as it was
   * @return what became of it; only a counted reading changes this monitor
   * @throws IllegalArgumentException if the reading is another sensor's
   */
  public Verdict onReading(
      Reading reading,
      long recordTime,
      TemperatureRule inForce,
      long outOfOrdernessMillis,
      long watermark,
      Consumer<AlertChange> changes) {
    if (!sensorId.equals(reading.sensorId()) && !isSpent()) {
      throw new IllegalArgumentException(
          "a reading of sensor " + reading.sensorId() + " came to the monitor of " + sensorId);
    }
    long at = reading.readAt();
    expireBefore(at, inForce, changes);
    if (log.holds(reading)) {
      return Verdict.DUPLICATE;
    }
    TemperatureRule rule = jumps.rule(inForce);
    long horizon = horizon(rule.jump(), outOfOrdernessMillis);
    if (at < minus(log.newestAt(), horizon) || at < log.forgottenBefore()) {
      return Verdict.LATE;
    }

    if (isSpent()) {
      sensorId = reading.sensorId();
    }
    heardAt = Math.max(heardAt, Math.max(at, watermark));
    long newestBefore = log.newestAt();
    boolean isNewest = at >= newestBefore;
    boolean isHistorical = isHistorical(at, recordTime);
    breakSilence(at, isHistorical, changes);
    watchJumps(reading, isNewest, recordTime, rule, horizon, changes);
    watchTheRest(reading, newestBefore, inForce, isHistorical, changes);
    rare.onReading(reading, newestBefore, inForce, isHistorical, changes);
    wakeAt = Math.min(wakeAt, nextDue(inForce));
    return Verdict.COUNTED;
  }

  /**
   * Does what is due by the watermark. {@link EventTime#MAX}, the end of a bounded input, is no
   * time that passes: nothing is due then, and nothing is ever forgotten by it.
   *
   * @param inForce the rule for the sensor as it is now
   * @return whether anything changed
   */
  public boolean onTime(long watermark, TemperatureRule inForce, Consumer<AlertChange> changes) {
    if (watermark < wakeAt || wakeAt == EventTime.MAX) {
      return false;
    }
    if (watermark == EventTime.MAX) {
      wakeAt = EventTime.MAX;
      return true;
    }
    if (watermark >= plus(heardAt, EXPIRY_MILLIS)) {
      expire(inForce, changes);
      return true;
    }
    passSilence(watermark, inForce, changes);
    wakeAt = nextDue(inForce);
    return true;
  }

  /**
   * The watermark at which {@link #onTime} has something to do; {@link EventTime#MAX} for never.
   * Readings do not put it off: at that time it moves on by itself if the sensor was heard since.
   */
  public long wakeAt() {
    return wakeAt;
  }

  /** Whether this monitor is as good as a new one. */
  public boolean isSpent() {
    return sensorId.isEmpty();
  }

  /** The sensor; the empty text before its first reading. */
  public String sensorId() {
    return sensorId;
  }

  /**
   * The sensor's own clock: the time of its newest reading, epoch milliseconds; {@link
   * EventTime#MIN} before the first.
   */
  public long newestAt() {
    return log.newestAt();
  }

  /** How many readings it keeps. */
  public int size() {
    return log.size();
  }

  /** How many readings were let go for lack of room so far. */
  public long crowdedOut() {
    return log.crowdedOut();
  }

  /**
   * Whether a reading comes a day or more after the newest, so that {@link #expireBefore} ends what
   * there is.
   *
   * @param at the reading's time, epoch milliseconds
   */
  public boolean expiresBefore(long at) {
    return !isSpent() && at >= plus(log.newestAt(), EXPIRY_MILLIS);
  }

  /**
   * Ends what a day of silence ends, before a reading that comes so much later; nothing otherwise.
   *
   * @param at the reading's time, epoch milliseconds
   * @param inForce the rule for the newest reading before it
   */
  public void expireBefore(long at, TemperatureRule inForce, Consumer<AlertChange> changes) {
    if (expiresBefore(at)) {
      expire(inForce, changes);
    }
  }

  private void watchJumps(
      Reading reading,
      boolean isNewest,
      long recordTime,
      TemperatureRule rule,
      long horizon,
      Consumer<AlertChange> changes) {
    long at = reading.readAt();
    JumpRule jumpRule = rule.jump();
    long window = jumpRule.windowMillis();
    reviseClosedEpisodes(reading, changes);
    boolean isHot =
        isNewest && log.differsBy(jumpRule.clearBelow(), reading.temperature(), at, window);
    // All partners of the newest are in the window, and calm is less than a jump.
    Optional<ReadingPair> jump =
        isNewest && !isHot ? Optional.empty() : strongestUnsettledJump(reading, jumpRule);
    log.add(reading, window);
    if (isNewest) {
      // A late reading may be judged by an older rule, which needs less to be kept.
      forget(horizon, window);
    }
    jumps.note(at, isHot);

    if (!jumps.isOpen()) {
      if (jump.isPresent()) {
        ReadingPair first = jump.get();
        jumps.open(
            Episode.open(
                AlertKind.JUMP,
                rule,
                first.secondAt(),
                Episode.Finding.jump(first, jumpRule),
                1,
                isHistorical(first.secondAt(), recordTime)),
            log.countAfter(first.secondAt()),
            sensorId,
            changes);
      }
      return;
    }
    Episode before = jumps.open().orElseThrow();
    Episode after =
        stronger(before.withReading(isHistorical(at, recordTime)).in(AlertState.OPEN), jump);
    if (isNewest && jumps.hasBeenCalmUntil(at)) {
      // The reading that closes is calm, so it made no jump.
      after = after.close(at, CloseReason.QUIET);
    }
    Episode told = jumps.become(after, log.newestAt(), sensorId, changes);
    if (told.isClosed()) {
      settle(told);
    }
  }

  /** What a rule need not ask for. */
  private void watchTheRest(
      Reading reading,
      long newestBefore,
      TemperatureRule inForce,
      boolean isHistorical,
      Consumer<AlertChange> changes) {
    boolean isNewest = reading.readAt() >= newestBefore;
    if (warm.isEmpty() && inForce.tooWarm().isPresent()) {
      warm = Optional.of(new ExcursionWatch(AlertKind.TOO_WARM));
    }
    if (cold.isEmpty() && inForce.tooCold().isPresent()) {
      cold = Optional.of(new ExcursionWatch(AlertKind.TOO_COLD));
    }
    if (flat.isEmpty() && inForce.flatline().isPresent()) {
      flat = Optional.of(new FlatlineWatch());
    }
    if (warm.isPresent()) {
      warm.get().onReading(reading, isNewest, inForce, log, isHistorical, changes);
    }
    if (cold.isPresent()) {
      cold.get().onReading(reading, isNewest, inForce, log, isHistorical, changes);
    }
    if (flat.isPresent()) {
      flat.get().onReading(reading, newestBefore, inForce, isHistorical, changes);
    }
  }

  private void settle(Episode over) {
    if (closed.isEmpty()) {
      closed = new ArrayList<>();
    }
    closed.add(over);
    if (closed.size() > MAX_CLOSED) {
      closed.remove(0);
    }
  }

  private void reviseClosedEpisodes(Reading reading, Consumer<AlertChange> changes) {
    long at = reading.readAt();
    for (int i = closed.size() - 1; i >= 0 && closed.get(i).closedAt().orElseThrow() >= at; i--) {
      Episode before = closed.get(i);
      if (before.openedAt() <= at) {
        Optional<ReadingPair> jump =
            log.strongestJump(
                reading.temperature(),
                at,
                before.openedAt(),
                before.closedAt().orElseThrow(),
                before.rule().jump());
        // Whether people are concerned was settled when it closed.
        Episode after = stronger(before.withReading(!before.isLive()), jump);
        closed.set(i, EpisodeLife.tell(before, after, log.newestAt(), reading.sensorId(), changes));
      }
    }
  }

  private static Episode stronger(Episode episode, Optional<ReadingPair> jump) {
    return jump.filter(candidate -> candidate.isStrongerThan(episode.evidence()))
        .map(strongest -> episode.with(Episode.Finding.jump(strongest, episode.rule().jump())))
        .orElse(episode);
  }

  /** The strongest jump of the reading that has a reading newer than the last close. */
  private Optional<ReadingPair> strongestUnsettledJump(Reading reading, JumpRule rule) {
    long at = reading.readAt();
    long settledUpTo =
        closed.isEmpty() ? EventTime.MIN : closed.get(closed.size() - 1).closedAt().orElseThrow();
    if (at <= settledUpTo) {
      return log.strongestJump(
          reading.temperature(), at, plus(settledUpTo, 1), EventTime.MAX, rule);
    }
    return at >= log.newestAt()
        ? log.strongestJumpToNewest(reading.temperature(), at, rule)
        : log.strongestJump(reading.temperature(), at, EventTime.MIN, EventTime.MAX, rule);
  }

  private void forget(long horizon, long windowMillis) {
    long lateBefore = minus(log.newestAt(), horizon);
    log.forgetBefore(minus(lateBefore, windowMillis));
    while (!closed.isEmpty() && closed.get(0).closedAt().orElseThrow() < lateBefore) {
      closed.remove(0);
    }
  }

  /**
   * A silence is over at the first reading that is newer than the last one before it. Others were
   * on their way before it began; were they to end it, it would begin anew at the same time.
   */
  private void breakSilence(long at, boolean isHistorical, Consumer<AlertChange> changes) {
    if (isSilent()) {
      EpisodeLife life = silence.orElseThrow();
      Episode after = life.open().orElseThrow().withReading(isHistorical);
      long over = Math.max(at, after.openedAt());
      life.become(
          at > log.newestAt() ? after.close(over, CloseReason.QUIET) : after,
          over,
          sensorId,
          changes);
    }
  }

  /** Says what is to be said of a silence that lasts until the watermark. */
  private void passSilence(long watermark, TemperatureRule inForce, Consumer<AlertChange> changes) {
    Stream.of(
            Optional.of(jumps),
            warm.map(ExcursionWatch::life),
            cold.map(ExcursionWatch::life),
            flat.map(FlatlineWatch::life))
        .flatMap(Optional::stream)
        .forEach(
            life -> {
              if (watermark >= noDataDue(life)) {
                life.become(
                    life.open().orElseThrow().in(AlertState.OPEN_NO_DATA),
                    plus(log.newestAt(), noDataAfter(life)),
                    sensorId,
                    changes);
              }
            });
    if (watermark >= silenceDue(inForce)) {
      long after = inForce.silence().orElseThrow().toMillis();
      EpisodeLife life = silence.orElseGet(() -> new EpisodeLife(AlertKind.SILENT));
      silence = Optional.of(life);
      life.open(
          Episode.open(
              AlertKind.SILENT,
              inForce,
              plus(log.newestAt(), after),
              Episode.Finding.silence(log.newest(), after),
              0,
              false),
          0,
          sensorId,
          changes);
    }
  }

  /** Ends what is open, a day after the newest reading, and begins anew. */
  private void expire(TemperatureRule inForce, Consumer<AlertChange> changes) {
    long expiredAt = plus(log.newestAt(), EXPIRY_MILLIS);
    // So that the history is the same however time came here, in steps or at once.
    passSilence(plus(heardAt, EXPIRY_MILLIS), inForce, changes);
    lives()
        .forEach(
            life ->
                life.open()
                    .ifPresent(
                        episode ->
                            life.become(
                                episode.close(expiredAt, CloseReason.EXPIRED),
                                expiredAt,
                                sensorId,
                                changes)));
    forgetEverything();
  }

  private long nextDue(TemperatureRule inForce) {
    long due = Math.min(plus(heardAt, EXPIRY_MILLIS), silenceDue(inForce));
    if (jumps.isOpen()) {
      due = Math.min(due, noDataDue(jumps));
    }
    if (warm.isPresent()) {
      due = Math.min(due, noDataDue(warm.get().life()));
    }
    if (cold.isPresent()) {
      due = Math.min(due, noDataDue(cold.get().life()));
    }
    return flat.isPresent() ? Math.min(due, noDataDue(flat.get().life())) : due;
  }

  private boolean isSilent() {
    return silence.isPresent() && silence.get().isOpen();
  }

  private long silenceDue(TemperatureRule inForce) {
    return inForce.silence().isPresent() && !isSilent()
        ? plus(heardAt, inForce.silence().get().toMillis())
        : EventTime.MAX;
  }

  /** For those that are not about silence themselves. */
  private long noDataDue(EpisodeLife life) {
    return life.open().filter(open -> open.state() == AlertState.OPEN).isPresent()
        ? plus(heardAt, noDataAfter(life))
        : EventTime.MAX;
  }

  private static long noDataAfter(EpisodeLife life) {
    Optional<Duration> silence = life.open().orElseThrow().rule().silence();
    return life.kind() == AlertKind.JUMP || silence.isEmpty()
        ? NO_DATA_AFTER
        : Math.max(NO_DATA_AFTER, silence.get().toMillis());
  }

  private Stream<EpisodeLife> lives() {
    return Stream.of(
            Optional.of(jumps),
            warm.map(ExcursionWatch::life),
            cold.map(ExcursionWatch::life),
            flat.map(FlatlineWatch::life),
            rare.life(),
            silence)
        .flatMap(Optional::stream);
  }

  private void forgetEverything() {
    sensorId = "";
    log = new ReadingLog();
    heardAt = EventTime.MIN;
    wakeAt = EventTime.MAX;
    jumps = new EpisodeLife(AlertKind.JUMP);
    closed = List.of();
    warm = Optional.empty();
    cold = Optional.empty();
    flat = Optional.empty();
    rare = new RarityWatch();
    silence = Optional.empty();
  }

  private static boolean isHistorical(long at, long recordTime) {
    return at < minus(recordTime, HISTORICAL_AFTER);
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
   * @param thinnedBefore before it, only the coldest and hottest reading of every bucket are kept
   * @param forgottenBefore readings before it are forgotten
   * @param crowdedOut how many readings were let go for lack of room
   * @param heardAt the latest time at which the sensor was heard: of each reading's time and the
   *     watermark on its arrival the later
   * @param wakeAt when there is something to do
   * @param lives of the episodes, of each kind that has any to tell of
   * @param closed the closed episodes of jumps that a late reading can still change, in order
   * @param warmRun the run of readings that are too warm
   * @param coldRun the run of readings that are too cold
   * @param flat how steady the sensor has been
   * @param lastTimes the times of the last readings, the oldest first
   * @param saidNotEvaluable the rule, {@code id@version}, that was said to be not evaluable; empty
   *     if none was
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
      List<Life> lives,
      List<Episode> closed,
      Optional<Run> warmRun,
      Optional<Run> coldRun,
      FlatTime flat,
      List<Long> lastTimes,
      String saidNotEvaluable) {

    public Snapshot {
      Objects.requireNonNull(sensorId, "sensorId");
      readings = List.copyOf(readings);
      lives = List.copyOf(lives);
      closed = List.copyOf(closed);
      Objects.requireNonNull(warmRun, "warmRun");
      Objects.requireNonNull(coldRun, "coldRun");
      Objects.requireNonNull(flat, "flat");
      lastTimes = List.copyOf(lastTimes);
      Objects.requireNonNull(saidNotEvaluable, "saidNotEvaluable");
    }

    /** The open episode of a kind. */
    public Optional<Episode> open(AlertKind kind) {
      return lives.stream()
          .filter(life -> life.kind() == kind)
          .flatMap(life -> life.open().stream())
          .findFirst();
    }

    private Optional<EpisodeLife> life(AlertKind kind) {
      return lives.stream().filter(life -> life.kind() == kind).findFirst().map(EpisodeLife::new);
    }

    private EpisodeLife lifeOrNew(AlertKind kind) {
      return life(kind).orElseGet(() -> new EpisodeLife(kind));
    }

    private Optional<ExcursionWatch> watch(AlertKind kind, Optional<Run> run) {
      Optional<EpisodeLife> life = life(kind);
      return life.isEmpty() && run.isEmpty()
          ? Optional.empty()
          : Optional.of(new ExcursionWatch(life.orElseGet(() -> new EpisodeLife(kind)), run));
    }
  }

  /**
   * What is known of the episodes of one kind.
   *
   * @param kind of the episodes
   * @param lastHotAt the time of the last hot reading
   * @param readingsSinceHot how many readings are later than that
   * @param lastOpenedAt when the last episode was opened
   * @param open the open episode
   */
  public record Life(
      AlertKind kind,
      long lastHotAt,
      long readingsSinceHot,
      long lastOpenedAt,
      Optional<Episode> open) {

    public Life {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(open, "open");
    }

    private boolean isPristine() {
      return lastHotAt == EventTime.MIN
          && readingsSinceHot == 0
          && lastOpenedAt == EventTime.MIN
          && open.isEmpty();
    }
  }

  /**
   * Readings in a row, up to the newest, that all pass a limit.
   *
   * @param limit which limit
   * @param extremes the first of them, and the one that passes the limit most
   */
  public record Run(Temperature limit, ReadingPair extremes) {

    public Run {
      Objects.requireNonNull(limit, "limit");
      Objects.requireNonNull(extremes, "extremes");
    }
  }

  /**
   * How steady a sensor has been.
   *
   * @param coldest the readings that are, or could become, the coldest, by time
   * @param hottest the same for the hottest, with their values negated
   * @param heardSince since when it was heard without a gap, as far back as somebody asks; {@link
   *     EventTime#MAX} if nobody does
   * @param differentAt the last time at which it was too different from later
   */
  public record FlatTime(
      List<TimedValue> coldest, List<TimedValue> hottest, long heardSince, long differentAt) {

    private static final FlatTime PRISTINE =
        new FlatTime(List.of(), List.of(), EventTime.MAX, EventTime.MIN);

    public FlatTime {
      coldest = List.copyOf(coldest);
      hottest = List.copyOf(hottest);
    }

    private boolean isPristine() {
      return equals(PRISTINE);
    }
  }

  /**
   * A value at a time.
   *
   * @param time epoch milliseconds
   * @param value ninths of a milli-degree
   */
  public record TimedValue(long time, long value) {}
}

package io.aforo.domain.temperature;

import static io.aforo.domain.time.EventTime.minus;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Watches one limit of a sensor: an episode opens when all readings of a long enough time pass it.
 *
 * <p>The run of readings that pass the limit is everything since the last one that does not. A late
 * reading can make the run begin later, or earlier, as long as no episode has come of it; what is
 * told stays. Another limit begins a run of its own, and a late reading that is judged by another
 * limit is no part of the run.
 */
final class ExcursionWatch {

  private final EpisodeLife life;
  private Optional<SensorMonitor.Run> run;

  ExcursionWatch(AlertKind kind) {
    this(new EpisodeLife(kind), Optional.empty());
  }

  ExcursionWatch(EpisodeLife life, Optional<SensorMonitor.Run> run) {
    this.life = life;
    this.run = run;
  }

  EpisodeLife life() {
    return life;
  }

  Optional<SensorMonitor.Run> run() {
    return run;
  }

  /**
   * Takes in a reading that is in the log already.
   *
   * @param isNewest whether it is not older than any other
   * @param isHistorical whether what is found now happened long ago
   */
  void onReading(
      Reading reading,
      boolean isNewest,
      TemperatureRule inForce,
      ReadingLog log,
      boolean isHistorical,
      Consumer<AlertChange> changes) {
    TemperatureRule rule = life.rule(inForce);
    if (rule.excursion(life.kind()).isEmpty()) {
      if (isNewest && run.isPresent()) {
        run = Optional.empty();
      }
      return;
    }
    Excursion excursion = rule.excursion(life.kind()).get();
    Temperature limit = excursion.limit();
    Optional<ReadingPair> before =
        run.filter(any -> any.limit().equals(limit)).map(SensorMonitor.Run::extremes);
    ReadingPair itself = alone(reading.temperature(), reading.readAt());
    long at = reading.readAt();
    boolean isBeyond = isBeyond(reading.temperature(), limit);
    if (isNewest) {
      run =
          isBeyond
              ? runOf(
                  limit,
                  before.map(extremes -> joined(extremes, itself)).or(() -> Optional.of(itself)))
              : Optional.empty();
    } else if (before.isPresent()) {
      run = runOf(limit, revised(before.get(), itself, isBeyond, limit, log));
    }
    life.note(at, isBeyond, log);

    if (life.isOpen()) {
      Episode after = life.open().orElseThrow().withReading(isHistorical).in(AlertState.OPEN);
      ReadingPair worst =
          at < after.evidence().firstAt() ? after.evidence() : joined(after.evidence(), itself);
      if (!worst.equals(after.evidence())) {
        after = after.with(Episode.Finding.excursion(life.kind(), worst, excursion));
      }
      if (isNewest && life.hasBeenCalmUntil(at)) {
        after = after.close(at, CloseReason.QUIET);
      }
      life.become(after, log.newestAt(), reading.sensorId(), changes);
    } else if (isNewest && isBeyond && hasLasted(at, excursion)) {
      life.open(
          Episode.open(
              life.kind(),
              rule,
              at,
              Episode.Finding.excursion(life.kind(), run.orElseThrow().extremes(), excursion),
              1,
              isHistorical),
          0,
          reading.sensorId(),
          changes);
    }
  }

  private boolean hasLasted(long until, Excursion excursion) {
    return minus(until, run.orElseThrow().extremes().firstAt()) >= excursion.patience().toMillis();
  }

  private static Optional<SensorMonitor.Run> runOf(
      Temperature limit, Optional<ReadingPair> extremes) {
    return extremes.map(pair -> new SensorMonitor.Run(limit, pair));
  }

  /** The extremes of the run as they are with a late reading; empty if nothing is left of it. */
  private Optional<ReadingPair> revised(
      ReadingPair before, ReadingPair late, boolean isBeyond, Temperature limit, ReadingLog log) {
    long at = late.firstAt();
    Stream<KeptReading> later = log.readings().stream().filter(other -> other.readAt() > at);
    if (at < before.firstAt()) {
      boolean reachesTheRun =
          isBeyond && later.allMatch(other -> isBeyond(other.temperature(), limit));
      return Optional.of(reachesTheRun ? joined(late, before) : before);
    }
    return isBeyond
        ? Optional.of(joined(before, late))
        : later.map(kept -> alone(kept.temperature(), kept.readAt())).reduce(this::joined);
  }

  private static ReadingPair alone(Temperature value, long at) {
    return new ReadingPair(value, at, value, at);
  }

  /** The first of the one run, and of both the reading that is worst; of equal ones the earlier. */
  private ReadingPair joined(ReadingPair begin, ReadingPair other) {
    boolean isWorse =
        isBeyond(other.second(), begin.second())
            || (other.second().equals(begin.second()) && other.secondAt() < begin.secondAt());
    return new ReadingPair(
        begin.first(),
        begin.firstAt(),
        isWorse ? other.second() : begin.second(),
        isWorse ? other.secondAt() : begin.secondAt());
  }

  private boolean isBeyond(Temperature temperature, Temperature limit) {
    int compared = temperature.compareTo(limit);
    return life.kind() == AlertKind.TOO_WARM ? compared > 0 : compared < 0;
  }
}

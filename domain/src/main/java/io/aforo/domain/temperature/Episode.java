package io.aforo.domain.temperature;

import static io.aforo.domain.time.EventTime.plus;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A time during which one thing is wrong with one sensor, from its opening until it is over. It
 * keeps the rule that it was opened under, and remembers what was told of it.
 *
 * @param kind what is wrong
 * @param rule the rule that was broken
 * @param state where it is in its life
 * @param closeReason why it ended; empty while it has not
 * @param openedAt when it began, epoch milliseconds
 * @param closedAt when it ended, epoch milliseconds; empty while it has not
 * @param peak how bad it was at its worst
 * @param evidence the readings that show the peak
 * @param detail what is wrong, for people to read
 * @param revision readings counted since the opening, the one that opened it included
 * @param historical whether it was found long after it happened
 * @param isLive whether it was seen in the present: found in time, or still open when readings of
 *     the present came
 * @param shownAt the sensor's clock when its row was last written, epoch milliseconds
 * @param seq the number of the last telling, from 0
 * @param toldPeak the peak that was told last
 */
public record Episode(
    AlertKind kind,
    TemperatureRule rule,
    AlertState state,
    Optional<CloseReason> closeReason,
    long openedAt,
    OptionalLong closedAt,
    TemperatureDelta peak,
    ReadingPair evidence,
    String detail,
    long revision,
    boolean historical,
    boolean isLive,
    long shownAt,
    long seq,
    TemperatureDelta toldPeak) {

  /** The row of an open episode is written again after so long. */
  private static final long SHOWN_EVERY = Duration.ofMinutes(5).toMillis();

  /** A peak is told again when it has grown by so much. */
  private static final long TOLD_GROWTH = TemperatureDelta.ofCelsius(1).ninthsOfMilliCelsius();

  public Episode {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(closeReason, "closeReason");
    Objects.requireNonNull(closedAt, "closedAt");
    Objects.requireNonNull(peak, "peak");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(toldPeak, "toldPeak");
  }

  /**
   * One that has just begun, and is to be told.
   *
   * @param revision 1 if a reading opened it, 0 if it was the lack of any
   */
  static Episode open(
      AlertKind kind,
      TemperatureRule rule,
      long openedAt,
      Finding finding,
      long revision,
      boolean historical) {
    return new Episode(
        kind,
        rule,
        AlertState.OPEN,
        Optional.empty(),
        openedAt,
        OptionalLong.empty(),
        finding.peak(),
        finding.evidence(),
        finding.detail(),
        revision,
        historical,
        !historical,
        openedAt,
        0,
        finding.peak());
  }

  boolean isClosed() {
    return state == AlertState.CLOSED;
  }

  /**
   * With one more reading.
   *
   * @param isHistorical whether the reading is of long ago
   */
  Episode withReading(boolean isHistorical) {
    return with(state, closeReason, closedAt, revision + 1, isLive || !isHistorical, shownAt);
  }

  /** With its row written at a time of the sensor's clock. */
  Episode shown(long at) {
    return with(state, closeReason, closedAt, revision, isLive, Math.max(shownAt, at));
  }

  /** With another peak, or other evidence for it. */
  Episode with(Finding finding) {
    return new Episode(
        kind,
        rule,
        state,
        closeReason,
        openedAt,
        closedAt,
        finding.peak(),
        finding.evidence(),
        finding.detail(),
        revision,
        historical,
        isLive,
        shownAt,
        seq,
        toldPeak);
  }

  /** Open, with data or without. */
  Episode in(AlertState openState) {
    return with(openState, closeReason, closedAt, revision, isLive, shownAt);
  }

  Episode close(long at, CloseReason reason) {
    return with(
        AlertState.CLOSED, Optional.of(reason), OptionalLong.of(at), revision, isLive, shownAt);
  }

  /** Whether this is worth telling to who was told {@code before}. */
  boolean isNewsAfter(Episode before) {
    return state != before.state
        || isLive != before.isLive
        || peak.ninthsOfMilliCelsius() - toldPeak.ninthsOfMilliCelsius() >= TOLD_GROWTH;
  }

  /**
   * Whether its row has to be written again. Readings alone do not count, but a row that is open is
   * written every few minutes: what an attempt of the job that failed wrote of a silence that the
   * next one does not see is put right by it. The peak never changes without its evidence.
   *
   * @param at the sensor's clock
   */
  boolean isToBeShownAfter(Episode before, long at) {
    return isNewsAfter(before)
        || !evidence.equals(before.evidence)
        || (!isClosed() && kind.isAboutReadings() && at >= plus(shownAt, SHOWN_EVERY));
  }

  /** With one more telling behind it. */
  Episode told() {
    return new Episode(
        kind,
        rule,
        state,
        closeReason,
        openedAt,
        closedAt,
        peak,
        evidence,
        detail,
        revision,
        historical,
        isLive,
        shownAt,
        seq + 1,
        peak);
  }

  /** The same, begun at another time. */
  Episode begunAt(long at) {
    return new Episode(
        kind,
        rule,
        state,
        closeReason,
        at,
        closedAt,
        peak,
        evidence,
        detail,
        revision,
        historical,
        isLive,
        shownAt,
        seq,
        toldPeak);
  }

  /** The row that shows it. */
  Alert toAlert(String sensorId) {
    return new Alert(
        Alert.idOf(kind, sensorId, rule.id(), openedAt),
        kind,
        sensorId,
        rule.id(),
        rule.version(),
        rule.severityOf(kind, peak),
        state,
        closeReason,
        openedAt,
        closedAt,
        peak,
        evidence,
        detail,
        revision,
        historical);
  }

  private Episode with(
      AlertState state,
      Optional<CloseReason> closeReason,
      OptionalLong closedAt,
      long revision,
      boolean isLive,
      long shownAt) {
    return new Episode(
        kind,
        rule,
        state,
        closeReason,
        openedAt,
        closedAt,
        peak,
        evidence,
        detail,
        revision,
        historical,
        isLive,
        shownAt,
        seq,
        toldPeak);
  }

  /**
   * What was found.
   *
   * @param peak how bad it is
   * @param evidence the readings that show it
   * @param detail the same for people to read
   */
  record Finding(TemperatureDelta peak, ReadingPair evidence, String detail) {

    /** Two readings too far apart. */
    static Finding jump(ReadingPair pair, JumpRule rule) {
      String what =
          switch (pair.direction()) {
            case RISING -> "rose by ";
            case FALLING -> "fell by ";
            case SIMULTANEOUS -> "two readings at once, apart by ";
          };
      String time =
          pair.firstAt() == pair.secondAt()
              ? ""
              : " within " + Words.time(pair.secondAt() - pair.firstAt());
      return new Finding(
          pair.delta(),
          pair,
          what
              + Words.degrees(pair.delta())
              + time
              + "; the rule: "
              + Words.degrees(rule.threshold())
              + " within "
              + Words.time(rule.windowMillis()));
    }

    /** A limit that was passed for too long. */
    static Finding excursion(AlertKind kind, ReadingPair run, Excursion excursion) {
      boolean isWarm = kind == AlertKind.TOO_WARM;
      return new Finding(
          run.second().minus(excursion.limit()).abs(),
          run,
          (isWarm ? "above " : "below ")
              + Words.degrees(excursion.limit())
              + " for "
              + Words.time(excursion.patience().toMillis())
              + (isWarm ? " or more, up to " : " or more, down to ")
              + Words.degrees(run.second()));
    }

    /** A sensor that says nothing. */
    static Finding silence(KeptReading last, long silenceMillis) {
      return of(last, "no reading for " + Words.time(silenceMillis));
    }

    /** A sensor that says the same all the time. */
    static Finding flat(ReadingPair extremes, Flatline flatline) {
      return new Finding(
          extremes.delta(),
          extremes,
          "all within "
              + Words.degrees(extremes.delta())
              + " for "
              + Words.time(flatline.time().toMillis()));
    }

    /** A sensor that is read too rarely. */
    static Finding tooRare(KeptReading last, long medianMillis, int readings, JumpRule rule) {
      return of(
          last,
          "a reading every "
              + Words.time(medianMillis)
              + " (median of "
              + readings
              + "), but the rule looks at "
              + Words.time(rule.windowMillis())
              + ": it cannot see a jump");
    }

    private static Finding of(KeptReading last, String detail) {
      return new Finding(
          new TemperatureDelta(0),
          new ReadingPair(last.temperature(), last.readAt(), last.temperature(), last.readAt()),
          detail);
    }
  }
}

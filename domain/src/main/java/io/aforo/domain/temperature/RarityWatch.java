package io.aforo.domain.temperature;

import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Watches whether a sensor is read often enough for its rule: whether the median time between its
 * last {@value #READINGS} readings is within the rule's window. Said once for each version of a
 * rule.
 */
final class RarityWatch {

  static final int READINGS = 20;

  private final EpisodeLife life;
  // In order.
  private final List<Long> lastTimes;
  private String saidOf;

  RarityWatch() {
    this(new EpisodeLife(AlertKind.RULE_NOT_EVALUABLE), List.of(), "");
  }

  /**
   * @param lastTimes the times of the last readings, the oldest first
   * @param saidOf the rule, {@code id@version}, of which it was said last; empty if of none
   */
  RarityWatch(EpisodeLife life, List<Long> lastTimes, String saidOf) {
    this.life = life;
    this.lastTimes = new ArrayList<>(lastTimes);
    this.saidOf = saidOf;
  }

  EpisodeLife life() {
    return life;
  }

  List<Long> lastTimes() {
    return List.copyOf(lastTimes);
  }

  String saidOf() {
    return saidOf;
  }

  /**
   * Takes in a reading.
   *
   * @param newestBefore the time of the newest reading before it; {@link EventTime#MIN} if it is
   *     the first
   */
  void onReading(
      Reading reading,
      long newestBefore,
      TemperatureRule inForce,
      boolean isHistorical,
      Consumer<AlertChange> changes) {
    long at = reading.readAt();
    boolean isNewest = at >= newestBefore;
    // A late reading is one of them as well: whoever uploads the newest first is not rare.
    int position = lastTimes.size();
    while (position > 0 && lastTimes.get(position - 1) > at) {
      position--;
    }
    lastTimes.add(position, at);
    if (lastTimes.size() > READINGS) {
      lastTimes.remove(0);
    }
    boolean isTooRare =
        lastTimes.size() == READINGS && isMedianLongerThan(inForce.jump().windowMillis());

    if (life.isOpen()) {
      Episode after = life.open().orElseThrow().withReading(isHistorical);
      if (isNewest && !(isTooRare && after.rule().key().equals(inForce.key()))) {
        after = after.close(at, CloseReason.QUIET);
      }
      life.become(after, Math.max(at, newestBefore), reading.sensorId(), changes);
    }
    if (isNewest && isTooRare && !saidOf.equals(inForce.key())) {
      saidOf = inForce.key();
      life.open(
          Episode.open(
              AlertKind.RULE_NOT_EVALUABLE,
              inForce,
              at,
              Episode.Finding.tooRare(
                  new KeptReading(reading.readingId(), reading.temperature(), at),
                  median(),
                  READINGS,
                  inForce.jump()),
              1,
              isHistorical),
          0,
          reading.sensorId(),
          changes);
    }
  }

  private boolean isMedianLongerThan(long millis) {
    int longer = 0;
    for (int i = 1; i < READINGS; i++) {
      longer += lastTimes.get(i) - lastTimes.get(i - 1) > millis ? 1 : 0;
    }
    return longer > (READINGS - 1) / 2;
  }

  private long median() {
    return IntStream.range(1, READINGS)
        .mapToLong(i -> lastTimes.get(i) - lastTimes.get(i - 1))
        .sorted()
        .skip((READINGS - 1) / 2)
        .findFirst()
        .orElseThrow();
  }
}

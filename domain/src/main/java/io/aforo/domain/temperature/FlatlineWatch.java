package io.aforo.domain.temperature;

import static io.aforo.domain.time.EventTime.minus;

import io.aforo.domain.time.EventTime;
import java.util.function.Consumer;

/**
 * Watches whether a sensor says the same all the time: whether the readings of the time that ends
 * with the newest, both ends inclusive, differ by less than the rule says, and there were readings
 * all the while. A gap is one between a reading and the newest before it: a reading that comes late
 * counts, but fills no gap.
 *
 * <p>Two monotonic queues hold the extremes of the readings since the last one that was too
 * different. All that they hold differ by less than the rule says, and strictly from one another,
 * so they are short: temperatures are whole ninths of a milli-degree.
 */
final class FlatlineWatch {

  /** Without a gap of more than this part of the time. */
  private static final int PARTS = 6;

  private final EpisodeLife life;
  private final TrailingMinimum coldest = TrailingMinimum.latestOfEquals();
  // Of the negated temperatures.
  private final TrailingMinimum hottest = TrailingMinimum.latestOfEquals();
  private long heardSince;
  private long differentAt;

  FlatlineWatch() {
    this.life = new EpisodeLife(AlertKind.FLATLINE);
    forget();
  }

  FlatlineWatch(EpisodeLife life, SensorMonitor.FlatTime time) {
    this.life = life;
    time.coldest().forEach(held -> coldest.add(held.time(), held.value()));
    time.hottest().forEach(held -> hottest.add(held.time(), held.value()));
    this.heardSince = time.heardSince();
    this.differentAt = time.differentAt();
  }

  EpisodeLife life() {
    return life;
  }

  SensorMonitor.FlatTime time() {
    return new SensorMonitor.FlatTime(coldest.held(), hottest.held(), heardSince, differentAt);
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
    TemperatureRule rule = life.rule(inForce);
    if (rule.flatline().isEmpty()) {
      if (isNewest && heardSince != EventTime.MAX) {
        forget();
      }
      return;
    }
    Flatline flatline = rule.flatline().get();
    long time = flatline.time().toMillis();
    if (isNewest) {
      if (heardSince == EventTime.MAX || minus(at, newestBefore) > time / PARTS) {
        heardSince = at;
      }
      // What is older is let go, also so that a rule of a longer time has to wait for it.
      heardSince = Math.max(heardSince, minus(at, time));
      coldest.dropBefore(heardSince);
      hottest.dropBefore(heardSince);
    }
    if (at >= heardSince && at > differentAt) {
      long value = reading.temperature().ninthsOfMilliCelsius();
      coldest.add(at, value);
      hottest.add(at, -value);
    }
    while (!coldest.isEmpty()
        && -hottest.value() - coldest.value() >= flatline.below().ninthsOfMilliCelsius()) {
      differentAt = Math.min(coldest.time(), hottest.time());
      coldest.dropBefore(differentAt + 1);
      hottest.dropBefore(differentAt + 1);
    }
    boolean isFlat = isNewest && heardSince == minus(at, time) && differentAt < heardSince;
    life.note(at, isFlat);

    if (life.isOpen()) {
      Episode after = life.open().orElseThrow().withReading(isHistorical).in(AlertState.OPEN);
      if (isNewest && life.hasBeenCalmUntil(at)) {
        after = after.close(at, CloseReason.QUIET);
      }
      life.become(after, Math.max(at, newestBefore), reading.sensorId(), changes);
    } else if (isFlat) {
      life.open(
          Episode.open(
              AlertKind.FLATLINE,
              rule,
              at,
              Episode.Finding.flat(extremes(), flatline),
              1,
              isHistorical),
          0,
          reading.sensorId(),
          changes);
    }
  }

  private ReadingPair extremes() {
    return ReadingPair.between(
        new Temperature(coldest.value()),
        coldest.time(),
        new Temperature(-hottest.value()),
        hottest.time());
  }

  private void forget() {
    coldest.clear();
    hottest.clear();
    heardSince = EventTime.MAX;
    differentAt = EventTime.MIN;
  }
}

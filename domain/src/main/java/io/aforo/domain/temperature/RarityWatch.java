package io.aforo.domain.temperature;

import io.aforo.domain.time.EventTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Watches whether a sensor is read often enough for its rule: whether the median time between its
 * last {@value #READINGS} readings is within the rule's window. Said once for each version of a
 * rule.
 */
final class RarityWatch {

  static final int READINGS = 20;

  private static final long NOT_COUNTED = -1;

  // None before there is something to tell: it would be one more place of the memory to look at.
  private Optional<EpisodeLife> life;
  // In order, of a ring: the oldest is at `oldest`.
  private final long[] times = new long[READINGS];
  private int oldest;
  private int size;
  // How many of the times between them are longer than `countedMillis`.
  private int longer;
  private long countedMillis = NOT_COUNTED;
  private String saidOf;

  RarityWatch() {
    this(Optional.empty(), List.of(), "");
  }

  /**
   * @param lastTimes the times of the last readings, the oldest first
   * @param saidOf the rule, {@code id@version}, of which it was said last; empty if of none
   */
  RarityWatch(Optional<EpisodeLife> life, List<Long> lastTimes, String saidOf) {
    this.life = life;
    this.size = lastTimes.size();
    for (int i = 0; i < size; i++) {
      times[i] = lastTimes.get(i);
    }
    this.saidOf = saidOf;
  }

  Optional<EpisodeLife> life() {
    return life;
  }

  List<Long> lastTimes() {
    return IntStream.range(0, size).mapToObj(this::time).toList();
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
    add(at, inForce.jump().windowMillis());
    boolean isTooRare = size == READINGS && longer > (READINGS - 1) / 2;

    if (life.isPresent() && life.get().isOpen()) {
      Episode after = life.get().open().orElseThrow().withReading(isHistorical);
      if (isNewest && !(isTooRare && after.rule().key().equals(inForce.key()))) {
        after = after.close(at, CloseReason.QUIET);
      }
      life.get().become(after, Math.max(at, newestBefore), reading.sensorId(), changes);
    }
    if (isNewest && isTooRare && !saidOf.equals(inForce.key())) {
      saidOf = inForce.key();
      if (life.isEmpty()) {
        life = Optional.of(new EpisodeLife(AlertKind.RULE_NOT_EVALUABLE));
      }
      life.get()
          .open(
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

  /** Adds a time, in order, in the place of the oldest if there are enough. */
  private void add(long at, long millis) {
    if (size == 0 || at >= time(size - 1)) {
      append(at, millis);
    } else {
      insert(at);
    }
    if (countedMillis != millis) {
      count(millis);
    }
  }

  private void append(long at, long millis) {
    if (size == READINGS) {
      longer -= time(1) - time(0) > millis ? 1 : 0;
      oldest = index(1);
      size--;
    }
    if (size > 0) {
      longer += at - time(size - 1) > millis ? 1 : 0;
    }
    times[index(size)] = at;
    size++;
  }

  private void insert(long at) {
    countedMillis = NOT_COUNTED;
    if (size == READINGS) {
      if (at < time(0)) {
        return;
      }
      oldest = index(1);
      size--;
    }
    int position = size;
    while (position > 0 && time(position - 1) > at) {
      times[index(position)] = time(position - 1);
      position--;
    }
    times[index(position)] = at;
    size++;
  }

  private void count(long millis) {
    countedMillis = millis;
    longer = 0;
    for (int i = 1; i < size; i++) {
      longer += time(i) - time(i - 1) > millis ? 1 : 0;
    }
  }

  private long time(int position) {
    return times[index(position)];
  }

  private int index(int position) {
    int index = oldest + position;
    return index < READINGS ? index : index - READINGS;
  }

  private long median() {
    return IntStream.range(1, READINGS)
        .mapToLong(i -> time(i) - time(i - 1))
        .sorted()
        .skip((READINGS - 1) / 2)
        .findFirst()
        .orElseThrow();
  }
}

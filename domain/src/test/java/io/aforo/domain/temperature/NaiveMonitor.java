package io.aforo.domain.temperature;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The rules of jumps and episodes in the plainest way: every reading is kept for ever, and
 * everything is worked out anew from all of them at each arrival. For tests to compare with.
 */
final class NaiveMonitor {

  private record Arrival(Reading reading, boolean isNewest, boolean isHot) {}

  /** Arrivals are counted from 0; those of the episode are from {@code first} to {@code last}. */
  private record Life(int first, long openedAt, int last, OptionalLong closedAt) {}

  private final JumpRule rule;
  private final long window;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<Life> lives = new ArrayList<>();
  private final List<Alert> shown = new ArrayList<>();

  final List<Alert> alerts = new ArrayList<>();

  NaiveMonitor(JumpRule rule) {
    this.rule = rule;
    this.window = rule.window().toMillis();
  }

  Verdict onReading(Reading reading) {
    long newest = newestAt();
    long horizon = window + 5_000 + 600_000;
    if (!arrivals.isEmpty()) {
      boolean isKnown =
          readings()
              .filter(known -> known.readAt() >= newest - horizon - window)
              .anyMatch(known -> isSame(known, reading));
      if (isKnown) {
        return Verdict.DUPLICATE;
      }
      if (reading.readAt() < newest - horizon) {
        return Verdict.LATE;
      }
    }
    boolean isNewest = arrivals.isEmpty() || reading.readAt() >= newest;
    arrivals.add(new Arrival(reading, isNewest, isNewest && isHot(reading)));
    live();
    show();
    return Verdict.COUNTED;
  }

  private boolean isHot(Reading reading) {
    List<Long> values =
        Stream.concat(readings(), Stream.of(reading))
            .filter(
                other ->
                    other.readAt() >= reading.readAt() - window
                        && other.readAt() <= reading.readAt())
            .map(other -> other.temperature().ninthsOfMilliCelsius())
            .sorted()
            .toList();
    return values.get(values.size() - 1) - values.get(0)
        >= rule.clearBelow().ninthsOfMilliCelsius();
  }

  private void live() {
    int now = arrivals.size() - 1;
    Optional<Life> open = lives.stream().filter(life -> life.closedAt().isEmpty()).findFirst();
    if (open.isEmpty()) {
      strongest(now, now, lastClosedAt(lives.size()), Long.MIN_VALUE, Long.MAX_VALUE)
          .ifPresent(
              jump ->
                  lives.add(
                      new Life(now, jump.secondAt(), Integer.MAX_VALUE, OptionalLong.empty())));
      return;
    }
    Life life = open.get();
    long at = arrivals.get(now).reading().readAt();
    long lastHotAt =
        Stream.concat(
                arrivals.stream().filter(Arrival::isHot).map(hot -> hot.reading().readAt()),
                Stream.of(life.openedAt()))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    long since = readings().filter(reading -> reading.readAt() > lastHotAt).count();
    if (arrivals.get(now).isNewest()
        && since >= 2
        && at - lastHotAt >= rule.clearAfter().toMillis()) {
      lives.set(
          lives.size() - 1, new Life(life.first(), life.openedAt(), now, OptionalLong.of(at)));
    }
  }

  /** Tells of every row that is not as it was. */
  private void show() {
    for (int i = 0; i < lives.size(); i++) {
      Alert row = row(i);
      if (i == shown.size()) {
        shown.add(row);
        alerts.add(row);
      } else if (!row.peak().equals(shown.get(i).peak()) || row.state() != shown.get(i).state()) {
        shown.set(i, row);
        alerts.add(row);
      }
    }
  }

  private Alert row(int index) {
    Life life = lives.get(index);
    int now = arrivals.size() - 1;
    Optional<Jump> peak =
        strongest(
            life.first(),
            Math.min(life.last(), now),
            lastClosedAt(index),
            Long.MIN_VALUE,
            Long.MAX_VALUE);
    long revision = Math.min(life.last(), now) - life.first() + 1L;
    if (life.closedAt().isPresent()) {
      long closedAt = life.closedAt().getAsLong();
      peak =
          Stream.concat(
                  peak.stream(),
                  strongest(life.last() + 1, now, Long.MIN_VALUE, life.openedAt(), closedAt)
                      .stream())
              .min(NaiveMonitor::strongestFirst);
      revision +=
          arrivals.stream()
              .skip(life.last() + 1L)
              .map(arrival -> arrival.reading().readAt())
              .filter(at -> at >= life.openedAt() && at <= closedAt)
              .count();
    }
    boolean isClosed = life.closedAt().isPresent();
    return new Alert(
        Alert.idOf(Script.SENSOR, rule.id(), life.openedAt()),
        Script.SENSOR,
        rule.id(),
        rule.version(),
        isClosed ? AlertState.CLOSED : AlertState.OPEN,
        isClosed ? Optional.of(CloseReason.QUIET) : Optional.empty(),
        life.openedAt(),
        life.closedAt(),
        peak.orElseThrow(),
        revision,
        false);
  }

  /**
   * The strongest jump whose second reading to arrive is one of {@code first} to {@code last},
   * whose later reading is after {@code after}, and which lies within {@code [from, to]}.
   */
  private Optional<Jump> strongest(int first, int last, long after, long from, long to) {
    List<Jump> jumps = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      for (int j = 0; j < i; j++) {
        jump(arrivals.get(i).reading(), arrivals.get(j).reading(), rule)
            .filter(jump -> jump.secondAt() > after)
            .filter(jump -> jump.firstAt() >= from && jump.secondAt() <= to)
            .ifPresent(jumps::add);
      }
    }
    return jumps.stream().min(NaiveMonitor::strongestFirst);
  }

  private long lastClosedAt(int lifeIndex) {
    return lives.stream()
        .limit(lifeIndex)
        .flatMapToLong(life -> life.closedAt().stream())
        .max()
        .orElse(Long.MIN_VALUE);
  }

  private long newestAt() {
    return readings().flatMapToLong(reading -> LongStream.of(reading.readAt())).max().orElse(0);
  }

  private Stream<Reading> readings() {
    return arrivals.stream().map(Arrival::reading);
  }

  static boolean isSame(Reading one, Reading other) {
    return one.readingId().isEmpty()
        ? one.equals(other)
        : one.readingId().equals(other.readingId());
  }

  /** The jump that two readings make under a rule, if they make one. */
  static Optional<Jump> jump(Reading one, Reading other, JumpRule rule) {
    boolean swap =
        one.readAt() > other.readAt()
            || (one.readAt() == other.readAt()
                && one.temperature().compareTo(other.temperature()) > 0);
    Reading first = swap ? other : one;
    Reading second = swap ? one : other;
    long difference =
        second.temperature().ninthsOfMilliCelsius() - first.temperature().ninthsOfMilliCelsius();
    Direction direction =
        first.readAt() == second.readAt()
            ? Direction.SIMULTANEOUS
            : difference < 0 ? Direction.FALLING : Direction.RISING;
    boolean isJump =
        second.readAt() - first.readAt() <= rule.window().toMillis()
            && Math.abs(difference) >= rule.threshold().ninthsOfMilliCelsius()
            && (rule.direction().isEmpty() || rule.direction().get() == direction);
    return isJump
        ? Optional.of(
            new Jump(first.temperature(), first.readAt(), second.temperature(), second.readAt()))
        : Optional.empty();
  }

  static int strongestFirst(Jump one, Jump other) {
    int byDifference = other.delta().compareTo(one.delta());
    if (byDifference != 0) {
      return byDifference;
    }
    if (one.secondAt() != other.secondAt()) {
      return Long.compare(one.secondAt(), other.secondAt());
    }
    if (one.firstAt() != other.firstAt()) {
      return Long.compare(one.firstAt(), other.firstAt());
    }
    return one.first().compareTo(other.first());
  }
}

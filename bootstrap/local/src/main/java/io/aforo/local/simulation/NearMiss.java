package io.aforo.local.simulation;

import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.time.EventTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * How near a sensor came to a jump.
 *
 * @param difference the greatest one of two readings within the window of the rule that was in
 *     force, in a direction that counts
 * @param rule that rule
 * @param firstAt the time of the earlier of the two, epoch milliseconds
 * @param secondAt the time of the later one, epoch milliseconds
 */
public record NearMiss(
    String sensorId, TemperatureDelta difference, JumpRule rule, long firstAt, long secondAt) {

  /** No reading counts that comes later than this and the window after a newer one. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private double share() {
    return (double) difference.ninthsOfMilliCelsius() / rule.threshold().ninthsOfMilliCelsius();
  }

  static List<NearMiss> nearest(
      Collection<SensorTrace> sensors,
      ReadingSpool spool,
      RuleBook book,
      long outOfOrdernessMillis,
      int most)
      throws IOException {
    Search[] searches = new Search[sensors.size()];
    sensors.forEach(
        sensor ->
            searches[sensor.number()] = new Search(sensor.sensorId(), book, outOfOrdernessMillis));
    spool.forEach((sensor, at, value) -> searches[sensor].add(at, value));
    return Arrays.stream(searches)
        .map(Search::end)
        .filter(miss -> miss != null && miss.difference().ninthsOfMilliCelsius() > 0)
        .sorted(
            Comparator.comparingDouble(NearMiss::share)
                .reversed()
                .thenComparing(NearMiss::sensorId))
        .limit(most)
        .toList();
  }

  private record Point(long at, long value) {}

  /**
   * The search for the greatest difference of one sensor: its readings are put in order, and the
   * coldest and the hottest before each are at the heads of two monotonic queues.
   */
  private static final class Search {

    private final String sensorId;
    private final RuleBook book;
    private final long outOfOrdernessMillis;
    private final PriorityQueue<Point> waiting =
        new PriorityQueue<>(Comparator.comparingLong(Point::at).thenComparingLong(Point::value));
    private final Deque<Point> coldest = new ArrayDeque<>();
    private final Deque<Point> hottest = new ArrayDeque<>();
    private long newestAt = EventTime.MIN;
    private JumpRule rule;
    private NearMiss nearest;

    Search(String sensorId, RuleBook book, long outOfOrdernessMillis) {
      this.sensorId = sensorId;
      this.book = book;
      this.outOfOrdernessMillis = outOfOrdernessMillis;
    }

    void add(long at, long value) {
      rule = book.ruleFor(sensorId, at).jump();
      long horizon = rule.window().plus(PATIENCE).toMillis() + outOfOrdernessMillis;
      if (at < EventTime.minus(newestAt, horizon)) {
        return;
      }
      newestAt = Math.max(newestAt, at);
      waiting.add(new Point(at, value));
      while (waiting.peek().at() < newestAt - horizon) {
        judge(waiting.poll());
      }
    }

    NearMiss end() {
      while (!waiting.isEmpty()) {
        judge(waiting.poll());
      }
      return nearest;
    }

    private void judge(Point point) {
      rule = book.ruleFor(sensorId, point.at()).jump();
      long start = point.at() - rule.window().toMillis();
      trail(coldest, point, start, 1);
      trail(hottest, point, start, -1);
      compare(coldest.peekFirst(), point, Direction.RISING);
      compare(hottest.peekFirst(), point, Direction.FALLING);
    }

    /** Keeps what no later point is at least as extreme as. */
    private static void trail(Deque<Point> extremes, Point point, long start, int sign) {
      while (!extremes.isEmpty() && extremes.peekFirst().at() < start) {
        extremes.pollFirst();
      }
      while (!extremes.isEmpty() && sign * (extremes.peekLast().value() - point.value()) >= 0) {
        extremes.pollLast();
      }
      extremes.addLast(point);
    }

    private void compare(Point earlier, Point later, Direction direction) {
      Direction found = earlier.at() == later.at() ? Direction.SIMULTANEOUS : direction;
      long difference = Math.abs(later.value() - earlier.value());
      if (rule.direction().isPresent() && rule.direction().get() != found) {
        return;
      }
      NearMiss miss =
          new NearMiss(sensorId, new TemperatureDelta(difference), rule, earlier.at(), later.at());
      if (nearest == null || miss.share() > nearest.share()) {
        nearest = miss;
      }
    }
  }
}

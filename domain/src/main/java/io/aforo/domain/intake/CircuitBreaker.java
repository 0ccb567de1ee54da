package io.aforo.domain.intake;

import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Opens when too large a share of the records of the last while was refused: a topic that cannot be
 * read at all is a mistake of somebody, and is to be told before all of it lies in dead letters.
 *
 * <p>Time is an argument and may stand still or be set back. The last while is kept in {@value
 * #SLOTS} slots, so it is up to one of them shorter than the rule says, and never longer. Memory
 * and cost do not depend on the number of records. Mutable; it belongs to one thread.
 */
public final class CircuitBreaker {

  static final int SLOTS = 60;

  /**
   * When to open.
   *
   * @param perMille opens when more than so many of 1,000 records were refused; 0 to 999
   * @param within of the last so long; at least a millisecond
   * @param of opens only when at least so many records came in that time; positive
   */
  public record Rule(int perMille, Duration within, int of) implements Serializable {

    private static final Rule STANDARD = new Rule(500, Duration.ofMinutes(1), 1_000);

    public Rule {
      if (perMille < 0 || perMille > 999) {
        throw new IllegalArgumentException("perMille must be 0 to 999, was " + perMille);
      }
      if (within.toMillis() <= 0) {
        throw new IllegalArgumentException("within must be at least 1 ms, was " + within);
      }
      if (of <= 0) {
        throw new IllegalArgumentException("of must be positive, was " + of);
      }
    }

    /** More than half of at least 1,000 records within a minute. */
    public static Rule standard() {
      return STANDARD;
    }

    /** For example {@code 50 %} or {@code 12.5 %}. */
    public String share() {
      return perMille / 10 + (perMille % 10 == 0 ? "" : "." + perMille % 10) + " %";
    }
  }

  /**
   * What was seen when it opened.
   *
   * @param refused how many records were refused
   * @param seen of how many
   * @param byReason how many were refused for which reason, the most frequent first
   */
  public record Opening(long refused, long seen, Map<RejectionReason, Long> byReason) {}

  private final Rule rule;
  private final long withinMillis;
  private final Counts[] slots = new Counts[SLOTS];
  private final Counts all = new Counts();

  /** The slot that time is in, counted from the epoch. */
  private long current = Long.MIN_VALUE;

  /** What was counted in it. */
  private Counts slot;

  /** The last time that was asked about: most records come within a millisecond of another. */
  private long last = Long.MIN_VALUE;

  public CircuitBreaker(Rule rule) {
    this.rule = rule;
    this.withinMillis = rule.within().toMillis();
    Arrays.setAll(slots, number -> new Counts());
    slot = slots[0];
  }

  /**
   * Counts a record that was not refused.
   *
   * @param now epoch milliseconds
   */
  public void pass(long now) {
    if (now != last) {
      // A slot need not be a whole number of milliseconds.
      moveTo(Math.floorDiv(now * SLOTS, withinMillis));
      last = now;
    }
    slot.seen++;
    all.seen++;
  }

  /**
   * Counts a record that was refused, and judges.
   *
   * @param now epoch milliseconds
   * @return what was seen, if that is too much
   */
  public Optional<Opening> refuse(RejectionReason reason, long now) {
    pass(now);
    slot.add(reason, 1);
    all.add(reason, 1);
    return all.seen >= rule.of() && all.refused * 1_000 > rule.perMille() * all.seen
        ? Optional.of(new Opening(all.refused, all.seen, all.byReason()))
        : Optional.empty();
  }

  /** Moves time on, and forgets what is too long ago. */
  private void moveTo(long number) {
    if (current == Long.MIN_VALUE || number - current >= SLOTS || current - number >= SLOTS) {
      // Nothing that is kept is of the last while, or the clock was set back by more than that.
      for (Counts one : slots) {
        one.clear();
      }
      all.clear();
      begin(number);
    }
    // A clock that was set back a little stands still until it has made up for it.
    while (current < number) {
      begin(current + 1);
      all.subtract(slot);
      slot.clear();
    }
  }

  private void begin(long number) {
    current = number;
    slot = slots[(int) Math.floorMod(number, (long) SLOTS)];
  }

  private static final class Counts {

    private final Map<RejectionReason, Long> by = new EnumMap<>(RejectionReason.class);
    private long seen;
    private long refused;

    private void add(RejectionReason reason, long count) {
      by.merge(reason, count, Long::sum);
      refused += count;
    }

    private void subtract(Counts gone) {
      gone.by.forEach((reason, count) -> add(reason, -count));
      seen -= gone.seen;
    }

    private void clear() {
      by.clear();
      seen = 0;
      refused = 0;
    }

    private Map<RejectionReason, Long> byReason() {
      Map<RejectionReason, Long> counts = new LinkedHashMap<>();
      by.entrySet().stream()
          .filter(reason -> reason.getValue() > 0)
          .sorted(Map.Entry.<RejectionReason, Long>comparingByValue().reversed())
          .forEach(reason -> counts.put(reason.getKey(), reason.getValue()));
      return counts;
    }
  }
}

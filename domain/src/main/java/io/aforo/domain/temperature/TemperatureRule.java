package io.aforo.domain.temperature;

import io.aforo.domain.time.EventTime;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * All that the readings of a sensor are judged by. One rule holds for a sensor at a time, as a
 * whole.
 *
 * @param scope which sensors it is for
 * @param effectiveFrom readings from this event time on are judged by it, epoch milliseconds;
 *     {@link EventTime#MIN} for all
 * @param jump what a jump is, and when an episode is over, of any kind; its id and version are the
 *     rule's
 * @param severity how bad a jump is, by its height
 * @param plausibility what a reading can be; others are faults of the sensor
 * @param tooWarm the upper limit, if there is one
 * @param tooCold the lower limit, if there is one
 * @param silence after how long without a reading a sensor is silent; whole milliseconds, positive,
 *     less than 24 h; empty if it may be
 * @param flatline when a sensor is too steady, if it can be
 */
public record TemperatureRule(
    RuleScope scope,
    long effectiveFrom,
    JumpRule jump,
    SeverityBands severity,
    Plausibility plausibility,
    Optional<Excursion> tooWarm,
    Optional<Excursion> tooCold,
    Optional<Duration> silence,
    Optional<Flatline> flatline)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming what is wrong and what is allowed
   */
  public TemperatureRule {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(jump, "jump");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(plausibility, "plausibility");
    Objects.requireNonNull(tooWarm, "tooWarm");
    Objects.requireNonNull(tooCold, "tooCold");
    Objects.requireNonNull(silence, "silence");
    Objects.requireNonNull(flatline, "flatline");
    if (tooWarm.isPresent()
        && tooCold.isPresent()
        && tooCold.get().limit().compareTo(tooWarm.get().limit()) > 0) {
      throw new IllegalArgumentException(
          "tooCold of rule "
              + jump.id()
              + " must not be above tooWarm, or every reading were one of them, was "
              + tooCold.get().limit()
              + " > "
              + tooWarm.get().limit());
    }
    silence.ifPresent(
        time -> {
          JumpRule.requireMillis(time, Duration.ofMillis(1), jump.id(), "silence");
          if (time.compareTo(SensorMonitor.EXPIRY) >= 0) {
            throw new IllegalArgumentException(
                "silence of rule "
                    + jump.id()
                    + " must be less than "
                    + SensorMonitor.EXPIRY
                    + ", after which a sensor is forgotten, was "
                    + time);
          }
        });
  }

  /**
   * The bare rule: jumps alone, for all sensors, at all times. Critical from half as much again.
   */
  public static TemperatureRule plain(JumpRule jump) {
    return new TemperatureRule(
        RuleScope.everywhere(),
        EventTime.MIN,
        jump,
        defaultSeverity(jump.threshold()),
        Plausibility.anything(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Every jump is a warning at least, and critical from half as much again. */
  public static SeverityBands defaultSeverity(TemperatureDelta threshold) {
    long ninths = threshold.ninthsOfMilliCelsius();
    return new SeverityBands(threshold, new TemperatureDelta(Math.addExact(ninths, ninths / 2)));
  }

  public String id() {
    return jump.id();
  }

  public int version() {
    return jump.version();
  }

  /** What tells this version of this rule from all others: {@code id@version}. */
  public String key() {
    return id() + "@" + version();
  }

  /** The limit whose passing is of this kind; empty if there is none. */
  Optional<Excursion> excursion(AlertKind kind) {
    return switch (kind) {
      case TOO_WARM -> tooWarm;
      case TOO_COLD -> tooCold;
      default -> Optional.empty();
    };
  }

  /** How bad an alert of a kind is at its peak. */
  Severity severityOf(AlertKind kind, TemperatureDelta peak) {
    return switch (kind) {
      case JUMP -> severity.of(peak);
      case TOO_WARM, TOO_COLD -> excursion(kind).orElseThrow().severity().of(peak);
      case SILENT, FLATLINE -> Severity.WARNING;
      case RULE_NOT_EVALUABLE -> Severity.INFO;
    };
  }

  /** An Optional is not serializable, so the rule travels as its parts. */
  private Object writeReplace() {
    return new Parts(
        scope,
        effectiveFrom,
        jump,
        severity,
        plausibility,
        tooWarm.orElse(null),
        tooCold.orElse(null),
        silence.orElse(null),
        flatline.orElse(null));
  }

  private record Parts(
      RuleScope scope,
      long effectiveFrom,
      JumpRule jump,
      SeverityBands severity,
      Plausibility plausibility,
      Excursion tooWarmOrNull,
      Excursion tooColdOrNull,
      Duration silenceOrNull,
      Flatline flatlineOrNull)
      implements Serializable {

    private Object readResolve() {
      return new TemperatureRule(
          scope,
          effectiveFrom,
          jump,
          severity,
          plausibility,
          Optional.ofNullable(tooWarmOrNull),
          Optional.ofNullable(tooColdOrNull),
          Optional.ofNullable(silenceOrNull),
          Optional.ofNullable(flatlineOrNull));
    }
  }
}

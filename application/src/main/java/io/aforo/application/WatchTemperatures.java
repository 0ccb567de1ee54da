package io.aforo.application;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.RuledProcess;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.SensorMonitor;
import io.aforo.domain.temperature.TemperatureRule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Watches the sensors, each by the rule that is in force for it. The key is the sensor.
 *
 * <p>A repeat counts as a duplicate. A reading that is too old for its sensor's own clock counts as
 * accepted and goes to the late events, with that clock. One that its sensor cannot have measured
 * is refused as SENSOR_FAULT.
 *
 * @param book the rules and the sensors; this use case's own
 * @param outOfOrdernessMillis how far behind its sensor's newest a reading commonly comes; not
 *     negative
 */
public record WatchTemperatures(RuleBook book, long outOfOrdernessMillis)
    implements RuledProcess<
        String, Ingested.Accepted<Reading>, SensorMonitor, AlertChange, RuleBookChange> {

  public WatchTemperatures {
    Objects.requireNonNull(book, "book");
    if (outOfOrdernessMillis < 0) {
      throw new IllegalArgumentException(
          "out-of-orderness must not be negative, was " + outOfOrdernessMillis + " ms");
    }
  }

  @Override
  public Optional<String> onChange(RuleBookChange change) {
    return book.apply(change);
  }

  @Override
  public String keyOfChange(RuleBookChange change) {
    return change.key();
  }

  @Override
  public String keyOf(Ingested.Accepted<Reading> accepted) {
    return accepted.event().sensorId();
  }

  @Override
  public SensorMonitor newState() {
    return new SensorMonitor();
  }

  @Override
  public boolean onEvent(
      SensorMonitor monitor,
      Ingested.Accepted<Reading> accepted,
      long watermark,
      Outcome<AlertChange> outcome) {
    Reading reading = accepted.event();
    TemperatureRule rule = book.ruleFor(reading.sensorId(), reading.readAt());
    Optional<String> objection = rule.plausibility().objectionTo(reading.temperature());
    if (objection.isPresent()) {
      outcome.reject(
          DeadLetter.of(
              accepted.record(),
              new InvalidEvent(
                  RejectionReason.SENSOR_FAULT, objection.get() + " (rule " + rule.key() + ")")));
      return false;
    }
    if (monitor.expiresBefore(reading.readAt())) {
      // By the rule of the silence, not by that of the reading that ends it.
      TemperatureRule silent = book.ruleFor(reading.sensorId(), monitor.newestAt());
      monitor.expireBefore(reading.readAt(), silent, outcome::result);
    }
    long recordTime = accepted.record().timestamp();
    long crowdedOut = monitor.crowdedOut();
    return switch (monitor.onReading(
        reading, recordTime, rule, outOfOrdernessMillis, watermark, outcome::result)) {
      case COUNTED -> {
        outcome.count(Tally.ACCEPTED);
        for (long more = monitor.crowdedOut() - crowdedOut; more > 0; more--) {
          outcome.count(Tally.CROWDED_OUT);
        }
        yield true;
      }
      case DUPLICATE -> {
        outcome.count(Tally.DUPLICATES);
        yield false;
      }
      case LATE -> {
        outcome.count(Tally.ACCEPTED);
        outcome.late(
            new LateEvent(
                rule.id(),
                reading.sensorId(),
                reading.identity(),
                reading.readAt(),
                monitor.newestAt(),
                List.of()));
        yield false;
      }
    };
  }

  @Override
  public boolean onTime(SensorMonitor monitor, long watermark, Outcome<AlertChange> outcome) {
    return monitor.onTime(
        watermark, book.ruleFor(monitor.sensorId(), monitor.newestAt()), outcome::result);
  }

  @Override
  public long wakeAt(SensorMonitor monitor) {
    return monitor.wakeAt();
  }

  @Override
  public boolean keepsWakeAt() {
    return true;
  }

  @Override
  public boolean isSpent(SensorMonitor monitor) {
    return monitor.isSpent();
  }
}

package io.aforo.application;

import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.JumpMonitor;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Reading;
import java.util.List;
import java.util.Objects;

/**
 * Raises an alert for each episode of temperature jumps of a sensor. The key is the sensor.
 *
 * <p>A repeat counts as a duplicate. A reading that is too old for its sensor's own clock counts as
 * accepted and goes to the late events, with that clock.
 *
 * @param rule the rule in force for every sensor
 * @param outOfOrdernessMillis how far behind its sensor's newest a reading commonly comes; not
 *     negative
 */
public record DetectTemperatureJumps(JumpRule rule, long outOfOrdernessMillis)
    implements KeyedProcess<String, Ingested.Accepted<Reading>, JumpMonitor, Alert> {

  public DetectTemperatureJumps {
    Objects.requireNonNull(rule, "rule");
    if (outOfOrdernessMillis < 0) {
      throw new IllegalArgumentException(
          "out-of-orderness must not be negative, was " + outOfOrdernessMillis + " ms");
    }
  }

  @Override
  public String keyOf(Ingested.Accepted<Reading> accepted) {
    return accepted.event().sensorId();
  }

  @Override
  public JumpMonitor newState() {
    return new JumpMonitor();
  }

  @Override
  public boolean onEvent(
      JumpMonitor monitor,
      Ingested.Accepted<Reading> accepted,
      long watermark,
      Outcome<Alert> outcome) {
    Reading reading = accepted.event();
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
  public boolean onTime(JumpMonitor monitor, long watermark, Outcome<Alert> outcome) {
    return monitor.onTime(watermark);
  }

  @Override
  public long wakeAt(JumpMonitor monitor) {
    return monitor.wakeAt();
  }

  @Override
  public boolean isSpent(JumpMonitor monitor) {
    return monitor.isSpent();
  }
}

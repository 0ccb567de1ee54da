package io.aforo.domain.temperature;

import java.io.Serializable;
import java.time.Duration;

/**
 * A limit that may be passed for a while, but not for long.
 *
 * @param limit the last temperature that is all right
 * @param patience for how long it may be passed: an alert opens at the first reading that is as
 *     much later, or more, than the first one of a run of readings that all pass the limit; whole
 *     milliseconds, positive, at most 24 h
 * @param severity by how far the limit is passed
 */
public record Excursion(Temperature limit, Duration patience, SeverityBands severity)
    implements Serializable {

  public Excursion {
    JumpRule.requireMillis(patience, Duration.ofMillis(1), "excursion", "for");
  }
}

package io.aforo.adapters.flink;

import io.aforo.application.port.out.AlertNotifications;
import io.aforo.domain.temperature.AlertChange;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How people are told of alerts.
 *
 * @param opener opens the way to them on the worker
 * @param resendEvery how often an open alert is sent again; positive
 * @param isHistoricalTold whether alerts are told, too, that were found long after they happened,
 *     and did not go on until now
 * @param patience how long the end of a bounded input waits for what nobody has taken yet; not
 *     negative
 */
public record Notifying(
    Opener opener, Duration resendEvery, boolean isHistoricalTold, Duration patience)
    implements Serializable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Opens the way; travels in the job graph, so it holds no connection and no secret. */
  @FunctionalInterface
  public interface Opener extends Serializable {
    AlertNotifications open();
  }

  public Notifying {
    Objects.requireNonNull(opener, "opener");
    if (resendEvery.toMillis() <= 0) {
      throw new IllegalArgumentException("resendEvery must be positive, was " + resendEvery);
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("patience must not be negative, was " + patience);
    }
  }

  /** With half a minute for what is left at the end. */
  public Notifying(Opener opener, Duration resendEvery, boolean isHistoricalTold) {
    this(opener, resendEvery, isHistoricalTold, PATIENCE);
  }

  /** Whether people are to know of this change at all. */
  boolean tells(AlertChange change) {
    return change.isTold() && (isHistoricalTold || change.isLive());
  }
}

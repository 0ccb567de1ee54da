package io.aforo.domain.intake;

import java.util.Objects;

/**
 * Thrown where an event is not one that Aforo counts: a fault of the data, not of the program. The
 * record becomes a dead letter with this reason; the message names the field, its value and what is
 * allowed.
 */
public final class InvalidEvent extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  public InvalidEvent(RejectionReason reason, String message) {
    this(reason, message, null);
  }

  public InvalidEvent(RejectionReason reason, String message, Throwable cause) {
    // No stack trace: bad records may come by the million, and the reason says it all.
    super(message, cause, false, false);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public RejectionReason reason() {
    return reason;
  }
}

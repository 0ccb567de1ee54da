package io.aforo.application.port.out;

import io.aforo.domain.temperature.Alert;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Tells people of alerts, through something that groups, routes and silences them. Delivery is at
 * least once, so the same alert may be sent again and again; an alert that is open is sent again on
 * purpose, or it would be taken for over.
 */
public interface AlertNotifications extends AutoCloseable {

  /**
   * Sends how these alerts stand, all in one request. Neither blocks nor throws: whatever goes
   * wrong is an outcome, and comes within a time limit.
   *
   * @param alerts not empty, each id once
   */
  CompletionStage<Delivery> send(List<Alert> alerts);

  /** Lets go of connections; what is under way may be lost. */
  @Override
  void close();

  /** What became of a request, as a whole. */
  enum Outcome {
    /** Every receiver has taken it. */
    TAKEN,
    /** Some receiver has taken it, and another one has not, or not that it is known of yet. */
    TAKEN_BY_SOME,
    /** None has taken it, and it may well be taken later. */
    FAILED,
    /** None will ever take it as it is; something is wrong with one of the alerts. */
    REFUSED
  }

  /**
   * The answer to a request.
   *
   * @param outcome what became of it
   * @param problem what went wrong, for people to read; the empty text if nothing did
   */
  record Delivery(Outcome outcome, String problem) {

    public Delivery {
      Objects.requireNonNull(outcome, "outcome");
      Objects.requireNonNull(problem, "problem");
    }

    /** All is well. */
    public static Delivery taken() {
      return new Delivery(Outcome.TAKEN, "");
    }
  }
}

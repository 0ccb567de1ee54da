package io.aforo.job.config;

import java.io.Serializable;
import java.util.List;

/**
 * Where everything that the job has to say goes; several names mean all of them.
 *
 * @param results report rows and alerts
 * @param deadLetters records that were refused
 * @param lateEvents events that came too late for a result
 */
public record SinksConfig(List<Sink> results, List<Sink> deadLetters, List<Sink> lateEvents)
    implements Serializable {

  /** An adapter that takes results, by the name that configurations give it. */
  public enum Sink {
    POSTGRES,
    KAFKA,
    PRINT,
    MEMORY
  }

  public SinksConfig {
    results = List.copyOf(results);
    deadLetters = List.copyOf(deadLetters);
    lateEvents = List.copyOf(lateEvents);
  }
}

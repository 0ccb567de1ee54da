package io.aforo.job.config;

import java.util.List;

/**
 * Where everything that the job has to say goes, by the adapters' names; several names mean all of
 * them.
 *
 * @param results report rows, alerts and activity sessions
 * @param deadLetters records that were refused
 * @param lateEvents events that came too late for a result
 */
public record SinksConfig(List<String> results, List<String> deadLetters, List<String> lateEvents) {

  public SinksConfig {
    results = List.copyOf(results);
    deadLetters = List.copyOf(deadLetters);
    lateEvents = List.copyOf(lateEvents);
  }
}

package io.aforo.job.config;

import io.aforo.job.adapter.InputConfig;
import java.time.Duration;
import java.util.Objects;

/**
 * The input of activities, and the sessions that it falls into.
 *
 * @param gap the longest silence within a session; positive
 * @param lateness how long after its end a session still takes late activities; not negative
 * @param early how often, in event time, a session is written before it is complete; zero for never
 */
public record ActivityConfig(InputConfig input, Duration gap, Duration lateness, Duration early) {

  public ActivityConfig {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(gap, "gap");
    Objects.requireNonNull(lateness, "lateness");
    Objects.requireNonNull(early, "early");
  }
}

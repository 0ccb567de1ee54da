package io.aforo.job.adapter;

import io.aforo.adapters.flink.Notifying;
import java.time.Duration;
import java.util.List;

/**
 * A way of telling people of alerts. Nothing names it: it is on where the configuration has its
 * group of keys.
 */
public interface NotifierAdapter {

  /** What it is called, in uids and messages. */
  default String name() {
    return section().name();
  }

  /** Its group of keys at the top of the configuration. */
  Section<?> section();

  /**
   * The way itself. Nothing is connected to before it runs.
   *
   * @throws java.util.NoSuchElementException if the configuration does not have its keys
   */
  Notifying notifying(Deployment deployment);

  /**
   * What does not fit the world as it is seen from here. Connects, and comes back in about the time
   * limit whatever happens.
   */
  List<Finding> check(Deployment deployment, Duration limit);
}

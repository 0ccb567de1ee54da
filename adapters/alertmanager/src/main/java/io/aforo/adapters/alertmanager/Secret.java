package io.aforo.adapters.alertmanager;

import java.io.Serializable;
import java.util.Optional;

/**
 * Where a secret is to be found. It travels in the job graph, so it holds no secret; it is asked
 * anew for each request, on the machine that sends it.
 */
@FunctionalInterface
public interface Secret extends Serializable {

  /**
   * The secret; empty where there is none.
   *
   * @throws RuntimeException if it is not where it should be
   */
  Optional<String> read();
}

package io.aforo.adapters.jdbc;

import java.io.Serializable;
import java.util.Optional;

/**
 * Where a password is to be found. It travels in the job graph, so it holds no password; it is
 * asked anew for each connection, on the machine that connects.
 */
@FunctionalInterface
public interface JdbcPassword extends Serializable {

  /**
   * The password; empty where there is none.
   *
   * @throws RuntimeException if it is not where it should be
   */
  Optional<String> read();
}

package io.aforo.job.config;

/**
 * A configuration that cannot be used. The message is for the person who wrote it: everything that
 * is wrong, with key, place, rule and what is allowed, and no secrets. Print it as it is.
 */
public final class ConfigurationException extends RuntimeException {

  /** What a process that fails with this exits with: wrong usage or configuration. */
  public static final int EXIT_CODE = 2;

  private static final long serialVersionUID = 1L;

  ConfigurationException(String message) {
    super(message);
  }

  ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}

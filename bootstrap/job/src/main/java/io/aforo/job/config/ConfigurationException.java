package io.aforo.job.config;

import java.util.Optional;

/**
 * A configuration that cannot be used. The message is for the person who wrote it: everything that
 * is wrong, with key, place, rule and what is allowed, and no secrets. Print it as it is.
 */
public final class ConfigurationException extends RuntimeException {

  /** What a process that fails with this exits with: wrong usage or configuration. */
  public static final int EXIT_CODE = 2;

  private static final long serialVersionUID = 1L;

  private final transient JobConfig sound;

  /**
   * @param sound what is right, for those who want to look further
   */
  ConfigurationException(JobConfig sound, String message) {
    super(message);
    this.sound = sound;
  }

  public ConfigurationException(String message) {
    super(message);
    this.sound = null;
  }

  ConfigurationException(String message, Throwable cause) {
    super(message, cause);
    this.sound = null;
  }

  /**
   * The configuration without the parts that are wrong, which is no configuration to run; empty
   * where it could not be read at all.
   */
  public Optional<JobConfig> sound() {
    return Optional.ofNullable(sound);
  }
}

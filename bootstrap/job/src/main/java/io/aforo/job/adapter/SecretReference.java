package io.aforo.job.adapter;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.aforo.adapters.postgres.PasswordSource;
import java.io.Serializable;
import java.util.Objects;

/**
 * Where a secret is, never the secret itself: it is looked up on the worker that needs it.
 *
 * @param kind what the location names
 * @param location the variable's name, or the file's path
 */
public record SecretReference(Kind kind, String location) implements Serializable {

  /** What holds the secret. */
  public enum Kind {
    /** An environment variable of the worker. */
    ENV,
    /** A file on the worker. */
    FILE
  }

  public SecretReference {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(location, "location");
  }

  /** Looks it up, on the machine that asks. */
  PasswordSource source() {
    return switch (kind) {
      case ENV -> PasswordSource.environment(location);
      case FILE -> PasswordSource.file(location);
    };
  }

  @JsonCreator
  static SecretReference of(@JsonProperty("env") String env, @JsonProperty("file") String file) {
    if ((env == null) == (file == null)) {
      throw new IllegalArgumentException("must be { env: NAME } or { file: PATH }");
    }
    return env == null ? new SecretReference(Kind.FILE, file) : new SecretReference(Kind.ENV, env);
  }
}

package io.aforo.job.adapter;

import io.aforo.adapters.postgres.PostgresSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * The database that keeps the results.
 *
 * @param password where each worker finds the password
 * @param retryFor how long a write is tried again while the server cannot be reached; not negative
 */
public record PostgresConfig(
    String host,
    int port,
    String database,
    String user,
    SecretReference password,
    Duration retryFor)
    implements Serializable {

  public PostgresConfig {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(retryFor, "retryFor");
  }

  /** The same for the connection. */
  public PostgresSettings settings() {
    PostgresSettings settings =
        PostgresSettings.of(host, port, database, user).withPassword(password.source());
    return settings.withTimeouts(settings.connectTimeout(), settings.socketTimeout(), retryFor);
  }
}

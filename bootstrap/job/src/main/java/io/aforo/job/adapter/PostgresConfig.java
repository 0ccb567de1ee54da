package io.aforo.job.adapter;

import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresTls;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * The database that keeps the results.
 *
 * @param password where each worker finds the password
 * @param tls whether connections are encrypted, and who is trusted
 * @param retryFor how long a write is tried again while the server cannot be reached; not negative,
 *     at most {@link #LONGEST_RETRY}
 */
public record PostgresConfig(
    String host,
    int port,
    String database,
    String user,
    SecretReference password,
    Tls tls,
    Duration retryFor)
    implements Serializable {

  /** The most that {@code retryFor} can be. */
  public static final Duration LONGEST_RETRY = PostgresSettings.LONGEST_RETRY;

  /**
   * See the schema.
   *
   * @param mode as libpq spells it: {@code verify-full}
   * @param rootCertificate of a file, as are the other paths; the empty text for none
   * @param clientKeyPassword where each worker finds the key's password, if it has one
   */
  public record Tls(
      String mode,
      String rootCertificate,
      String clientCertificate,
      String clientKey,
      SecretReference clientKeyPassword)
      implements Serializable {

    /**
     * @throws IllegalArgumentException if one of them would have no effect with the others
     */
    public Tls {
      Objects.requireNonNull(clientKeyPassword, "clientKeyPassword");
      settings(mode, rootCertificate, clientCertificate, clientKey, clientKeyPassword);
    }

    PostgresTls settings() {
      return settings(mode, rootCertificate, clientCertificate, clientKey, clientKeyPassword);
    }

    private static PostgresTls settings(
        String mode,
        String rootCertificate,
        String clientCertificate,
        String clientKey,
        SecretReference clientKeyPassword) {
      return new PostgresTls(
          PostgresTls.Mode.ofLabel(mode),
          rootCertificate,
          clientCertificate,
          clientKey,
          clientKeyPassword.source());
    }
  }

  public PostgresConfig {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(retryFor, "retryFor");
  }

  /** The same for the connection. */
  public PostgresSettings settings() {
    PostgresSettings settings =
        PostgresSettings.of(host, port, database, user)
            .withPassword(password.source())
            .withTls(tls.settings());
    return settings.withTimeouts(settings.connectTimeout(), settings.socketTimeout(), retryFor);
  }
}

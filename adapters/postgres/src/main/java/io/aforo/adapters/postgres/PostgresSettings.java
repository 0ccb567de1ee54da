package io.aforo.adapters.postgres;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * Which database, as whom, and how long to wait for it. Holds no secret.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param database name of the database
 * @param schema the schema of Aforo's tables
 * @param user name of the role
 * @param password where its password is to be found
 * @param connectTimeout how long to wait for a connection; whole seconds, at least one
 * @param socketTimeout how long to wait for an answer; whole seconds, at least two. Waiting for a
 *     row's lock is given up after half of it
 * @param retryFor how long a write is tried again after its first failure of a kind that passes; at
 *     zero it is not
 */
public record PostgresSettings(
    String host,
    int port,
    String database,
    String schema,
    String user,
    PasswordSource password,
    Duration connectTimeout,
    Duration socketTimeout,
    Duration retryFor)
    implements Serializable {

  /** The port of Postgres where nobody says otherwise. */
  public static final int DEFAULT_PORT = 5432;

  /**
   * @throws IllegalArgumentException naming the setting, its value and what is allowed
   */
  public PostgresSettings {
    requireText("host", host);
    requireText("database", database);
    requireText("schema", schema);
    requireText("user", user);
    Objects.requireNonNull(password, "password");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 1 to 65535, was " + port);
    }
    requireSeconds("connectTimeout", connectTimeout, 1);
    requireSeconds("socketTimeout", socketTimeout, 2);
    if (retryFor.isNegative()) {
      throw new IllegalArgumentException("retryFor must not be negative, was " + retryFor);
    }
  }

  /**
   * The schema {@code public}, the password from {@link PasswordSource#standard()}, 10 s to
   * connect, 30 s for an answer, a minute of retries.
   */
  public static PostgresSettings of(String host, int port, String database, String user) {
    return new PostgresSettings(
        host,
        port,
        database,
        "public",
        user,
        PasswordSource.standard(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1));
  }

  public PostgresSettings withSchema(String schema) {
    return new PostgresSettings(
        host, port, database, schema, user, password, connectTimeout, socketTimeout, retryFor);
  }

  public PostgresSettings withPassword(PasswordSource password) {
    return new PostgresSettings(
        host, port, database, schema, user, password, connectTimeout, socketTimeout, retryFor);
  }

  public PostgresSettings withTimeouts(
      Duration connectTimeout, Duration socketTimeout, Duration retryFor) {
    return new PostgresSettings(
        host, port, database, schema, user, password, connectTimeout, socketTimeout, retryFor);
  }

  /** {@code user@host:port/database}. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }

  private static void requireText(String name, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }

  private static void requireSeconds(String name, Duration value, long least) {
    // The driver counts in seconds, and takes zero for "for ever".
    if (value.toSeconds() < least || value.toSeconds() > 86_400) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " s to 24 h, was " + value);
    }
  }
}

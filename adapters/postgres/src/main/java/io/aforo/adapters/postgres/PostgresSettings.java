package io.aforo.adapters.postgres;

import io.aforo.application.net.Hosts;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which database, as whom, and how long to wait for it. Holds no secret.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param database name of the database
 * @param schema the schema of Aforo's tables
 * @param user name of the role
 * @param password where its password is to be found
 * @param tls whether connections are encrypted, and who is trusted
 * @param connectTimeout how long to wait for a connection; whole seconds, at least one
 * @param socketTimeout how long to wait for an answer; whole seconds, at least two. Waiting for a
 *     row's lock is given up after half of it
 * @param retryFor how long a write is tried again after its first failure of a kind that passes; at
 *     zero it is not, and {@link #LONGEST_RETRY} is the most
 */
public record PostgresSettings(
    String host,
    int port,
    String database,
    String schema,
    String user,
    PasswordSource password,
    PostgresTls tls,
    Duration connectTimeout,
    Duration socketTimeout,
    Duration retryFor)
    implements Serializable {

  /** The port of Postgres where nobody says otherwise. */
  public static final int DEFAULT_PORT = 5432;

  /** While a write is tried again, no checkpoint completes. */
  public static final Duration LONGEST_RETRY = Duration.ofHours(1);

  /** Names, addresses, and several of them with commas; nothing that ends them in a URL. */
  private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._:\\[\\]%,-]+");

  /**
   * @throws IllegalArgumentException naming the setting, its value and what is allowed
   */
  public PostgresSettings {
    requireText("host", host);
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "host must be a name or an address, such as db.internal, was '" + host + "'");
    }
    requireText("database", database);
    requireText("schema", schema);
    requireText("user", user);
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(tls, "tls");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 1 to 65535, was " + port);
    }
    requireSeconds("connectTimeout", connectTimeout, 1);
    requireSeconds("socketTimeout", socketTimeout, 2);
    if (retryFor.isNegative() || retryFor.compareTo(LONGEST_RETRY) > 0) {
      throw new IllegalArgumentException("retryFor must be from 0 to 1 h, was " + retryFor);
    }
  }

  /**
   * The schema {@code public}, the password from {@link PasswordSource#standard()}, encrypted if
   * the server can, 10 s to connect, 30 s for an answer, a minute of retries.
   */
  public static PostgresSettings of(String host, int port, String database, String user) {
    return new PostgresSettings(
        host,
        port,
        database,
        "public",
        user,
        PasswordSource.standard(),
        PostgresTls.of(PostgresTls.Mode.PREFER),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1));
  }

  public PostgresSettings withSchema(String schema) {
    return new PostgresSettings(
        host, port, database, schema, user, password, tls, connectTimeout, socketTimeout, retryFor);
  }

  public PostgresSettings withPassword(PasswordSource password) {
    return new PostgresSettings(
        host, port, database, schema, user, password, tls, connectTimeout, socketTimeout, retryFor);
  }

  public PostgresSettings withTls(PostgresTls tls) {
    return new PostgresSettings(
        host, port, database, schema, user, password, tls, connectTimeout, socketTimeout, retryFor);
  }

  public PostgresSettings withTimeouts(
      Duration connectTimeout, Duration socketTimeout, Duration retryFor) {
    return new PostgresSettings(
        host, port, database, schema, user, password, tls, connectTimeout, socketTimeout, retryFor);
  }

  /** {@code user@host:port/database}. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }

  /** Whether all its servers are told by their names to be on this machine. */
  boolean isLoopback() {
    return Stream.of(host.split(",", -1)).allMatch(Hosts::isLoopback);
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

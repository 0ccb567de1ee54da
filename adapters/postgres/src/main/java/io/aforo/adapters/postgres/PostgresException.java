package io.aforo.adapters.postgres;

/**
 * Thrown where Postgres cannot do what it is asked, and asking again has not helped or would not.
 * The message is for people: what failed, on which database, and what to do about it. It holds no
 * row contents.
 */
public final class PostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}

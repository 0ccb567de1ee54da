package io.aforo.adapters.jdbc;

/**
 * Thrown where a database cannot do what it is asked. The message is for people: what failed, and
 * on which database.
 */
public class JdbcException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JdbcException(String message) {
    super(message);
  }

  JdbcException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.aforo.adapters.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Reads, each time one state of the database. Nothing is tried again here: a {@link
 * PostgresException} says what is wrong, and the next query connects anew. For one thread.
 */
final class PostgresReading implements AutoCloseable {

  /** A query; it may hand over rows as it goes. */
  interface Query<R> {
    R on(Connection open) throws SQLException;
  }

  private final PostgresSettings settings;
  private final PostgresConnection connection;

  /** Opens a connection when it is first needed. */
  PostgresReading(PostgresSettings settings) {
    this.settings = settings;
    this.connection = PostgresConnection.forReading(settings);
  }

  /**
   * @param task the beginning of a message of failure, such as {@code Counting rows}
   */
  <R> R read(String task, Query<R> query) {
    boolean whole = false;
    try {
      Connection open = connection.get();
      R answer = query.on(open);
      open.rollback();
      whole = true;
      return answer;
    } catch (SQLException failure) {
      throw SqlFailure.explain(task, settings, failure);
    } finally {
      // Not after a failure of the query or of the consumer: the transaction may still be open.
      if (!whole) {
        connection.discard();
      }
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}

package io.aforo.adapters.jdbc;

import io.aforo.adapters.jdbc.Upsert.Field;
import io.aforo.application.port.out.Store;
import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.database.dialect.JdbcDialect;
import org.apache.flink.connector.jdbc.internal.JdbcOutputFormat;
import org.apache.flink.connector.jdbc.internal.JdbcOutputSerializer;
import org.apache.flink.connector.jdbc.internal.executor.JdbcBatchStatementExecutor;
import org.apache.flink.connector.jdbc.statement.FieldNamedPreparedStatement;

/**
 * Rows of one table, written by the connector's own writer. For one thread; connects at the first
 * write.
 */
class JdbcStore<T> implements Store<T> {

  /** Batches are those of {@link #write}, and not cut or held back by the writer. */
  private static final JdbcExecutionOptions WHEN_TOLD =
      JdbcExecutionOptions.builder().withBatchSize(0).withBatchIntervalMs(0).build();

  private final Upsert<T> upsert;
  private final JdbcConnectionSettings settings;
  private Connections connections;
  private JdbcOutputFormat<T, T, Statements<T>> writer;

  JdbcStore(Upsert<T> upsert, JdbcConnectionSettings settings) {
    this.upsert = upsert;
    this.settings = settings;
  }

  /**
   * Writes the rows in their order, in one transaction; of several of one key the last one stays. A
   * connection that broke is replaced, and the batch tried again, up to three times within three
   * seconds.
   *
   * @throws JdbcException if the database was not to be reached at once, or refuses a row or the
   *     statement
   */
  @Override
  public final void write(List<T> batch) {
    if (batch.isEmpty()) {
      return;
    }
    boolean isWritten = false;
    try {
      open();
      for (T row : upsert.lastOfEachKey(batch)) {
        writer.writeRecord(row);
      }
      writer.flush();
      isWritten = true;
    } catch (IOException failure) {
      throw new JdbcException(
          "Writing "
              + batch.size()
              + " rows to "
              + upsert.table()
              + " failed on "
              + settings
              + ": "
              + reason(failure),
          failure);
    } finally {
      if (!isWritten) {
        close();
      }
    }
  }

  private void open() throws IOException {
    if (writer == null) {
      JdbcDialect dialect = JdbcStores.requireDialect(settings);
      String statement = upsert.statement(dialect);
      connections = new Connections(settings, dialect.appendDefaultUrlProperties(settings.url()));
      writer =
          new JdbcOutputFormat<>(connections, WHEN_TOLD, () -> new Statements<>(upsert, statement));
      writer.open(JdbcOutputSerializer.of(null));
    }
  }

  /** The server's message, which the writer wraps. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().findFirst().orElse("");
  }

  /** Lets go of the connection; what a write that failed has left over is not written. */
  @Override
  public final void close() {
    // Not the writer's own close: it would write once more.
    if (connections != null) {
      connections.closeConnection();
    }
    connections = null;
    writer = null;
  }

  /** The dialect's statement, with a row's values by name, in a transaction for each batch. */
  private static final class Statements<T> implements JdbcBatchStatementExecutor<T> {

    private final Upsert<T> upsert;
    private final String statement;
    private final List<T> batch = new ArrayList<>();
    private Connection connection;
    private FieldNamedPreparedStatement prepared;

    private Statements(Upsert<T> upsert, String statement) {
      this.upsert = upsert;
      this.statement = statement;
    }

    @Override
    public void prepareStatements(Connection connection) throws SQLException {
      this.connection = connection;
      if (connection.getAutoCommit()) {
        connection.setAutoCommit(false);
      } else {
        // It comes again after a failure.
        connection.rollback();
      }
      prepared =
          FieldNamedPreparedStatement.prepareStatement(connection, statement, upsert.names());
    }

    @Override
    public void addToBatch(T row) {
      batch.add(row);
    }

    @Override
    public void executeBatch() throws SQLException {
      if (batch.isEmpty()) {
        return;
      }
      for (T row : batch) {
        for (int i = 0; i < upsert.fields().size(); i++) {
          Field<T> field = upsert.fields().get(i);
          Object value = field.value().apply(row);
          if (value == null) {
            prepared.setNull(i, field.sqlType());
          } else {
            prepared.setObject(i, value);
          }
        }
        prepared.addBatch();
      }
      execute();
      connection.commit();
      // Only now: the writer tries again with what is here.
      batch.clear();
    }

    private void execute() throws SQLException {
      try {
        prepared.executeBatch();
      } catch (SQLException refused) {
        throw withoutValues(refused);
      } catch (AssertionError brokenConnection) {
        // What the driver of Postgres throws if the connection ends within a batch; the writer
        // tries
        // again after an SQLException only.
        throw new SQLException(
            "the connection broke: " + brokenConnection.getCause(), "08006", brokenConnection);
      }
    }

    /**
     * The writer logs what it fails with, and drivers put the statement with the values of its rows
     * into their messages, and the values that are refused.
     */
    private static SQLException withoutValues(SQLException refused) {
      SQLException reason =
          refused instanceof BatchUpdateException && refused.getNextException() != null
              ? refused.getNextException()
              : refused;
      String state = String.valueOf(reason.getSQLState());
      String message =
          state.matches("2[23].*") || reason instanceof BatchUpdateException
              ? "the database refused a row, SQLSTATE " + state
              : String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
      return new SQLException(message, reason.getSQLState(), reason.getErrorCode());
    }

    @Override
    public void closeStatements() throws SQLException {
      if (prepared != null) {
        prepared.close();
        prepared = null;
      }
    }
  }
}

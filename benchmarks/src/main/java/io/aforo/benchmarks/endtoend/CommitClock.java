package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.Stopwatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Stops the clock at each commit of rows, so that in the end it shows the last one. The database
 * tells of a commit, not the contestant: a job's end comes up to half a second behind its last row,
 * since a consumer is closed by waiting for its last request.
 */
final class CommitClock implements AutoCloseable {

  private static final int NO_LIMIT = 0;

  private final Servers servers;
  private final Connection listening;

  /**
   * @param table where rows are written
   */
  CommitClock(Servers servers, String table) throws SQLException {
    this.servers = servers;
    listening = servers.connect();
    try (Statement statement = listening.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE FUNCTION tell_rows() RETURNS trigger LANGUAGE plpgsql AS"
              + " 'BEGIN NOTIFY rows; RETURN NULL; END'");
      statement.execute(
          "CREATE TRIGGER tell_rows AFTER INSERT OR UPDATE ON "
              + table
              + " FOR EACH STATEMENT EXECUTE FUNCTION tell_rows()");
      statement.execute("LISTEN rows");
    }
  }

  /** Work whose commits are waited for. */
  interface Work {
    void run() throws Exception;
  }

  /** Runs the work, and stops the clock at each of its commits. */
  void time(Work work, Stopwatch stopwatch) throws Exception {
    String end = UUID.randomUUID().toString();
    FutureTask<Integer> commits = new FutureTask<>(() -> listen(end, stopwatch));
    Thread listener = new Thread(commits, "commits");
    listener.setDaemon(true);
    listener.start();
    work.run();
    // The database tells of commits in their order.
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_notify('rows', '" + end + "')");
    }
    if (commits.get() == 0) {
      throw new IllegalStateException("no rows were committed");
    }
  }

  /** Returns how many commits there were. */
  private int listen(String end, Stopwatch stopwatch) throws SQLException {
    PGConnection connection = listening.unwrap(PGConnection.class);
    int commits = 0;
    while (true) {
      for (PGNotification told : connection.getNotifications(NO_LIMIT)) {
        if (told.getParameter().equals(end)) {
          return commits;
        }
        stopwatch.stop();
        commits++;
      }
    }
  }

  @Override
  public void close() throws SQLException {
    listening.close();
  }
}

package io.aforo.benchmarks.latency;

import io.aforo.benchmarks.endtoend.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * When the first row of each sensor's alert was committed: the database tells those who listen, at
 * the commit and not before. What is taken is when that is heard, some tenths of a millisecond
 * later.
 */
final class CommitListener implements AutoCloseable {

  private static final int WAIT_MILLIS = 100;

  private final Map<String, Long> heardAt = new ConcurrentHashMap<>();
  private final Connection connection;
  private final Thread thread;
  private volatile boolean isClosed;

  CommitListener(Servers servers) throws SQLException {
    connection = servers.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE FUNCTION tell_alert() RETURNS trigger LANGUAGE plpgsql AS"
              + " 'BEGIN PERFORM pg_notify(''alerts'', NEW.sensor_id); RETURN NULL; END'");
      statement.execute(
          "CREATE TRIGGER tell_alert AFTER INSERT ON temperature_alerts"
              + " FOR EACH ROW EXECUTE FUNCTION tell_alert()");
      statement.execute("LISTEN alerts");
    }
    thread = new Thread(this::listen, "commits");
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    try {
      PGConnection listening = connection.unwrap(PGConnection.class);
      while (!isClosed) {
        PGNotification[] told = listening.getNotifications(WAIT_MILLIS);
        long now = System.nanoTime();
        if (told != null) {
          for (PGNotification alert : told) {
            heardAt.putIfAbsent(alert.getParameter(), now);
          }
        }
      }
    } catch (SQLException broken) {
      if (!isClosed) {
        throw new IllegalStateException(broken);
      }
    }
  }

  /** By {@link System#nanoTime}, for each sensor. */
  Map<String, Long> heardAt() {
    return heardAt;
  }

  @Override
  public void close() throws Exception {
    isClosed = true;
    thread.join();
    connection.close();
  }
}

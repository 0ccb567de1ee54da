package io.aforo.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.ActivitySessionsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class JdbcActivitySessionsIT implements ActivitySessionsContract {

  @RegisterExtension final Database database = new Database();

  private final List<ActivitySessions> opened = new ArrayList<>();

  @BeforeEach
  void createTables() throws SQLException {
    database.execute(JdbcStores.createTables());
  }

  @AfterEach
  void close() {
    opened.forEach(ActivitySessions::close);
  }

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT, Promise.WHOLE_BATCHES);
  }

  @Override
  public ActivitySessions sessions(int generation) {
    ActivitySessions sessions = new JdbcStores(database.settings(), generation).activitySessions();
    opened.add(sessions);
    return sessions;
  }

  @Override
  public List<ActivitySession> stored() {
    return database.query("SELECT * FROM activity_sessions", JdbcActivitySessionsIT::session);
  }

  @Test
  void theViewLeavesOutTheSessionsThatAnotherTookThePlaceOf() {
    ActivitySession within = session("ana", 60_000, 120_000);
    ActivitySession whole = session("ana", 0, 120_000);
    ActivitySession ofAnother = session("bob", 60_000, 120_000);

    sessions(1).write(List.of(within, whole, ofAnother));

    assertThat(
            database.query(
                "SELECT * FROM activity_sessions_shown", JdbcActivitySessionsIT::session))
        .containsExactlyInAnyOrder(whole, ofAnother);
  }

  private static ActivitySession session(String user, long start, long end) {
    return new ActivitySession(user, new TimeWindow(start, end), start, 1, RowStatus.FINAL);
  }

  private static ActivitySession session(ResultSet row) throws SQLException {
    ActivitySession session =
        new ActivitySession(
            row.getString("user_id"),
            new TimeWindow(
                Database.millis(row, "session_start"), Database.millis(row, "session_end")),
            Database.millis(row, "last_activity"),
            row.getLong("actions"),
            RowStatus.valueOf(row.getString("status")));
    assertThat(row.getLong("revision")).isEqualTo(session.revision());
    return session;
  }
}

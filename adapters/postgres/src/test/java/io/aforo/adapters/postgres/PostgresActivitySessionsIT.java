package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.ActivitySessionsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.domain.activity.ActivitySession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresActivitySessionsIT implements ActivitySessionsContract {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private static final String CHANGES =
      "SELECT generation || ' ' || status || ' ' || (updated_at > '2020-01-01T00:00:00Z')"
          + " FROM activity_sessions ORDER BY session_start";

  private final List<ActivitySessions> opened = new ArrayList<>();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public ActivitySessions sessions(int generation) {
    ActivitySessions sessions =
        new PostgresStores(POSTGRES.settings(), generation).activitySessions();
    opened.add(sessions);
    return sessions;
  }

  @Override
  public List<ActivitySession> stored() {
    return POSTGRES.activitySessions();
  }

  @AfterEach
  void close() {
    opened.forEach(ActivitySessions::close);
  }

  @Test
  void theTimeOfTheChangeMovesWithTheContentAlone() throws SQLException {
    ActivitySession session = Rows.activity("ana", 0, 60, 3);
    ActivitySession within = Rows.activity("ana", 20, 40, 2);
    ActivitySessions sessions = sessions(1);
    sessions.write(List.of(within));
    POSTGRES.execute("UPDATE activity_sessions SET updated_at = '2020-01-01T00:00:00Z'");

    sessions.write(List.of(session));
    List<String> afterAbsorption = POSTGRES.column(CHANGES);
    POSTGRES.execute("UPDATE activity_sessions SET updated_at = '2020-01-01T00:00:00Z'");
    sessions.write(List.of(session));
    sessions.write(List.of(within, session));
    sessions.write(List.of(Rows.activity("ana", 0, 50, 2)));
    sessions(2).write(List.of(session));

    assertThat(afterAbsorption).containsExactly("1 FINAL true", "1 MERGED true");
    assertThat(POSTGRES.column(CHANGES)).containsExactly("2 FINAL false", "2 MERGED false");
  }

  @Test
  void absorptionReachesMoreSessionsThanOneStatementHolds() throws SQLException {
    ActivitySessions sessions = sessions(1);
    List<ActivitySession> before = new ArrayList<>();
    List<ActivitySession> after = new ArrayList<>();
    for (int user = 0; user < 2_001; user++) {
      before.add(Rows.activity("u" + user, 20, 40, 2));
      after.add(Rows.activity("u" + user, 0, 40, 3));
    }
    sessions.write(before);

    sessions.write(after);

    assertThat(
            POSTGRES.column(
                "SELECT status || ' ' || count(*) FROM activity_sessions GROUP BY status"))
        .containsExactlyInAnyOrder("FINAL 2001", "MERGED 2001");
  }

  @Test
  void theLastSessionOfAUserIsFoundByThePrimaryKeyThoughStatisticsAreOld() throws SQLException {
    String fill =
        "INSERT INTO activity_sessions SELECT 'u' || g %% %1$d, to_timestamp(g), to_timestamp(g),"
            + " to_timestamp(g + 1), 1, 'FINAL', 1, 1, 1 FROM generate_series(%2$d, %3$d) AS g";
    POSTGRES.execute(fill.formatted(1, 1, 300));
    POSTGRES.execute("ANALYZE activity_sessions");
    POSTGRES.execute(fill.formatted(1_000, 301, 20_000));

    // The planner does not know the user, as in the writer's statement.
    assertThat(
            POSTGRES.column(
                "EXPLAIN SELECT * FROM activity_sessions"
                    + " WHERE user_id = (SELECT 'u7') AND session_start < '2026-01-01T00:00:00Z'"
                    + " ORDER BY session_start DESC LIMIT 1"))
        .anyMatch(step -> step.contains("Index Scan Backward using activity_sessions_pkey"));
  }

  @Test
  void aUserThatTheDatabaseCannotHoldHarmsNobodyElse() throws SQLException {
    sessions(1).write(List.of(Rows.activity("a\0", 0, 40, 3), Rows.activity("b", 0, 40, 3)));

    assertThat(stored()).containsExactly(Rows.activity("b", 0, 40, 3));
    assertThat(POSTGRES.column("SELECT topic || ' ' || reason FROM dead_letters"))
        .containsExactly("table:activity_sessions REFUSED_ROW");
  }
}

package io.aforo.adapters.jdbc;

import static io.aforo.adapters.jdbc.Upsert.content;
import static io.aforo.adapters.jdbc.Upsert.key;

import io.aforo.application.port.out.ActivitySessions;
import io.aforo.domain.activity.ActivitySession;
import java.sql.Types;

/** The table {@code activity_sessions}. */
final class JdbcActivitySessions extends JdbcStore<ActivitySession> implements ActivitySessions {

  JdbcActivitySessions(JdbcConnectionSettings settings, int generation) {
    super(upsert(generation), settings);
  }

  static Upsert<ActivitySession> upsert(int generation) {
    return new Upsert<>(
        "activity_sessions",
        key("user_id", Types.VARCHAR, ActivitySession::userId),
        key("session_start", Types.TIMESTAMP, session -> Times.utc(session.window().start())),
        content("last_activity", Types.TIMESTAMP, session -> Times.utc(session.lastActivity())),
        content("session_end", Types.TIMESTAMP, session -> Times.utc(session.window().end())),
        content("actions", Types.BIGINT, ActivitySession::actions),
        content("status", Types.VARCHAR, session -> session.status().name()),
        content("revision", Types.BIGINT, ActivitySession::revision),
        content("generation", Types.INTEGER, session -> generation));
  }
}

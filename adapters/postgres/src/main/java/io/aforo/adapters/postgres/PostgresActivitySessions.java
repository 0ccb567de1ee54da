package io.aforo.adapters.postgres;

import static io.aforo.adapters.postgres.Column.content;
import static io.aforo.adapters.postgres.Column.guard;
import static io.aforo.adapters.postgres.Column.key;

import io.aforo.application.port.out.ActivitySessions;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** The table {@code activity_sessions}. */
final class PostgresActivitySessions implements ActivitySessions {

  static final GuardedUpsert<ActivitySession> UPSERT =
      new GuardedUpsert<>(
          "activity_sessions",
          Comparator.comparingLong(ActivitySession::revision)
              .thenComparingInt(row -> row.status().rank()),
          key("user_id", "text", ActivitySession::userId),
          key("session_start", "timestamptz", row -> Column.timestamp(row.window().start())),
          guard("revision", "bigint", row -> Column.number(row.revision())),
          guard("status_rank", "smallint", row -> Column.number(row.status().rank())),
          content("status", "text", row -> row.status().name()),
          content("last_activity", "timestamptz", row -> Column.timestamp(row.lastActivity())),
          content("session_end", "timestamptz", row -> Column.timestamp(row.window().end())),
          content("actions", "bigint", row -> Column.number(row.actions())));

  static final Absorption<ActivitySession> ABSORPTION =
      new Absorption<>(UPSERT, "session_end", new Sessions());

  private final PostgresWriter<ActivitySession> writer;

  PostgresActivitySessions(PostgresWriter<ActivitySession> writer) {
    this.writer = writer;
  }

  @Override
  public void write(List<ActivitySession> batch) {
    writer.write(batch);
  }

  @Override
  public void close() {
    writer.close();
  }

  private static final class Sessions implements Absorption.Sessions<ActivitySession> {

    @Override
    public Object key(ActivitySession row) {
      return row.key();
    }

    @Override
    public TimeWindow window(ActivitySession row) {
      return row.window();
    }

    @Override
    public boolean isAbsorbing(ActivitySession row) {
      return row.status() != RowStatus.MERGED;
    }

    @Override
    public ActivitySession merged(ActivitySession row) {
      return row.merged();
    }

    @Override
    public ActivitySession read(ResultSet row) throws SQLException {
      return new ActivitySession(
          row.getString("user_id"),
          new TimeWindow(Column.millis(row, "session_start"), Column.millis(row, "session_end")),
          Column.millis(row, "last_activity"),
          row.getLong("actions"),
          RowStatus.valueOf(row.getString("status")));
    }
  }
}

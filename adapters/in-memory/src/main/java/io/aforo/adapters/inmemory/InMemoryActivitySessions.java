package io.aforo.adapters.inmemory;

import io.aforo.application.port.out.ActivitySessions;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.time.RowStatus;
import java.util.List;

/** Activity sessions on the heap; they last as long as the object. Safe for several threads. */
public final class InMemoryActivitySessions implements ActivitySessions {

  private final SessionRows<ActivitySession.Key, ActivitySession> rows;
  private final int generation;

  /** Empty, of generation 1. */
  public InMemoryActivitySessions() {
    this(new SessionRows<>(new Kind()), 1);
  }

  private InMemoryActivitySessions(
      SessionRows<ActivitySession.Key, ActivitySession> rows, int generation) {
    this.rows = rows;
    this.generation = generation;
  }

  /** Another writer to these same sessions, of its own generation. */
  public InMemoryActivitySessions ofGeneration(int generation) {
    return new InMemoryActivitySessions(rows, generation);
  }

  @Override
  public void write(List<ActivitySession> batch) {
    rows.write(generation, batch);
  }

  /** All sessions as they stand now, in the order of their keys. */
  public List<ActivitySession> sessions() {
    return rows.inOrderOfKeys();
  }

  @Override
  public void close() {}

  private static final class Kind
      implements SessionRows.Kind<ActivitySession.Key, ActivitySession> {

    @Override
    public ActivitySession.Key key(ActivitySession row) {
      return row.key();
    }

    @Override
    public ActivitySession.Key firstKey(ActivitySession row, long start) {
      return new ActivitySession.Key(row.userId(), start);
    }

    @Override
    public long end(ActivitySession row) {
      return row.window().end();
    }

    @Override
    public long revision(ActivitySession row) {
      return row.revision();
    }

    @Override
    public RowStatus status(ActivitySession row) {
      return row.status();
    }

    @Override
    public boolean isAbsorbing(ActivitySession row) {
      return true;
    }

    @Override
    public boolean absorbs(ActivitySession session, ActivitySession other) {
      return session.absorbs(other);
    }

    @Override
    public boolean isCovered(ActivitySession row, ActivitySession stored) {
      return row.isCoveredBy(stored);
    }

    @Override
    public ActivitySession merged(ActivitySession row) {
      return row.merged();
    }

    @Override
    public ActivitySession kept(ActivitySession row) {
      return row;
    }
  }
}

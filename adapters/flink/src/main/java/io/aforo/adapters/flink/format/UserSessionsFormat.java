package io.aforo.adapters.flink.format;

import io.aforo.domain.activity.KeptSession;
import io.aforo.domain.activity.UserSessions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The user and three times, then the sessions, each by its distance from the one before. */
final class UserSessionsFormat implements Format<UserSessions> {

  @Override
  public void write(UserSessions sessions, DataOutputView out) throws IOException {
    Fields.writeText(sessions.userId(), out);
    out.writeLong(sessions.clock());
    out.writeLong(sessions.closedThrough());
    out.writeLong(sessions.wakeAt());
    Fields.writeLong(sessions.sessions().size(), out);
    long before = 0;
    for (KeptSession session : sessions.sessions()) {
      // Distances wrap at the extremes, and back when they are read.
      Fields.writeLong(session.first() - before, out);
      Fields.writeLong(session.last() - session.first(), out);
      Fields.writeLong(session.actions(), out);
      Fields.writeLong(session.written(), out);
      out.writeBoolean(session.wasFinal());
      before = session.last();
    }
  }

  @Override
  public UserSessions read(int version, DataInputView in) throws IOException {
    String userId = Fields.readText(in);
    long clock = in.readLong();
    long closedThrough = in.readLong();
    long wakeAt = in.readLong();
    List<KeptSession> sessions = new ArrayList<>();
    long before = 0;
    for (long left = Fields.readLong(in); left > 0; left--) {
      long first = before + Fields.readLong(in);
      long last = first + Fields.readLong(in);
      sessions.add(
          new KeptSession(first, last, Fields.readLong(in), Fields.readLong(in), in.readBoolean()));
      before = last;
    }
    return new UserSessions(userId, clock, closedThrough, wakeAt, sessions);
  }

  @Override
  public UserSessions copy(UserSessions sessions) {
    return sessions.copy();
  }

  @Override
  public boolean isImmutable() {
    return false;
  }
}

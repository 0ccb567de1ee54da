package io.aforo.adapters.flink.format;

import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.time.RowStatus;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class ActivitySessionFormat implements Format<ActivitySession> {

  @Override
  public void write(ActivitySession session, DataOutputView out) throws IOException {
    Fields.writeText(session.userId(), out);
    Fields.writeWindow(session.window(), out);
    out.writeLong(session.lastActivity());
    Fields.writeLong(session.actions(), out);
    Fields.writeText(session.status().name(), out);
  }

  @Override
  public ActivitySession read(int version, DataInputView in) throws IOException {
    return new ActivitySession(
        Fields.readText(in),
        Fields.readWindow(in),
        in.readLong(),
        Fields.readLong(in),
        RowStatus.valueOf(Fields.readText(in)));
  }
}

package io.aforo.adapters.flink.format;

import io.aforo.application.notify.NotificationQueue;
import io.aforo.domain.temperature.Alert;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A queue's snapshot. The alerts in it have a version of their own, so that what is kept of them
 * can change without this format.
 */
final class NotificationQueueFormat implements Format<NotificationQueue> {

  private static final int TAKEN = 1;
  private static final int ALONE = 2;
  private static final int REFUSED = 4;

  private final AlertFormat alerts = new AlertFormat();

  @Override
  public void write(NotificationQueue queue, DataOutputView out) throws IOException {
    NotificationQueue.Snapshot snapshot = queue.snapshot();
    Fields.writeLong(snapshot.failures(), out);
    out.writeLong(snapshot.pausedUntil());
    out.writeByte(alerts.version());
    Fields.writeLong(snapshot.entries().size(), out);
    for (NotificationQueue.Entry entry : snapshot.entries()) {
      alerts.write(entry.alert(), out);
      out.writeLong(entry.dueAt());
      out.writeLong(entry.until());
      out.writeByte(
          (entry.isTaken() ? TAKEN : 0)
              | (entry.isSentAlone() ? ALONE : 0)
              | (entry.wasRefused() ? REFUSED : 0));
    }
  }

  @Override
  public NotificationQueue read(int version, DataInputView in) throws IOException {
    int failures = (int) Fields.readLong(in);
    long pausedUntil = in.readLong();
    int ofAlerts = in.readByte();
    List<NotificationQueue.Entry> entries = new ArrayList<>();
    for (long left = Fields.readLong(in); left > 0; left--) {
      Alert alert = alerts.read(ofAlerts, in);
      long dueAt = in.readLong();
      long until = in.readLong();
      int flags = in.readByte();
      entries.add(
          new NotificationQueue.Entry(
              alert,
              dueAt,
              until,
              (flags & TAKEN) != 0,
              (flags & ALONE) != 0,
              (flags & REFUSED) != 0));
    }
    return NotificationQueue.restore(
        new NotificationQueue.Snapshot(entries, failures, pausedUntil));
  }

  @Override
  public NotificationQueue copy(NotificationQueue queue) {
    return queue.copy();
  }

  @Override
  public boolean isImmutable() {
    return false;
  }
}

package io.aforo.adapters.flink.format;

import io.aforo.domain.activity.Activity;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class ActivityFormat implements Format<Activity> {

  @Override
  public void write(Activity activity, DataOutputView out) throws IOException {
    Fields.writeText(activity.userId(), out);
    Fields.writeText(activity.action(), out);
    out.writeLong(activity.occurredAt());
  }

  @Override
  public Activity read(int version, DataInputView in) throws IOException {
    return new Activity(Fields.readText(in), Fields.readText(in), in.readLong());
  }
}

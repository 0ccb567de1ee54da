package io.aforo.adapters.flink.format;

import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.time.TimeWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class LateEventFormat implements Format<LateEvent> {

  @Override
  public void write(LateEvent event, DataOutputView out) throws IOException {
    Fields.writeText(event.report(), out);
    Fields.writeText(event.sourceId(), out);
    Fields.writeText(event.eventId(), out);
    out.writeLong(event.eventTime());
    out.writeLong(event.watermark());
    Fields.writeLong(event.missed().size(), out);
    for (TimeWindow window : event.missed()) {
      Fields.writeWindow(window, out);
    }
  }

  @Override
  public LateEvent read(int version, DataInputView in) throws IOException {
    String report = Fields.readText(in);
    String sourceId = Fields.readText(in);
    String eventId = Fields.readText(in);
    long eventTime = in.readLong();
    long watermark = in.readLong();
    List<TimeWindow> missed = new ArrayList<>();
    for (long left = Fields.readLong(in); left > 0; left--) {
      missed.add(Fields.readWindow(in));
    }
    return new LateEvent(report, sourceId, eventId, eventTime, watermark, missed);
  }
}

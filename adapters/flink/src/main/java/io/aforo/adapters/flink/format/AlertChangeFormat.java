package io.aforo.adapters.flink.format;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class AlertChangeFormat implements Format<AlertChange> {

  private final AlertFormat alerts = new AlertFormat();

  @Override
  public void write(AlertChange change, DataOutputView out) throws IOException {
    alerts.write(change.alert(), out);
    out.writeBoolean(change.isTold());
    out.writeBoolean(change.isLive());
    Fields.writeLong(change.seq(), out);
    out.writeLong(change.at());
  }

  @Override
  public AlertChange read(int version, DataInputView in) throws IOException {
    Alert alert = alerts.read(version, in);
    return new AlertChange(
        alert, in.readBoolean(), in.readBoolean(), Fields.readLong(in), in.readLong());
  }
}

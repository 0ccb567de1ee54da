package io.aforo.adapters.flink.format;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.TemperatureDelta;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class AlertFormat implements Format<Alert> {

  @Override
  public void write(Alert alert, DataOutputView out) throws IOException {
    Fields.writeText(alert.alertId(), out);
    Fields.writeText(alert.kind().name(), out);
    Fields.writeText(alert.sensorId(), out);
    Fields.writeText(alert.ruleId(), out);
    Fields.writeLong(alert.ruleVersion(), out);
    Fields.writeText(alert.severity().name(), out);
    Fields.writeText(alert.state().name(), out);
    Fields.writeText(alert.closeReason().map(CloseReason::name).orElse(""), out);
    out.writeLong(alert.openedAt());
    out.writeBoolean(alert.closedAt().isPresent());
    out.writeLong(alert.closedAt().orElse(0));
    Fields.writeLong(alert.peak().ninthsOfMilliCelsius(), out);
    Fields.writePair(alert.evidence(), out);
    Fields.writeText(alert.detail(), out);
    Fields.writeLong(alert.revision(), out);
    out.writeBoolean(alert.historical());
  }

  @Override
  public Alert read(int version, DataInputView in) throws IOException {
    String alertId = Fields.readText(in);
    AlertKind kind = AlertKind.valueOf(Fields.readText(in));
    String sensorId = Fields.readText(in);
    String ruleId = Fields.readText(in);
    int ruleVersion = (int) Fields.readLong(in);
    Severity severity = Severity.valueOf(Fields.readText(in));
    AlertState state = AlertState.valueOf(Fields.readText(in));
    String closeReason = Fields.readText(in);
    long openedAt = in.readLong();
    boolean isClosed = in.readBoolean();
    long closedAt = in.readLong();
    TemperatureDelta peak = new TemperatureDelta(Fields.readLong(in));
    ReadingPair evidence = Fields.readPair(in);
    String detail = Fields.readText(in);
    return new Alert(
        alertId,
        kind,
        sensorId,
        ruleId,
        ruleVersion,
        severity,
        state,
        closeReason.isEmpty() ? Optional.empty() : Optional.of(CloseReason.valueOf(closeReason)),
        openedAt,
        isClosed ? OptionalLong.of(closedAt) : OptionalLong.empty(),
        peak,
        evidence,
        detail,
        Fields.readLong(in),
        in.readBoolean());
  }
}

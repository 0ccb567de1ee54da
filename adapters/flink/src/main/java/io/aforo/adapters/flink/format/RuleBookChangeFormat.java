package io.aforo.adapters.flink.format;

import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.RuleBookChange.DropRule;
import io.aforo.domain.temperature.RuleBookChange.DropSensor;
import io.aforo.domain.temperature.RuleBookChange.PutRule;
import io.aforo.domain.temperature.RuleBookChange.PutSensor;
import io.aforo.domain.temperature.Sensor;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A tag, then the rule, the sensor, or the name of what is dropped. */
final class RuleBookChangeFormat implements Format<RuleBookChange> {

  private static final int PUT_RULE = 1;
  private static final int DROP_RULE = 2;
  private static final int PUT_SENSOR = 3;
  private static final int DROP_SENSOR = 4;

  private final TemperatureRuleFormat rules = new TemperatureRuleFormat();

  @Override
  public void write(RuleBookChange change, DataOutputView out) throws IOException {
    if (change instanceof PutRule put) {
      out.writeByte(PUT_RULE);
      rules.write(put.rule(), out);
    } else if (change instanceof DropRule drop) {
      out.writeByte(DROP_RULE);
      Fields.writeText(drop.ruleKey(), out);
    } else if (change instanceof PutSensor put) {
      out.writeByte(PUT_SENSOR);
      Fields.writeText(put.sensor().sensorId(), out);
      Fields.writeText(put.sensor().type(), out);
      Fields.writeText(put.sensor().storeId(), out);
    } else {
      out.writeByte(DROP_SENSOR);
      Fields.writeText(((DropSensor) change).sensorId(), out);
    }
  }

  @Override
  public RuleBookChange read(int version, DataInputView in) throws IOException {
    int tag = in.readByte();
    return switch (tag) {
      case PUT_RULE -> new PutRule(rules.read(version, in));
      case DROP_RULE -> new DropRule(Fields.readText(in));
      case PUT_SENSOR ->
          new PutSensor(new Sensor(Fields.readText(in), Fields.readText(in), Fields.readText(in)));
      case DROP_SENSOR -> new DropSensor(Fields.readText(in));
      default -> throw new IOException("no change of rules has the tag " + tag);
    };
  }
}

package io.aforo.adapters.flink.format;

import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class ReadingFormat implements Format<Reading> {

  @Override
  public void write(Reading reading, DataOutputView out) throws IOException {
    Fields.writeText(reading.readingId(), out);
    Fields.writeText(reading.sensorId(), out);
    Fields.writeLong(reading.temperature().ninthsOfMilliCelsius(), out);
    out.writeLong(reading.readAt());
  }

  @Override
  public Reading read(int version, DataInputView in) throws IOException {
    return new Reading(
        Fields.readText(in),
        Fields.readKnownText(in),
        new Temperature(Fields.readLong(in)),
        in.readLong());
  }
}

package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.SeenSales;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class SeenSalesTimesFormat implements Format<SeenSales.Times> {

  @Override
  public void write(SeenSales.Times times, DataOutputView out) throws IOException {
    out.writeLong(times.sweepAt());
    out.writeLong(times.emptyAt());
  }

  @Override
  public SeenSales.Times read(int version, DataInputView in) throws IOException {
    return new SeenSales.Times(in.readLong(), in.readLong());
  }
}

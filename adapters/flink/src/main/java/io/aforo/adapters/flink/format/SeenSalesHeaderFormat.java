package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.SeenSales;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class SeenSalesHeaderFormat implements Format<SeenSales.Header> {

  @Override
  public void write(SeenSales.Header header, DataOutputView out) throws IOException {
    out.writeLong(header.sweepAt());
    out.writeLong(header.emptyAt());
    out.writeInt(header.pages());
    out.writeInt(header.ids());
  }

  @Override
  public SeenSales.Header read(int version, DataInputView in) throws IOException {
    return new SeenSales.Header(in.readLong(), in.readLong(), in.readInt(), in.readInt());
  }
}

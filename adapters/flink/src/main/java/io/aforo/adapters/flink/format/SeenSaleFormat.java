package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.SeenSale;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class SeenSaleFormat implements Format<SeenSale> {

  @Override
  public void write(SeenSale seen, DataOutputView out) throws IOException {
    out.writeLong(seen.fingerprint());
    out.writeLong(seen.forgetAt());
  }

  @Override
  public SeenSale read(int version, DataInputView in) throws IOException {
    return new SeenSale(in.readLong(), in.readLong());
  }
}

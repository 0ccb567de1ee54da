package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.RowStatus;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class SalesRowFormat implements Format<SalesRow> {

  @Override
  public void write(SalesRow row, DataOutputView out) throws IOException {
    Fields.writeText(row.report(), out);
    Fields.writeGroup(row.group(), out);
    Fields.writeWindow(row.window(), out);
    Fields.writeLong(row.windowSeq(), out);
    Fields.writeTotals(row.totals(), out);
    Fields.writeText(row.status().name(), out);
    out.writeBoolean(row.isAbsorbing());
  }

  @Override
  public SalesRow read(int version, DataInputView in) throws IOException {
    return new SalesRow(
        Fields.readText(in),
        Fields.readGroup(in),
        Fields.readWindow(in),
        Fields.readLong(in),
        Fields.readTotals(in),
        RowStatus.valueOf(Fields.readText(in)),
        in.readBoolean());
  }
}

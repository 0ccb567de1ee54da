package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.sales.SalesTotals;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The clock, then slice by slice its groups and their totals. */
final class SalesTableFormat implements Format<SalesTable> {

  @Override
  public void write(SalesTable table, DataOutputView out) throws IOException {
    out.writeLong(table.clock());
    Fields.writeLong(table.slices().size(), out);
    for (Map.Entry<Long, Map<GroupKey, SalesTotals>> slice : table.slices().entrySet()) {
      out.writeLong(slice.getKey());
      Fields.writeLong(slice.getValue().size(), out);
      for (Map.Entry<GroupKey, SalesTotals> group : slice.getValue().entrySet()) {
        Fields.writeGroup(group.getKey(), out);
        Fields.writeTotals(group.getValue(), out);
      }
    }
  }

  @Override
  public SalesTable read(int version, DataInputView in) throws IOException {
    SalesTable table = new SalesTable(in.readLong());
    for (long slices = Fields.readLong(in); slices > 0; slices--) {
      long sliceEnd = in.readLong();
      for (long groups = Fields.readLong(in); groups > 0; groups--) {
        table.restore(sliceEnd, Fields.readGroup(in), Fields.readTotals(in));
      }
    }
    return table;
  }

  @Override
  public SalesTable copy(SalesTable table) {
    return table.copy();
  }

  @Override
  public boolean isImmutable() {
    return false;
  }
}

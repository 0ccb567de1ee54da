package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.PagesDue;
import io.aforo.domain.sales.SalesTable;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Three times, then the pages with the times at which they are due. */
final class SalesTableHeaderFormat implements Format<SalesTable.Header> {

  @Override
  public void write(SalesTable.Header header, DataOutputView out) throws IOException {
    out.writeLong(header.clock());
    out.writeLong(header.closedThrough());
    out.writeLong(header.windowEnd());
    Fields.writeLong(header.pages().size(), out);
    for (int page = 0; page < header.pages().size(); page++) {
      out.writeLong(header.pages().id(page));
      out.writeLong(header.pages().dueAt(page));
    }
  }

  @Override
  public SalesTable.Header read(int version, DataInputView in) throws IOException {
    long clock = in.readLong();
    long closedThrough = in.readLong();
    long windowEnd = in.readLong();
    int size = Math.toIntExact(Fields.readLong(in));
    long[] ids = new long[size];
    long[] times = new long[size];
    for (int page = 0; page < size; page++) {
      ids[page] = in.readLong();
      times[page] = in.readLong();
    }
    return new SalesTable.Header(clock, closedThrough, windowEnd, PagesDue.of(ids, times));
  }

  @Override
  public SalesTable.Header copy(SalesTable.Header header) {
    return header.copy();
  }

  @Override
  public boolean isImmutable() {
    return false;
  }
}

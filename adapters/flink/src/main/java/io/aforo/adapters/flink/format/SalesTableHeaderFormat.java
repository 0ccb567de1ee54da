package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.SalesTable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
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
    for (Map.Entry<Long, Long> page : header.pages().entrySet()) {
      out.writeLong(page.getKey());
      out.writeLong(page.getValue());
    }
  }

  @Override
  public SalesTable.Header read(int version, DataInputView in) throws IOException {
    long clock = in.readLong();
    long closedThrough = in.readLong();
    long windowEnd = in.readLong();
    Map<Long, Long> pages = new TreeMap<>();
    for (long left = Fields.readLong(in); left > 0; left--) {
      pages.put(in.readLong(), in.readLong());
    }
    return new SalesTable.Header(clock, closedThrough, windowEnd, pages);
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

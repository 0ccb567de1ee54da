package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.SalesPage;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Which columns are used, then cell by cell the group, those columns and the totals. */
final class SalesPageFormat implements Format<SalesPage> {

  private static final int FROM = 1;
  private static final int UNTIL = 2;
  private static final int MARK = 4;
  private static final int HIGH = 8;

  @Override
  public void write(SalesPage page, DataOutputView out) throws IOException {
    int used = page.totals().hasHigh() ? HIGH : 0;
    for (int cell = 0; cell < page.size(); cell++) {
      used |= page.from(cell) == 0 ? 0 : FROM;
      used |= page.until(cell) == 0 ? 0 : UNTIL;
      used |= page.mark(cell) == 0 ? 0 : MARK;
    }
    out.writeByte(used);
    Fields.writeLong(page.size(), out);
    for (int cell = 0; cell < page.size(); cell++) {
      Fields.writeGroup(page.group(cell), out);
      if ((used & FROM) != 0) {
        Fields.writeLong(page.from(cell), out);
      }
      if ((used & UNTIL) != 0) {
        // Wraps at the extremes, and back when it is read.
        Fields.writeLong(page.until(cell) - page.from(cell), out);
      }
      if ((used & MARK) != 0) {
        Fields.writeLong(page.mark(cell), out);
      }
      Fields.writeCell(page.totals(), cell, (used & HIGH) != 0, out);
    }
  }

  @Override
  public SalesPage read(int version, DataInputView in) throws IOException {
    int used = in.readByte();
    SalesPage page = new SalesPage();
    for (long left = Fields.readLong(in); left > 0; left--) {
      int cell = page.add(Fields.readGroup(in));
      long from = (used & FROM) == 0 ? 0 : Fields.readLong(in);
      page.setFrom(cell, from);
      page.setUntil(cell, (used & UNTIL) == 0 ? 0 : from + Fields.readLong(in));
      page.setMark(cell, (used & MARK) == 0 ? 0 : Fields.readLong(in));
      Fields.readCell(page.totals(), cell, (used & HIGH) != 0, in);
    }
    return page;
  }

  @Override
  public SalesPage copy(SalesPage page) {
    return page.copy();
  }

  @Override
  public boolean isImmutable() {
    return false;
  }
}

package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.SeenPage;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Id by id: the hash, the text in UTF-8, the fingerprint and when it is forgotten. */
final class SeenPageFormat implements Format<SeenPage> {

  @Override
  public void write(SeenPage page, DataOutputView out) throws IOException {
    Fields.writeLong(page.size(), out);
    for (int index = 0; index < page.size(); index++) {
      out.writeInt(page.hash(index));
      Fields.writeBytes(page.id(index), out);
      out.writeLong(page.fingerprint(index));
      out.writeLong(page.forgetAt(index));
    }
  }

  @Override
  public SeenPage read(int version, DataInputView in) throws IOException {
    SeenPage page = new SeenPage();
    for (long left = Fields.readLong(in); left > 0; left--) {
      page.add(in.readInt(), Fields.readBytes(in), in.readLong(), in.readLong());
    }
    return page;
  }

  @Override
  public SeenPage copy(SeenPage page) {
    return page.copy();
  }

  @Override
  public boolean isImmutable() {
    return false;
  }
}

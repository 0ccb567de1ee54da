package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesBundle;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The bucket, then each contribution. A bundle is sent once and changed by nobody after that. */
final class SalesBundleFormat implements Format<SalesBundle> {

  @Override
  public void write(SalesBundle bundle, DataOutputView out) throws IOException {
    boolean hasHigh = bundle.totals().hasHigh();
    Fields.writeLong(bundle.bucket(), out);
    out.writeBoolean(hasHigh);
    Fields.writeLong(bundle.size(), out);
    for (int index = 0; index < bundle.size(); index++) {
      Fields.writeGroup(bundle.group(index), out);
      Fields.writeLong(bundle.from(index), out);
      // Wraps at the extremes, and back when it is read.
      Fields.writeLong(bundle.until(index) - bundle.from(index), out);
      Fields.writeCell(bundle.totals(), index, hasHigh, out);
      Optional<SalesBundle.Origin> origin = bundle.origin(index);
      out.writeBoolean(origin.isPresent());
      if (origin.isPresent()) {
        Fields.writeText(origin.get().storeId(), out);
        Fields.writeText(origin.get().saleId(), out);
      }
    }
  }

  @Override
  public SalesBundle read(int version, DataInputView in) throws IOException {
    int bucket = (int) Fields.readLong(in);
    boolean hasHigh = in.readBoolean();
    int size = (int) Fields.readLong(in);
    SalesBundle bundle = new SalesBundle(bucket, Math.max(1, size));
    for (int left = size; left > 0; left--) {
      GroupKey group = Fields.readGroup(in);
      long from = Fields.readLong(in);
      int index = bundle.add(group, from, from + Fields.readLong(in));
      Fields.readCell(bundle.totals(), index, hasHigh, in);
      if (in.readBoolean()) {
        bundle.setOrigin(index, new SalesBundle.Origin(Fields.readText(in), Fields.readText(in)));
      }
    }
    return bundle;
  }
}

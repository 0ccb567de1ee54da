package io.aforo.adapters.flink.format;

import io.aforo.application.UnidentifiedSales;
import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Sale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The bucket, then each sale with its record; of the topic, whether it is the one before's. */
final class UnidentifiedSalesFormat implements Format<UnidentifiedSales> {

  private final SaleFormat events = new SaleFormat();

  @Override
  public void write(UnidentifiedSales sales, DataOutputView out) throws IOException {
    Fields.writeLong(sales.bucket(), out);
    Fields.writeLong(sales.sales().size(), out);
    String topic = "";
    for (Ingested.Accepted<Sale> accepted : sales.sales()) {
      Fields.writeRecord(accepted.record(), topic, out);
      events.write(accepted.event(), out);
      topic = accepted.record().topic();
    }
  }

  @Override
  public UnidentifiedSales read(int version, DataInputView in) throws IOException {
    int bucket = (int) Fields.readLong(in);
    int size = (int) Fields.readLong(in);
    List<Ingested.Accepted<Sale>> sales = new ArrayList<>(size);
    String topic = "";
    for (int left = size; left > 0; left--) {
      Ingested.Accepted<Sale> accepted =
          new Ingested.Accepted<>(Fields.readRecord(topic, in), events.read(version, in));
      topic = accepted.record().topic();
      sales.add(accepted);
    }
    return new UnidentifiedSales(bucket, sales);
  }
}

package io.aforo.adapters.flink.format;

import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class SaleFormat implements Format<Sale> {

  @Override
  public void write(Sale sale, DataOutputView out) throws IOException {
    Fields.writeText(sale.saleId(), out);
    Fields.writeText(sale.storeId(), out);
    Fields.writeText(sale.productId(), out);
    Fields.writeText(sale.customerId(), out);
    out.writeBoolean(sale.kind() == SaleKind.SALE);
    Fields.writeLong(sale.quantity().thousandths(), out);
    Fields.writeLong(sale.amount().tenThousandths(), out);
    Fields.writeText(sale.amount().currency(), out);
    out.writeLong(sale.soldAt());
  }

  @Override
  public Sale read(int version, DataInputView in) throws IOException {
    return new Sale(
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        in.readBoolean() ? SaleKind.SALE : SaleKind.RETURN,
        new Quantity(Fields.readLong(in)),
        new Money(Fields.readLong(in), Fields.readCode(in)),
        in.readLong());
  }
}

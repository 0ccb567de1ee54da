package io.aforo.adapters.kafka;

import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import java.math.BigDecimal;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.ReportingPolicy;

/** Between sales as they are sent and as they are counted. */
@Mapper(uses = WireValues.class, unmappedTargetPolicy = ReportingPolicy.ERROR)
interface SaleMapper {

  SaleMapper INSTANCE = new SaleMapperImpl();

  /**
   * @throws io.aforo.domain.intake.InvalidEvent if a field is not what the domain allows
   */
  @Mapping(target = "customerId", qualifiedBy = WireValues.EmptyForNull.class)
  @Mapping(target = "amount", source = ".")
  Sale toDomain(io.aforo.schemas.Sale sale);

  @Mapping(target = "customerId", qualifiedBy = WireValues.NullForEmpty.class)
  @Mapping(target = "currency", source = "amount.currency")
  io.aforo.schemas.Sale toAvro(Sale sale);

  default Money money(io.aforo.schemas.Sale sale) {
    return Money.of(sale.getAmount(), sale.getCurrency());
  }

  default BigDecimal amount(Money money) {
    return money.toBigDecimal();
  }

  default Quantity quantity(BigDecimal quantity) {
    return Quantity.of(quantity);
  }

  default BigDecimal quantity(Quantity quantity) {
    return quantity.toBigDecimal();
  }
}

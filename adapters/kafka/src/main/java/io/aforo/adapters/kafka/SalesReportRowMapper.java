package io.aforo.adapters.kafka;

import io.aforo.domain.sales.SalesRow;
import io.aforo.schemas.SalesReportRow;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.ReportingPolicy;

/** From rows of reports as they are computed to rows as they are sent. */
@Mapper(uses = ResultValues.class, unmappedTargetPolicy = ReportingPolicy.ERROR)
interface SalesReportRowMapper {

  SalesReportRowMapper INSTANCE = new SalesReportRowMapperImpl();

  @Mapping(target = "storeId", expression = "java(row.group().storeId())")
  @Mapping(target = "productId", expression = "java(row.group().productId())")
  @Mapping(target = "customerId", expression = "java(row.group().customerId())")
  @Mapping(target = "currency", expression = "java(row.group().currency())")
  @Mapping(
      target = "windowStart",
      source = "row.window.start",
      qualifiedBy = ResultValues.NullForUnbounded.class)
  @Mapping(
      target = "windowEnd",
      source = "row.window.end",
      qualifiedBy = ResultValues.NullForUnbounded.class)
  @Mapping(target = "sales", source = "row.totals.sales")
  @Mapping(target = "returns", source = "row.totals.returns")
  @Mapping(target = "units", expression = "java(row.totals().unitsDecimal())")
  @Mapping(target = "gross", expression = "java(row.totals().grossDecimal())")
  @Mapping(target = "returned", expression = "java(row.totals().returnedDecimal())")
  @Mapping(target = "net", expression = "java(row.totals().netDecimal())")
  @Mapping(target = "revision", expression = "java(row.revision())")
  SalesReportRow toAvro(SalesRow row, int generation);
}

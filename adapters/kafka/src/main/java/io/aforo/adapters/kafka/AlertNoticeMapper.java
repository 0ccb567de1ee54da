package io.aforo.adapters.kafka;

import io.aforo.domain.temperature.AlertChange;
import io.aforo.schemas.AlertNotice;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.ReportingPolicy;

/** From changes of alerts as they are told to notices as they are sent. */
@Mapper(uses = ResultValues.class, unmappedTargetPolicy = ReportingPolicy.ERROR)
interface AlertNoticeMapper {

  AlertNoticeMapper INSTANCE = new AlertNoticeMapperImpl();

  @Mapping(
      target = "alert",
      expression = "java(TemperatureAlertMapper.INSTANCE.toAvro(change.alert(), generation))")
  // What Avro makes for records within records.
  @Mapping(target = "alertBuilder", ignore = true)
  AlertNotice toAvro(AlertChange change, int generation);
}

package io.aforo.adapters.kafka;

import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.time.TimeWindow;
import io.aforo.schemas.MissedWindow;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.ReportingPolicy;

/** From late events as they are found to late events as they are sent. */
@Mapper(uses = ResultValues.class, unmappedTargetPolicy = ReportingPolicy.ERROR)
interface LateEventMapper {

  LateEventMapper INSTANCE = new LateEventMapperImpl();

  @Mapping(target = "watermark", qualifiedBy = ResultValues.NullForUnbounded.class)
  @Mapping(target = "missedWindows", source = "missed")
  io.aforo.schemas.LateEvent toAvro(LateEvent late);

  @Mapping(target = "windowStart", source = "start")
  @Mapping(target = "windowEnd", source = "end")
  MissedWindow toAvro(TimeWindow window);
}

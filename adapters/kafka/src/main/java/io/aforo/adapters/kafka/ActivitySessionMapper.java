package io.aforo.adapters.kafka;

import io.aforo.domain.activity.ActivitySession;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.ReportingPolicy;

/** From sessions as they are computed to sessions as they are sent. */
@Mapper(uses = ResultValues.class, unmappedTargetPolicy = ReportingPolicy.ERROR)
interface ActivitySessionMapper {

  ActivitySessionMapper INSTANCE = new ActivitySessionMapperImpl();

  @Mapping(target = "sessionStart", source = "session.window.start")
  @Mapping(target = "sessionEnd", source = "session.window.end")
  @Mapping(target = "revision", expression = "java(session.revision())")
  io.aforo.schemas.ActivitySession toAvro(ActivitySession session, int generation);
}

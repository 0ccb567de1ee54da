package io.aforo.adapters.kafka;

import io.aforo.domain.activity.Activity;
import org.mapstruct.Mapper;
import org.mapstruct.ReportingPolicy;

/** Between activities as they are sent and as they are counted. */
@Mapper(uses = WireValues.class, unmappedTargetPolicy = ReportingPolicy.ERROR)
interface ActivityMapper {

  ActivityMapper INSTANCE = new ActivityMapperImpl();

  /**
   * @throws io.aforo.domain.intake.InvalidEvent if a field is not what the domain allows
   */
  Activity toDomain(io.aforo.schemas.Activity activity);

  io.aforo.schemas.Activity toAvro(Activity activity);
}

package io.aforo.adapters.kafka;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.schemas.TemperatureAlert;
import java.util.Optional;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.ReportingPolicy;

/** From alerts as they are judged to alerts as they are sent. */
@Mapper(uses = ResultValues.class, unmappedTargetPolicy = ReportingPolicy.ERROR)
interface TemperatureAlertMapper {

  TemperatureAlertMapper INSTANCE = new TemperatureAlertMapperImpl();

  @Mapping(target = "direction", expression = "java(direction(alert.peak().direction()))")
  @Mapping(target = "peakDelta", expression = "java(alert.peak().delta().toCelsius())")
  @Mapping(target = "firstValue", source = "alert.peak.first")
  @Mapping(target = "firstAt", source = "alert.peak.firstAt")
  @Mapping(target = "secondValue", source = "alert.peak.second")
  @Mapping(target = "secondAt", source = "alert.peak.secondAt")
  TemperatureAlert toAvro(Alert alert, int generation);

  io.aforo.schemas.JumpDirection direction(io.aforo.domain.temperature.Direction direction);

  io.aforo.schemas.CloseReason closeReason(CloseReason reason);

  default io.aforo.schemas.CloseReason closeReason(Optional<CloseReason> reason) {
    return reason.map(this::closeReason).orElse(null);
  }
}

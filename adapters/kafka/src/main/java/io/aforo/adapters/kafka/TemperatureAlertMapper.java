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

  @Mapping(
      target = "direction",
      expression = "java(alert.direction().map(this::direction).orElse(null))")
  @Mapping(target = "peakDelta", expression = "java(alert.peak().toCelsius())")
  @Mapping(target = "firstValue", source = "alert.evidence.first")
  @Mapping(target = "firstAt", source = "alert.evidence.firstAt")
  @Mapping(target = "secondValue", source = "alert.evidence.second")
  @Mapping(target = "secondAt", source = "alert.evidence.secondAt")
  TemperatureAlert toAvro(Alert alert, int generation);

  io.aforo.schemas.JumpDirection direction(io.aforo.domain.temperature.Direction direction);

  io.aforo.schemas.AlertKind kind(io.aforo.domain.temperature.AlertKind kind);

  io.aforo.schemas.AlertSeverity severity(io.aforo.domain.temperature.Severity severity);

  io.aforo.schemas.CloseReason closeReason(CloseReason reason);

  default io.aforo.schemas.CloseReason closeReason(Optional<CloseReason> reason) {
    return reason.map(this::closeReason).orElse(null);
  }
}

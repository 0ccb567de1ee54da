package io.aforo.adapters.kafka;

import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.schemas.TemperatureReading;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.ReportingPolicy;

/** Between readings as they are sent and as they are judged. */
@Mapper(uses = WireValues.class, unmappedTargetPolicy = ReportingPolicy.ERROR)
interface ReadingMapper {

  ReadingMapper INSTANCE = new ReadingMapperImpl();

  /**
   * @throws io.aforo.domain.intake.InvalidEvent if a field is not what the domain allows
   */
  @Mapping(target = "readingId", qualifiedBy = WireValues.EmptyForNull.class)
  @Mapping(target = "temperature", source = ".")
  Reading toDomain(TemperatureReading reading);

  @Mapping(target = "readingId", qualifiedBy = WireValues.NullForEmpty.class)
  TemperatureReading toAvro(PublishedReading reading);

  TemperatureUnit unit(io.aforo.schemas.TemperatureUnit unit);

  default Temperature temperature(TemperatureReading reading) {
    return Temperature.of(reading.getValue(), unit(reading.getUnit()));
  }
}

package io.aforo.adapters.kafka;

import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.time.EventTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.OptionalLong;
import org.mapstruct.Qualifier;

/** What every result spells one way in the domain and another on the wire. */
final class ResultValues {

  /** Marks a time that can be before everything, or never, as one that is null then. */
  @Qualifier
  @interface NullForUnbounded {}

  @NullForUnbounded
  Instant bounded(long epochMillis) {
    return epochMillis == EventTime.MIN || epochMillis >= EventTime.END
        ? null
        : Instant.ofEpochMilli(epochMillis);
  }

  Instant instant(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis);
  }

  Instant instant(OptionalLong epochMillis) {
    return epochMillis.isPresent() ? instant(epochMillis.getAsLong()) : null;
  }

  BigDecimal celsius(Temperature temperature) {
    return temperature.toCelsius();
  }
}

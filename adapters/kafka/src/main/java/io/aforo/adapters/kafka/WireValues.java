package io.aforo.adapters.kafka;

import java.time.Instant;
import org.mapstruct.Qualifier;

/** What every event spells one way on the wire and another in the domain. */
final class WireValues {

  /** Marks an optional text of the wire, where there is none, as the domain's empty one. */
  @Qualifier
  @interface EmptyForNull {}

  /** Marks an optional text of the domain, where it is empty, as none. */
  @Qualifier
  @interface NullForEmpty {}

  @EmptyForNull
  String emptyForNull(String text) {
    return text == null ? "" : text;
  }

  @NullForEmpty
  String nullForEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  long epochMillis(Instant instant) {
    return instant.toEpochMilli();
  }

  Instant instant(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis);
  }
}

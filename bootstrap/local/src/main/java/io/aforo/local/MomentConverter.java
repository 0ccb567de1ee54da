package io.aforo.local;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine;

/** Reads an instant, or how long ago one was. */
final class MomentConverter implements CommandLine.ITypeConverter<Instant> {

  @Override
  public Instant convert(String text) {
    try {
      return Instant.parse(text.strip());
    } catch (DateTimeParseException noInstant) {
      try {
        return Instant.now().minus(new DurationConverter().convert(text));
      } catch (CommandLine.TypeConversionException | ArithmeticException noDuration) {
        throw new CommandLine.TypeConversionException(
            "'"
                + text
                + "' is neither an instant such as 2026-03-02T10:00:00Z nor a duration such as 90s,"
                + " 5m or 2h, which means so long ago");
      }
    }
  }
}

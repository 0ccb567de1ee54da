package io.aforo.local;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine;

/** Reads {@code 90s}, {@code 5m} and {@code 1h30m}. */
final class DurationConverter implements CommandLine.ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      Duration duration = Duration.parse("PT" + text.strip().toUpperCase(Locale.ROOT));
      if (duration.isNegative() || duration.isZero()) {
        throw new CommandLine.TypeConversionException("'" + text + "' is not longer than nothing");
      }
      return duration;
    } catch (DateTimeParseException unreadable) {
      throw new CommandLine.TypeConversionException(
          "'" + text + "' is not a duration such as 90s, 5m or 1h30m");
    }
  }

  /** The text that reads as this. */
  static String text(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}

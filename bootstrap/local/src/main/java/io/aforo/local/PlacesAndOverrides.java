package io.aforo.local;

import io.aforo.application.intake.RecordPlace;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of a command that are no options of it: the place of a record, and keys of the
 * configuration with their values. (Picocli would take a value for a place.)
 *
 * @param place the record that is named; empty if none is
 * @param overrides {@code --key value} and {@code --key=value}
 */
record PlacesAndOverrides(Optional<RecordPlace> place, List<String> overrides) {

  /**
   * @throws UsageException if a place is no {@code TOPIC/PARTITION/OFFSET} or {@code TOPIC
   *     PARTITION OFFSET}, or there are several
   */
  static PlacesAndOverrides of(List<String> arguments) {
    List<String> overrides = new ArrayList<>();
    List<String> place = new ArrayList<>();
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      if (!argument.startsWith("--")) {
        place.add(argument);
        continue;
      }
      overrides.add(argument);
      if (!argument.contains("=") && rest.hasNext()) {
        overrides.add(rest.next());
      }
    }
    if (place.isEmpty()) {
      return new PlacesAndOverrides(Optional.empty(), overrides);
    }
    if (place.size() != 1 && place.size() != 3) {
      throw new UsageException(
          "one record can be named, as TOPIC/PARTITION/OFFSET; these were: "
              + String.join(" ", place));
    }
    try {
      return new PlacesAndOverrides(
          Optional.of(RecordPlace.parse(String.join("/", place))), overrides);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(wrong.getMessage());
    }
  }
}

package io.aforo.domain.temperature;

import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a sensor can really have measured.
 *
 * @param coldest the coldest that it can measure, inclusive
 * @param hottest the hottest that it can measure, inclusive
 * @param sentinels values by which it says that it could not measure
 */
public record Plausibility(Temperature coldest, Temperature hottest, Set<Temperature> sentinels)
    implements Serializable {

  private static final Plausibility ANYTHING =
      new Plausibility(new Temperature(9L * -273_150), new Temperature(Long.MAX_VALUE), Set.of());

  /**
   * @throws IllegalArgumentException if the coldest is above the hottest
   */
  public Plausibility {
    if (coldest.compareTo(hottest) > 0) {
      throw new IllegalArgumentException(
          "the coldest of a range must not be above its hottest, was " + coldest + " > " + hottest);
    }
    sentinels = Set.copyOf(sentinels);
  }

  /** Everything that is a temperature at all. */
  public static Plausibility anything() {
    return ANYTHING;
  }

  /** What is wrong with {@code temperature}; empty if nothing is. */
  public Optional<String> objectionTo(Temperature temperature) {
    if (sentinels.contains(temperature)) {
      return Optional.of(
          temperature + " is what this sensor says when it could not measure: " + listed());
    }
    if (temperature.compareTo(coldest) < 0 || temperature.compareTo(hottest) > 0) {
      return Optional.of(
          temperature
              + " is outside of what this sensor can measure: "
              + coldest
              + " to "
              + hottest);
    }
    return Optional.empty();
  }

  private String listed() {
    return String.join(", ", new TreeSet<>(sentinels).stream().map(Temperature::toString).toList());
  }
}

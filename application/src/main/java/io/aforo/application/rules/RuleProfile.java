package io.aforo.application.rules;

import io.aforo.domain.temperature.Excursion;
import io.aforo.domain.temperature.Flatline;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Plausibility;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.SeverityBands;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Rules that are packaged with Aforo, by name. */
public enum RuleProfile {
  /** The bare rule: jumps, for all sensors. */
  PLAIN,

  /**
   * What chilled and frozen goods need. Sensors of the type {@code fridge} may be above 8 C for
   * less than an hour and below 2 C for less than 15 minutes; those of the type {@code freezer},
   * above -15 C for less than an hour. Both must speak every half an hour, and must not differ by
   * less than 0.1 C for an hour. What cannot be measured is a fault: fridges are between -40 C and
   * 60 C, freezers between -60 C and 60 C, sensors of the type {@code ds18b20} between -55 C and
   * 125 C, as their data sheet says; and 85 C and -127 C are what such a sensor and its driver say
   * when they could not measure.
   */
  COLD_CHAIN;

  private static final int VERSION = 1;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Flatline FLATLINE = new Flatline(new TemperatureDelta(900), HOUR);
  private static final Duration SILENCE = Duration.ofMinutes(30);

  /** How bad it is to pass a limit: a warning at once, critical from 5 C beyond it. */
  static final SeverityBands BEYOND_A_LIMIT =
      new SeverityBands(TemperatureDelta.ofCelsius(0), TemperatureDelta.ofCelsius(5));

  /**
   * The profile of this name.
   *
   * @throws IllegalArgumentException with the names that there are
   */
  public static RuleProfile named(String name) {
    return Arrays.stream(values())
        .filter(profile -> profile.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of "
                        + String.join(
                            ", ", Arrays.stream(values()).map(RuleProfile::label).toList())
                        + "; was "
                        + name));
  }

  /** The name, as it is written: {@code cold-chain}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The rules of this profile.
   *
   * @param base what they take all else from: what a jump is, and how bad
   */
  public List<TemperatureRule> rules(TemperatureRule base) {
    if (this == PLAIN) {
      return List.of();
    }
    return List.of(
        rule(
            "fridge",
            base,
            between(-40, 60),
            Optional.of(new Excursion(celsius(8), HOUR, BEYOND_A_LIMIT)),
            Optional.of(new Excursion(celsius(2), Duration.ofMinutes(15), BEYOND_A_LIMIT)),
            Optional.of(SILENCE),
            Optional.of(FLATLINE)),
        rule(
            "freezer",
            base,
            between(-60, 60),
            Optional.of(new Excursion(celsius(-15), HOUR, BEYOND_A_LIMIT)),
            base.tooCold(),
            Optional.of(SILENCE),
            Optional.of(FLATLINE)),
        rule(
            "ds18b20",
            base,
            between(-55, 125),
            base.tooWarm(),
            base.tooCold(),
            base.silence(),
            base.flatline()));
  }

  private static TemperatureRule rule(
      String sensorType,
      TemperatureRule base,
      Plausibility plausibility,
      Optional<Excursion> tooWarm,
      Optional<Excursion> tooCold,
      Optional<Duration> silence,
      Optional<Flatline> flatline) {
    JumpRule jump = base.jump();
    return new TemperatureRule(
        RuleScope.ofSensorType(sensorType),
        EventTime.MIN,
        new JumpRule(
            COLD_CHAIN.label() + "-" + sensorType,
            VERSION,
            jump.threshold(),
            jump.window(),
            jump.direction(),
            jump.clearBelow(),
            jump.clearAfter()),
        base.severity(),
        plausibility,
        tooWarm,
        tooCold,
        silence,
        flatline);
  }

  private static Plausibility between(int coldest, int hottest) {
    return new Plausibility(celsius(coldest), celsius(hottest), Set.of(celsius(85), celsius(-127)));
  }

  private static Temperature celsius(int degrees) {
    return Temperature.of(degrees, TemperatureUnit.CELSIUS);
  }
}

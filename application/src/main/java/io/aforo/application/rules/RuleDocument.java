package io.aforo.application.rules;

import io.aforo.domain.intake.EventText;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.Excursion;
import io.aforo.domain.temperature.Flatline;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Plausibility;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.SeverityBands;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule of temperatures as people write it, in the configuration, in a file of rules and in the
 * topic of rules: the one way for all of them.
 *
 * <pre>
 * id: dairy
 * version: 2                            # raised with every change; 1 if it is not said
 * store: norte                          # or sensorType, or sensor; none of them: all sensors
 * effectiveFrom: 2026-01-01T00:00:00Z   # optional
 * threshold: 10 C                       # what a jump is; a difference, so 18 F is 10 C
 * window: 60s
 * direction: RISING                     # ANY, RISING, FALLING or SIMULTANEOUS
 * clearBelow: 5 C
 * clearAfter: 2m
 * severity: { warning: 10 C, critical: 15 C }
 * range: { from: -40 C, to: 60 C }      # what the sensor can measure
 * sentinels: [85 C, -127 C]             # what it says when it could not
 * tooWarm: { above: 8 C, for: 60m, critical: 5 C }
 * tooCold: { below: 2 C, for: 15m }
 * silence: 30m
 * flatline: { below: 0.1 C, for: 60m }
 * </pre>
 *
 * <p>{@code id} must be there; {@code version} is 1 if it is not said. Whatever else is not said is
 * taken from the rule that this one builds on, but for whom and since when it holds: that is for
 * all sensors and at all times, if it is not said. {@code direction: ANY}, and {@code none} or null
 * for {@code range}, {@code sentinels}, {@code tooWarm}, {@code tooCold}, {@code silence} and
 * {@code flatline}, switch something off. Where a threshold is said, the others go by it: without
 * {@code clearBelow} it is three quarters of the threshold; without {@code severity} every jump is
 * a warning, and critical from half as much again. {@code critical} of a limit is how far beyond
 * it; 5 C if nothing says it.
 */
public final class RuleDocument {

  private static final List<String> SCOPES = List.of("sensorType", "store", "sensor");
  private static final String EFFECTIVE_FROM = "effectiveFrom";
  private static final List<String> KEYS =
      List.of(
          "id",
          "version",
          "sensorType",
          "store",
          "sensor",
          EFFECTIVE_FROM,
          "threshold",
          "window",
          "direction",
          "clearBelow",
          "clearAfter",
          "severity",
          "range",
          "sentinels",
          "tooWarm",
          "tooCold",
          "silence",
          "flatline");
  private static final List<String> KEYS_OF_DEFAULT =
      KEYS.stream().filter(key -> !SCOPES.contains(key) && !key.equals(EFFECTIVE_FROM)).toList();

  private static final int FIRST_VERSION = 1;

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofHours(24);
  private static final TemperatureDelta STEADIEST = TemperatureDelta.ofCelsius(1);

  private final Section section;
  private final List<RuleViolation> violations;
  private final boolean isDefault;

  private RuleDocument(
      Map<?, ?> document, List<String> path, List<RuleViolation> violations, boolean isDefault) {
    this.section =
        new Section(
            isDefault ? "the default rule" : "a rule",
            document,
            path,
            violations,
            isDefault ? KEYS_OF_DEFAULT : KEYS);
    this.violations = violations;
    this.isDefault = isDefault;
  }

  /**
   * Reads a rule.
   *
   * @param document as parsers of JSON and YAML give it
   * @param bases what it builds on
   * @throws InvalidRules with everything that is wrong, each with its key and what is allowed
   */
  public static TemperatureRule read(Map<String, ?> document, RuleBases bases) {
    return sound(violations -> read(document, List.of(), bases, violations));
  }

  /**
   * Reads the rule for all sensors, which is always in force: of the keys of a rule all but those
   * that say for whom and since when. It need not have an id and a version of its own.
   *
   * @param document as parsers of JSON and YAML give it
   * @param base what it builds on
   * @throws InvalidRules with everything that is wrong, each with its key and what is allowed
   */
  public static TemperatureRule readDefault(Map<String, ?> document, TemperatureRule base) {
    return sound(violations -> readDefault(document, List.of(), base, violations));
  }

  /** Reads a rule, or says why not; empty if it has said something. */
  static Optional<TemperatureRule> read(
      Map<?, ?> document, List<String> path, RuleBases bases, List<RuleViolation> violations) {
    return new RuleDocument(document, path, violations, false).read(bases);
  }

  /** Reads the default rule, or says why not; empty if it has said something. */
  static Optional<TemperatureRule> readDefault(
      Map<?, ?> document, List<String> path, TemperatureRule base, List<RuleViolation> violations) {
    return new RuleDocument(document, path, violations, true).read(RuleBases.of(base));
  }

  /** What is read without any violation. */
  static <T> T sound(Reading<T> reading) {
    List<RuleViolation> violations = new ArrayList<>();
    Optional<T> read = reading.read(violations);
    if (!violations.isEmpty()) {
      throw new InvalidRules(violations);
    }
    return read.orElseThrow();
  }

  /**
   * Reads something, or says why not.
   *
   * @param <T> what is read
   */
  interface Reading<T> {
    Optional<T> read(List<RuleViolation> violations);
  }

  private Optional<TemperatureRule> read(RuleBases bases) {
    int violationsBefore = violations.size();
    RuleScope scope = scope();
    TemperatureRule base = bases.baseOf(scope);
    Optional<String> id = section.value("id", RuleDocument::id);
    Optional<Integer> version = section.value("version", RuleDocument::version);
    if (!isDefault) {
      id = Optional.of(section.required("id", id, "a name", base.id()));
    }
    long effectiveFrom =
        isDefault
            ? EventTime.MIN
            : section.value(EFFECTIVE_FROM, RuleDocument::millis).orElse(EventTime.MIN);
    JumpRule jump = base.jump();
    TemperatureDelta threshold =
        section.value("threshold", RuleDocument::positive).orElse(jump.threshold());
    Duration window =
        section
            .value("window", text -> duration(text, MILLISECOND, "from 1ms to 24h"))
            .orElse(jump.window());
    Optional<Direction> direction =
        section.value("direction", RuleDocument::direction).orElse(jump.direction());
    TemperatureDelta clearBelow =
        section
            .value("clearBelow", RuleDocument::positive)
            .orElse(
                section.has("threshold")
                    ? JumpRule.defaultClearBelow(threshold)
                    : jump.clearBelow());
    section.require(
        clearBelow.compareTo(threshold) <= 0,
        List.of("clearBelow", "threshold"),
        "must be at most the threshold of "
            + threshold
            + ", or an alert could close while its jump goes on; was "
            + clearBelow);
    Duration clearAfter =
        section
            .value("clearAfter", text -> duration(text, Duration.ZERO, "from 0 to 24h"))
            .orElse(jump.clearAfter());
    SeverityBands severity =
        severity(
            section.has("threshold")
                ? TemperatureRule.defaultSeverity(threshold)
                : base.severity());
    Plausibility plausibility = plausibility(base.plausibility());
    Optional<Excursion> tooWarm = excursion("tooWarm", "above", base.tooWarm());
    Optional<Excursion> tooCold = excursion("tooCold", "below", base.tooCold());
    section.require(
        tooWarm.isEmpty()
            || tooCold.isEmpty()
            || tooCold.get().limit().compareTo(tooWarm.get().limit()) <= 0,
        List.of("tooCold", "tooWarm"),
        "must not begin above where tooWarm does, or every reading were one of them");
    Optional<Duration> silence =
        optional("silence", base.silence(), () -> section.value("silence", RuleDocument::silence));
    Optional<Flatline> flatline =
        optional("flatline", base.flatline(), () -> flatline(base.flatline()));
    if (violations.size() > violationsBefore) {
      return Optional.empty();
    }
    return Optional.of(
        new TemperatureRule(
            scope,
            effectiveFrom,
            new JumpRule(
                id.orElse(base.id()),
                version.orElse(isDefault ? base.version() : FIRST_VERSION),
                threshold,
                window,
                direction,
                clearBelow,
                clearAfter),
            severity,
            plausibility,
            tooWarm,
            tooCold,
            silence,
            flatline));
  }

  private RuleScope scope() {
    List<String> said = SCOPES.stream().filter(section::isSaid).toList();
    if (said.size() > 1 && !isDefault) {
      section.violate(
          said.get(1),
          "cannot stand beside "
              + said.get(0)
              + ": a rule is for one of "
              + String.join(", ", SCOPES)
              + ", or for all sensors");
    }
    if (said.isEmpty() || isDefault) {
      return RuleScope.everywhere();
    }
    String key = said.get(0);
    return section
        .value(key, text -> text(key, text))
        .map(
            target ->
                switch (key) {
                  case "sensorType" -> RuleScope.ofSensorType(target);
                  case "store" -> RuleScope.ofStore(target);
                  default -> RuleScope.ofSensor(target);
                })
        .orElse(RuleScope.everywhere());
  }

  private SeverityBands severity(SeverityBands base) {
    if (!section.has("severity")) {
      return base;
    }
    Optional<Section> bands = section.section("severity", List.of("warning", "critical"));
    if (bands.isEmpty()) {
      return base;
    }
    TemperatureDelta warning =
        bands.get().value("warning", Units::difference).orElse(base.warningFrom());
    TemperatureDelta critical =
        bands.get().value("critical", Units::difference).orElse(base.criticalFrom());
    boolean isOrdered = critical.compareTo(warning) >= 0;
    bands
        .get()
        .require(
            isOrdered,
            List.of("warning", "critical"),
            "must not be above critical, " + critical + "; was " + warning);
    return isOrdered ? new SeverityBands(warning, critical) : base;
  }

  private Plausibility plausibility(Plausibility base) {
    Temperature coldest = base.coldest();
    Temperature hottest = base.hottest();
    if (section.isNone("range")) {
      coldest = Plausibility.anything().coldest();
      hottest = Plausibility.anything().hottest();
    } else if (section.has("range")) {
      Optional<Section> range = section.section("range", List.of("from", "to"));
      if (range.isPresent()) {
        coldest = range.get().value("from", Units::temperature).orElse(coldest);
        hottest = range.get().value("to", Units::temperature).orElse(hottest);
        range
            .get()
            .require(
                coldest.compareTo(hottest) <= 0,
                List.of("from", "to"),
                "must not be above to, " + hottest + "; was " + coldest);
      }
    }
    Set<Temperature> sentinels = base.sentinels();
    if (section.isNone("sentinels")) {
      sentinels = Set.of();
    } else if (section.has("sentinels")) {
      sentinels =
          new HashSet<>(
              section.list(
                  "sentinels",
                  "temperatures",
                  (value, path) -> Units.temperature(String.valueOf(value))));
    }
    return coldest.compareTo(hottest) <= 0 ? new Plausibility(coldest, hottest, sentinels) : base;
  }

  private Optional<Excursion> excursion(String key, String limitKey, Optional<Excursion> base) {
    return optional(
        key,
        base,
        () -> {
          Optional<Section> said = section.section(key, List.of(limitKey, "for", "critical"));
          if (said.isEmpty()) {
            return base;
          }
          Temperature limit =
              said.get()
                  .required(
                      limitKey,
                      said.get()
                          .value(limitKey, Units::temperature)
                          .or(() -> base.map(Excursion::limit)),
                      "a temperature such as 8 C",
                      Plausibility.anything().coldest());
          Duration patience = patience(said.get(), base.map(Excursion::patience));
          SeverityBands bands = base.map(Excursion::severity).orElse(RuleProfile.BEYOND_A_LIMIT);
          TemperatureDelta critical =
              said.get().value("critical", Units::difference).orElse(bands.criticalFrom());
          boolean isOrdered = critical.compareTo(bands.warningFrom()) >= 0;
          return Optional.of(
              new Excursion(
                  limit,
                  patience,
                  isOrdered ? new SeverityBands(bands.warningFrom(), critical) : bands));
        });
  }

  private Optional<Flatline> flatline(Optional<Flatline> base) {
    return section
        .section("flatline", List.of("below", "for"))
        .map(
            said ->
                new Flatline(
                    said.required(
                        "below",
                        said.value("below", RuleDocument::steadiness)
                            .or(() -> base.map(Flatline::below)),
                        "a difference such as 0.1 C",
                        STEADIEST),
                    patience(said, base.map(Flatline::time))));
  }

  private static Duration patience(Section said, Optional<Duration> base) {
    return said.required(
        "for",
        said.value("for", text -> duration(text, MILLISECOND, "from 1ms to 24h")).or(() -> base),
        "how long, such as 60m",
        DAY);
  }

  /** What can be switched off: as the base has it, not at all, or as it is said. */
  private <T> Optional<T> optional(String key, Optional<T> base, Said<T> said) {
    if (!section.has(key)) {
      return base;
    }
    return section.isNone(key) ? Optional.empty() : said.read();
  }

  private interface Said<T> {
    Optional<T> read();
  }

  private static String id(String text) {
    return text("the id of a rule", text);
  }

  private static String text(String what, String text) {
    try {
      return EventText.require(what, text);
    } catch (InvalidEvent refused) {
      throw new IllegalArgumentException(
          "must be a text of 1 to " + EventText.MAX_LENGTH + " characters: " + refused.getMessage(),
          refused);
    }
  }

  private static long millis(String text) {
    try {
      return Units.instant(text).toEpochMilli();
    } catch (ArithmeticException beyond) {
      throw new IllegalArgumentException("must be an instant within reach; was " + text, beyond);
    }
  }

  private static int version(String text) {
    if (text.matches("[0-9]{1,10}")) {
      long version = Long.parseLong(text);
      if (version >= 1 && version <= Integer.MAX_VALUE) {
        return (int) version;
      }
    }
    throw new IllegalArgumentException(
        "must be a whole number from 1 to " + Integer.MAX_VALUE + "; was " + text);
  }

  private static Optional<Direction> direction(String text) {
    return switch (text) {
      case "ANY" -> Optional.empty();
      case "RISING" -> Optional.of(Direction.RISING);
      case "FALLING" -> Optional.of(Direction.FALLING);
      case "SIMULTANEOUS" -> Optional.of(Direction.SIMULTANEOUS);
      default ->
          throw new IllegalArgumentException(
              "must be ANY, RISING, FALLING or SIMULTANEOUS; was " + text);
    };
  }

  private static TemperatureDelta positive(String text) {
    TemperatureDelta difference = Units.difference(text);
    if (difference.ninthsOfMilliCelsius() <= 0) {
      throw new IllegalArgumentException("must be more than 0 C; was " + text);
    }
    return difference;
  }

  private static TemperatureDelta steadiness(String text) {
    TemperatureDelta difference = positive(text);
    if (difference.compareTo(STEADIEST) > 0) {
      throw new IllegalArgumentException("must be at most 1 C; was " + text);
    }
    return difference;
  }

  private static Duration duration(String text, Duration least, String allowed) {
    Duration duration = Units.duration(text);
    if (duration.compareTo(least) < 0 || duration.compareTo(DAY) > 0) {
      throw new IllegalArgumentException("must be " + allowed + "; was " + text);
    }
    return duration;
  }

  private static Duration silence(String text) {
    Duration silence = duration(text, MILLISECOND, "from 1ms to less than 24h");
    if (silence.equals(DAY)) {
      throw new IllegalArgumentException(
          "must be less than 24h, after which a sensor is forgotten; was " + text);
    }
    return silence;
  }
}

package io.aforo.application.rules;

import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.time.EventTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file of rules:
 *
 * <pre>
 * profile: cold-chain          # plain, if it is not said
 * rule: { threshold: 15 C }    # for whatever no other rule is for
 * rules:
 *   - { id: dairy, version: 1, store: norte, tooWarm: { above: 6 C, for: 30m } }
 * </pre>
 *
 * <p>The default rule builds on the packaged one; the rules of the profile build on the default
 * rule; a rule of the list, on the rule that the profile has for the same sensors, or else on the
 * default rule. A rule of the list that holds at all times takes the place of the profile's.
 */
public final class RuleFile {

  private static final List<String> KEYS = List.of("profile", "rule", "rules");

  private final RuleBases bases;
  private final List<TemperatureRule> listed;

  private RuleFile(RuleBases bases, List<TemperatureRule> listed) {
    this.bases = bases;
    this.listed = listed;
  }

  /**
   * Reads a file of rules, in which nothing need be said.
   *
   * @param file as parsers of JSON and YAML give it
   * @throws InvalidRules with everything that is wrong, each with its key and what is allowed
   */
  public static RuleFile read(Map<String, ?> file) {
    return RuleDocument.sound(violations -> read(file, violations));
  }

  private static Optional<RuleFile> read(Map<String, ?> file, List<RuleViolation> violations) {
    Section section = new Section("a file of rules", file, List.of(), violations, KEYS);
    RuleProfile profile = section.value("profile", RuleProfile::named).orElse(RuleProfile.PLAIN);
    TemperatureRule packaged = TemperatureRule.plain(JumpRule.standard());
    TemperatureRule general = packaged;
    if (file.get("rule") instanceof Map<?, ?> document) {
      general =
          RuleDocument.readDefault(document, List.of("rule"), packaged, violations)
              .orElse(packaged);
    } else if (file.get("rule") != null) {
      section.violate("rule", "must be a rule; was " + file.get("rule"));
    }
    RuleBases bases = new RuleBases(general, profile.rules(general));
    Map<String, TemperatureRule> listed = new LinkedHashMap<>();
    section.list(
        "rules",
        "rules",
        (entry, path) -> {
          if (!(entry instanceof Map<?, ?> document)) {
            throw new IllegalArgumentException("must be a rule; was " + entry);
          }
          return RuleDocument.read(document, path, bases, violations)
              .map(rule -> listed.put(path.get(1), rule));
        });
    RuleFile read = new RuleFile(bases, List.copyOf(listed.values()));
    RuleBook book = new RuleBook(general);
    read.rulesOfTheProfile().forEach(rule -> book.apply(new RuleBookChange.PutRule(rule)));
    listed.forEach(
        (index, rule) ->
            book.apply(new RuleBookChange.PutRule(rule))
                .ifPresent(
                    refusal ->
                        violations.add(
                            new RuleViolation(List.of("rules", index), "is refused: " + refusal))));
    return Optional.of(read);
  }

  /** What a rule that comes later, from elsewhere, builds on. */
  public RuleBases bases() {
    return bases;
  }

  /**
   * All rules but the default one: those of the profile that are in force, then the listed ones.
   */
  public List<TemperatureRule> rules() {
    return Stream.concat(rulesOfTheProfile().stream(), listed.stream()).toList();
  }

  private List<TemperatureRule> rulesOfTheProfile() {
    Set<RuleScope> replaced =
        listed.stream()
            .filter(rule -> rule.effectiveFrom() == EventTime.MIN)
            .map(TemperatureRule::scope)
            .collect(Collectors.toSet());
    return bases.packaged().stream().filter(rule -> !replaced.contains(rule.scope())).toList();
  }

  /** A new book of these rules, without any sensors. */
  public RuleBook book() {
    RuleBook book = new RuleBook(bases.general());
    rules().forEach(rule -> book.apply(new RuleBookChange.PutRule(rule)));
    return book;
  }
}

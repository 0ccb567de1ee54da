package io.aforo.application.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleFileTest {

  @Test
  void aFileThatSaysNothingIsTheBareRule() {
    RuleFile file = RuleFile.read(Map.of());

    assertThat(file.book()).isEqualTo(RuleBook.standard());
    assertThat(file.rules()).isEmpty();
  }

  @Test
  void theRulesOfTheProfileBuildOnTheDefaultRule() {
    RuleFile file =
        RuleFile.read(
            Map.of("profile", "cold-chain", "rule", Map.of("threshold", "15 C", "window", "90s")));

    assertThat(file.bases().general().jump().threshold()).isEqualTo(TemperatureDelta.ofCelsius(15));
    assertThat(file.rules())
        .extracting(
            TemperatureRule::key, rule -> rule.scope().target(), rule -> rule.jump().window())
        .containsExactly(
            tuple("cold-chain-fridge@1", "fridge", Duration.ofSeconds(90)),
            tuple("cold-chain-freezer@1", "freezer", Duration.ofSeconds(90)),
            tuple("cold-chain-ds18b20@1", "ds18b20", Duration.ofSeconds(90)));
  }

  @Test
  void aListedRuleTakesThePlaceOfTheProfilesForTheSameSensors() {
    RuleFile file =
        RuleFile.read(
            Map.of(
                "profile",
                "cold-chain",
                "rules",
                List.of(
                    Map.of(
                        "id",
                        "a",
                        "version",
                        1,
                        "sensorType",
                        "fridge",
                        "tooWarm",
                        Map.of("above", "6 C")))));
    RuleBook book = file.book();
    book.apply(new RuleBookChange.PutSensor(new Sensor("f-1", "fridge", "")));
    book.apply(new RuleBookChange.PutSensor(new Sensor("f-2", "freezer", "")));

    assertThat(book.ruleFor("f-1", 0).key()).isEqualTo("a@1");
    assertThat(book.ruleFor("f-1", 0).tooWarm().orElseThrow().patience())
        .isEqualTo(Duration.ofHours(1));
    assertThat(book.ruleFor("f-2", 0).key()).isEqualTo("cold-chain-freezer@1");
    assertThat(book.ruleFor("f-3", 0).key()).isEqualTo("temperature-jump@1");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceAndWhere() {
    InvalidRules refused =
        catchThrowableOfType(
            InvalidRules.class,
            () ->
                RuleFile.read(
                    Map.of(
                        "profil",
                        "plain",
                        "profile",
                        "cold",
                        "rule",
                        Map.of("window", "soon"),
                        "rules",
                        List.of(
                            Map.of("id", "a", "version", 1, "silence", "1"),
                            "b",
                            Map.of("id", "c", "version", 1),
                            Map.of("id", "c", "version", 1, "store", "norte")))));

    assertThat(refused.violations())
        .extracting(RuleViolation::toString)
        .containsExactlyInAnyOrder(
            "profil is not a key of a file of rules; did you mean: profile",
            "profile must be one of plain, cold-chain; was cold",
            "rule.window must be a whole number and ms, s, m, h or d, such as 5s; was soon",
            "rules[0].silence must be a whole number and ms, s, m, h or d, such as 5s; was 1",
            "rules[1] must be a rule; was b",
            "rules[3] is refused: version 1 of rule c is there already, and says something else; a"
                + " change needs a higher version");
    assertThat(refused).hasMessageContaining("; rules[1] must be a rule; was b");
  }

  @Test
  void aRuleUnderThePackagedNameOfAnotherIsRefused() {
    InvalidRules refused =
        catchThrowableOfType(
            InvalidRules.class,
            () ->
                RuleFile.read(
                    Map.of(
                        "profile",
                        "cold-chain",
                        "rules",
                        List.of(Map.of("id", "cold-chain-fridge", "version", 1)))));

    assertThat(refused.violations()).extracting(RuleViolation::key).containsExactly("rules[0]");
  }
}

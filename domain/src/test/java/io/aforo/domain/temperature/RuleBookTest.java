package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.temperature.RuleBookChange.DropRule;
import io.aforo.domain.temperature.RuleBookChange.DropSensor;
import io.aforo.domain.temperature.RuleBookChange.PutRule;
import io.aforo.domain.temperature.RuleBookChange.PutSensor;
import io.aforo.domain.time.EventTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleBookTest {

  private static final TemperatureRule PACKAGED = TemperatureRule.plain(JumpRule.standard());
  private static final Sensor FREEZER = new Sensor("f-1", "freezer", "norte");

  private final RuleBook book = new RuleBook(PACKAGED);

  @Test
  void thePackagedRuleIsForWhateverNoOtherRuleIsFor() {
    put(rule("a", 1, RuleScope.ofSensor("f-2"), EventTime.MIN));
    put(rule("b", 1, RuleScope.everywhere(), 1_000));

    assertThat(book.ruleFor("f-1", 999)).isEqualTo(PACKAGED);
    assertThat(book.ruleFor("f-1", 1_000).key()).isEqualTo("b@1");
    assertThat(book.ruleFor("f-2", 0).key()).isEqualTo("a@1");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "default, general@1",
    "default type, freezers@1",
    "default type store, norte@1",
    "default type store sensor, one@1",
    "default sensor, one@1",
    "type sensor, one@1",
    "default store, norte@1"
  })
  void theNarrowestScopeWins(String scopes, String expected) {
    book.apply(new PutSensor(FREEZER));
    for (String scope : List.of(scopes.split(" "))) {
      switch (scope) {
        case "default" -> put(rule("general", 1, RuleScope.everywhere(), EventTime.MIN));
        case "type" -> put(rule("freezers", 1, RuleScope.ofSensorType("freezer"), EventTime.MIN));
        case "store" -> put(rule("norte", 1, RuleScope.ofStore("norte"), EventTime.MIN));
        default -> put(rule("one", 1, RuleScope.ofSensor("f-1"), EventTime.MIN));
      }
    }

    assertThat(book.ruleFor("f-1", 0).key()).isEqualTo(expected);
  }

  @Test
  void aSensorOfWhichNothingIsKnownIsOfNoStoreAndOfNoType() {
    put(rule("freezers", 1, RuleScope.ofSensorType("freezer"), EventTime.MIN));
    put(rule("norte", 1, RuleScope.ofStore("norte"), EventTime.MIN));

    assertThat(book.ruleFor("f-1", 0)).isEqualTo(PACKAGED);
    assertThat(book.sensor("f-1")).isEmpty();
    book.apply(new PutSensor(new Sensor("f-1", "", "")));
    assertThat(book.ruleFor("f-1", 0)).isEqualTo(PACKAGED);
    book.apply(new PutSensor(new Sensor("f-1", "freezer", "")));
    assertThat(book.ruleFor("f-1", 0).key()).isEqualTo("freezers@1");
    book.apply(new PutSensor(FREEZER));
    assertThat(book.ruleFor("f-1", 0).key()).isEqualTo("norte@1");
    assertThat(book.sensor("f-1")).contains(FREEZER);
    book.apply(new DropSensor("f-1"));
    assertThat(book.ruleFor("f-1", 0)).isEqualTo(PACKAGED);
  }

  @Test
  void anIdOfOneScopeIsNoneOfAnother() {
    book.apply(new PutSensor(FREEZER));
    put(rule("a", 1, RuleScope.ofSensor("freezer"), EventTime.MIN));
    put(rule("b", 1, RuleScope.ofStore("f-1"), EventTime.MIN));
    put(rule("c", 1, RuleScope.ofSensorType("norte"), EventTime.MIN));

    assertThat(book.ruleFor("f-1", 0)).isEqualTo(PACKAGED);
  }

  @Test
  void ofOneScopeTheOneThatCameIntoForceLastWinsThenTheHigherVersionThenTheLaterId() {
    put(rule("a", 9, RuleScope.everywhere(), 0));
    put(rule("a", 10, RuleScope.everywhere(), 0));
    put(rule("b", 2, RuleScope.everywhere(), 1_000));
    put(rule("b", 3, RuleScope.everywhere(), 2_000));
    put(rule("c", 3, RuleScope.everywhere(), 2_000));

    assertThat(Stream.of(-1L, 0L, 999L, 1_000L, 1_999L, 2_000L, EventTime.MAX))
        .extracting(at -> book.ruleFor("f-1", at).key())
        .containsExactly(PACKAGED.key(), "a@10", "a@10", "b@2", "b@2", "c@3", "c@3");
  }

  @Test
  void aNarrowRuleThatIsNotInForceYetLeavesTheWiderOne() {
    put(rule("one", 1, RuleScope.ofSensor("f-1"), 1_000));
    put(rule("general", 1, RuleScope.everywhere(), 0));

    assertThat(book.ruleFor("f-1", 999).key()).isEqualTo("general@1");
    assertThat(book.ruleFor("f-1", 1_000).key()).isEqualTo("one@1");
  }

  @Test
  void aDroppedVersionLeavesTheOthers() {
    put(rule("a", 1, RuleScope.everywhere(), 0));
    put(rule("a", 2, RuleScope.everywhere(), 0));

    book.apply(new DropRule("a@2"));
    assertThat(book.ruleFor("f-1", 0).key()).isEqualTo("a@1");
    book.apply(new DropRule("a@2"));
    book.apply(new DropRule("a@1"));
    book.apply(new DropRule("nobody@7"));

    assertThat(book).isEqualTo(new RuleBook(PACKAGED));
    assertThat(book.ruleFor("f-1", 0)).isEqualTo(PACKAGED);
  }

  @Test
  void aVersionNeverComesToSaySomethingElse() {
    TemperatureRule there = rule("a", 1, RuleScope.everywhere(), 0);
    put(there);
    RuleBook before = book.copy();

    Optional<String> refusal = book.apply(new PutRule(rule("a", 1, RuleScope.ofSensor("f-1"), 0)));

    assertThat(refusal)
        .contains(
            "version 1 of rule a is there already, and says something else; a change needs a"
                + " higher version");
    assertThat(book).isEqualTo(before);
    assertThat(book.ruleFor("f-1", 0)).isEqualTo(there);
    assertThat(book.apply(new PutRule(there))).isEmpty();
    assertThat(book).isEqualTo(before);
  }

  @Test
  void neitherDoesThePackagedOneWhichCannotBeDropped() {
    TemperatureRule other = rule(PACKAGED.id(), PACKAGED.version(), RuleScope.ofSensor("f-1"), 0);

    assertThat(book.apply(new PutRule(other))).isPresent();
    assertThat(book.apply(new PutRule(PACKAGED))).isEmpty();
    assertThat(book.apply(new DropRule(PACKAGED.key()))).isEmpty();

    assertThat(book).isEqualTo(new RuleBook(PACKAGED));
    assertThat(book.ruleFor("f-1", 0)).isEqualTo(PACKAGED);
  }

  @Test
  void aDroppedVersionMayComeBackAsSomethingElse() {
    put(rule("a", 1, RuleScope.everywhere(), 0));
    book.apply(new DropRule("a@1"));

    put(rule("a", 1, RuleScope.ofSensor("f-1"), 0));

    assertThat(book.ruleFor("f-1", 0).key()).isEqualTo("a@1");
    assertThat(book.ruleFor("f-2", 0)).isEqualTo(PACKAGED);
  }

  @Test
  void thePackagedRuleMustBeForAllSensorsAtAllTimes() {
    assertThatThrownBy(() -> new RuleBook(rule("a", 1, RuleScope.ofStore("norte"), EventTime.MIN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the packaged rule must be for all sensors at all times, was for ")
        .hasMessageContaining("norte");
    assertThatThrownBy(() -> new RuleBook(rule("a", 1, RuleScope.everywhere(), 7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(" from 7 on");
  }

  @Test
  void aCopyGoesItsOwnWay() {
    put(rule("a", 1, RuleScope.everywhere(), 0));
    book.apply(new PutSensor(FREEZER));
    RuleBook copy = book.copy();
    assertThat(copy).isEqualTo(book).hasSameHashCodeAs(book);

    copy.apply(new DropRule("a@1"));
    copy.apply(new DropSensor("f-1"));
    copy.apply(new PutRule(rule("b", 1, RuleScope.everywhere(), 0)));

    assertThat(book.ruleFor("f-1", 0).key()).isEqualTo("a@1");
    assertThat(book.sensor("f-1")).contains(FREEZER);
    assertThat(copy.ruleFor("f-1", 0).key()).isEqualTo("b@1");
    assertThat(copy).isNotEqualTo(book);
  }

  @Test
  void booksAreEqualIfTheySayTheSame() {
    TemperatureRule a = rule("a", 1, RuleScope.everywhere(), 0);
    put(a);
    book.apply(new PutSensor(FREEZER));
    RuleBook otherPackaged = new RuleBook(rule("b", 1, RuleScope.everywhere(), EventTime.MIN));
    otherPackaged.apply(new PutRule(a));
    otherPackaged.apply(new PutSensor(FREEZER));
    RuleBook otherRules = new RuleBook(PACKAGED);
    otherRules.apply(new PutSensor(FREEZER));
    RuleBook otherSensors = new RuleBook(PACKAGED);
    otherSensors.apply(new PutRule(a));

    assertThat(book).isNotEqualTo(otherPackaged).isNotEqualTo(otherRules);
    assertThat(book).isNotEqualTo(otherSensors).isNotEqualTo("a book");
    otherSensors.apply(new PutSensor(FREEZER));
    assertThat(book).isEqualTo(otherSensors);
  }

  @Test
  void aHigherVersionTakesThePlaceOfALowerOneWhateverTheScopeAndTheTime() {
    put(rule("a", 1, RuleScope.ofSensor("f-1"), 1_000));
    put(rule("a", 2, RuleScope.everywhere(), 500));

    assertThat(book.ruleFor("f-1", 499)).isEqualTo(PACKAGED);
    assertThat(book.ruleFor("f-1", 1_000).version()).isEqualTo(2);

    book.apply(new DropRule("a@2"));

    assertThat(book.ruleFor("f-1", 1_000).version()).isEqualTo(1);
  }

  @Test
  void aRuleThatIsPutTwiceIsDroppedAtOnce() {
    put(rule("a", 1, RuleScope.everywhere(), 0));
    put(rule("a", 1, RuleScope.everywhere(), 0));

    book.apply(new DropRule("a@1"));

    assertThat(book.ruleFor("f-1", 0)).isEqualTo(PACKAGED);
  }

  @Test
  void changesOfOneThingHaveOneKey() {
    TemperatureRule rule = rule("a", 1, RuleScope.everywhere(), 0);

    assertThat(new PutRule(rule).key()).isEqualTo(new DropRule("a@1").key()).isEqualTo("rule a@1");
    assertThat(new PutSensor(FREEZER).key())
        .isEqualTo(new DropSensor("f-1").key())
        .isEqualTo("sensor f-1");
  }

  /** Of changes with keys of their own; of one key, the order is what says which one holds. */
  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void theOrderOfTheChangesDoesNotMatterAndTheAnswersAreThoseOfAPlainSearch(
      @ForAll("rules") List<TemperatureRule> any, @ForAll Random random) throws Exception {
    List<TemperatureRule> rules = distinct(any);
    List<RuleBookChange> changes = new ArrayList<>();
    rules.forEach(rule -> changes.add(new PutRule(rule)));
    List<Sensor> sensors =
        List.of(
            new Sensor("s1", "t1", "x1"), new Sensor("s2", "t2", "x1"), new Sensor("s3", "", "x2"));
    sensors.forEach(sensor -> changes.add(new PutSensor(sensor)));
    RuleBook inOrder = new RuleBook(PACKAGED);
    changes.forEach(change -> assertThat(inOrder.apply(change)).isEmpty());
    Collections.shuffle(changes, random);
    RuleBook shuffled = new RuleBook(PACKAGED);

    changes.forEach(change -> assertThat(shuffled.apply(change)).isEmpty());

    RuleBook stored = stored(shuffled);
    assertThat(shuffled).isEqualTo(inOrder);
    assertThat(stored).isEqualTo(inOrder);
    for (String sensorId : List.of("s1", "s2", "s3", "s4")) {
      for (long at : List.of(EventTime.MIN, 0L, 999L, 1_000L, 2_000L, EventTime.MAX)) {
        TemperatureRule expected = searched(rules, sensors, sensorId, at);
        assertThat(inOrder.ruleFor(sensorId, at)).isEqualTo(expected);
        assertThat(shuffled.ruleFor(sensorId, at)).isEqualTo(expected);
        assertThat(stored.ruleFor(sensorId, at)).isEqualTo(expected);
      }
    }
  }

  private static TemperatureRule searched(
      List<TemperatureRule> rules, List<Sensor> sensors, String sensorId, long at) {
    Optional<Sensor> sensor =
        sensors.stream().filter(known -> known.sensorId().equals(sensorId)).findFirst();
    return rules.stream()
        .filter(rule -> rule.effectiveFrom() <= at)
        .filter(
            rule ->
                rules.stream()
                    .filter(other -> other.id().equals(rule.id()))
                    .filter(other -> other.effectiveFrom() <= at)
                    .noneMatch(other -> other.version() > rule.version()))
        .filter(
            rule ->
                switch (rule.scope().level()) {
                  case DEFAULT -> true;
                  case SENSOR -> rule.scope().target().equals(sensorId);
                  case STORE ->
                      sensor.stream().anyMatch(s -> s.storeId().equals(rule.scope().target()));
                  case SENSOR_TYPE ->
                      sensor.stream().anyMatch(s -> s.type().equals(rule.scope().target()));
                })
        .max(
            Comparator.comparing((TemperatureRule rule) -> rule.scope().level())
                .thenComparing(TemperatureRule::effectiveFrom)
                .thenComparing(TemperatureRule::version)
                .thenComparing(TemperatureRule::id))
        .orElse(PACKAGED);
  }

  @Provide
  Arbitrary<List<TemperatureRule>> rules() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c"),
            Arbitraries.of(1, 2, 10),
            Arbitraries.of(
                RuleScope.everywhere(),
                RuleScope.ofSensorType("t1"),
                RuleScope.ofSensorType("t2"),
                RuleScope.ofStore("x1"),
                RuleScope.ofStore("x2"),
                RuleScope.ofSensor("s1"),
                RuleScope.ofSensor("s4")),
            Arbitraries.of(EventTime.MIN, 0L, 1_000L, 2_000L))
        .as(RuleBookTest::rule)
        .list()
        .ofMaxSize(12);
  }

  private static List<TemperatureRule> distinct(List<TemperatureRule> rules) {
    List<TemperatureRule> distinct = new ArrayList<>();
    for (TemperatureRule rule : rules) {
      if (distinct.stream().noneMatch(other -> other.key().equals(rule.key()))) {
        distinct.add(rule);
      }
    }
    return distinct;
  }

  private static RuleBook stored(RuleBook book) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(book);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (RuleBook) in.readObject();
    }
  }

  private void put(TemperatureRule rule) {
    assertThat(book.apply(new PutRule(rule))).isEmpty();
  }

  /** Everything that a rule can hold, so that all of it travels. */
  private static TemperatureRule rule(String id, int version, RuleScope scope, long from) {
    TemperatureRule everything = RandomStreams.everything();
    JumpRule any = JumpRule.standard();
    return new TemperatureRule(
        scope,
        from,
        new JumpRule(
            id,
            version,
            any.threshold(),
            any.window(),
            Optional.of(Direction.FALLING),
            any.clearBelow(),
            Duration.ZERO),
        everything.severity(),
        everything.plausibility(),
        everything.tooWarm(),
        version == 1 ? Optional.empty() : everything.tooCold(),
        everything.silence(),
        everything.flatline());
  }
}

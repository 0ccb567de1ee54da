package io.aforo.local.shop;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aforo.domain.activity.Activity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureUnit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShopSimulationTest {

  /** A Wednesday. */
  private static final Instant START = Instant.parse("2026-01-07T00:00:00Z");

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration NEVER = Duration.ofDays(10_000);
  private static final Duration BETWEEN_FAULTS = Duration.ofMinutes(20);
  private static final TemperatureDelta THRESHOLD = TemperatureDelta.ofCelsius(20);
  private static final TemperatureDelta CLEAR_BELOW = TemperatureDelta.ofCelsius(15);

  /** A day of everything, and parts of a week, for the tests that only look. */
  private static final List<ShopEvent> ONE_DAY = events(settings(7), DAY);

  private static final List<Sale> ONE_WEEK = new ArrayList<>();
  private static final List<Activity> PAGES_OF_A_WEEK = new ArrayList<>();
  private static long allOfAWeek;
  private static long onTimeInAWeek;
  private static long lateInAWeek;
  private static long aDayLateInAWeek;

  @BeforeAll
  static void simulateAWeek() {
    new ShopSimulation(settings(7))
        .advanceTo(
            START.plus(Duration.ofDays(7)),
            event -> {
              long delay = event.sentAt() - event.eventTime();
              allOfAWeek++;
              onTimeInAWeek += delay <= 5_000 ? 1 : 0;
              lateInAWeek += delay > 60_000 ? 1 : 0;
              aDayLateInAWeek += delay > DAY.toMillis() ? 1 : 0;
              if (event instanceof ShopEvent.Sold sold) {
                ONE_WEEK.add(sold.sale());
              } else if (event instanceof ShopEvent.Viewed viewed) {
                PAGES_OF_A_WEEK.add(viewed.activity());
              }
            });
  }

  @Test
  void theSameSettingsGiveTheSameEventsHoweverTheyAreFetched() {
    List<ShopEvent> atOnce = events(settings(7), Duration.ofHours(2));

    List<ShopEvent> stepByStep = new ArrayList<>();
    ShopSimulation simulation = new ShopSimulation(settings(7));
    for (long millis = 0; millis <= Duration.ofHours(2).toMillis(); millis += 700) {
      simulation.advanceTo(START.plusMillis(millis), stepByStep::add);
    }
    simulation.advanceTo(START.plus(Duration.ofHours(2)), stepByStep::add);

    assertThat(stepByStep).isEqualTo(atOnce);
    assertThat(events(settings(8), Duration.ofHours(2))).isNotEqualTo(atOnce);
  }

  @Test
  void eventsComeInTheOrderInWhichTheyAreSentAndNotBeforeTheyHappen() {
    List<ShopEvent> events = ONE_DAY;

    assertThat(events).isSortedAccordingTo(Comparator.comparingLong(ShopEvent::sentAt));
    assertThat(events).allMatch(event -> event.eventTime() <= event.sentAt());
    assertThat(events).allMatch(event -> event.sentAt() <= START.plus(DAY).toEpochMilli());
  }

  @Test
  void idsAreUniqueButForTheRepeatsWhichAreEqual() {
    Map<String, Sale> sales = new HashMap<>();
    Map<String, Reading> readings = new HashMap<>();
    int repeats = 0;
    List<ShopEvent> events =
        ONE_DAY.stream().filter(event -> !(event instanceof ShopEvent.Viewed)).toList();
    for (ShopEvent event : events) {
      Object before;
      Object now;
      if (event instanceof ShopEvent.Sold sold) {
        now = sold.sale();
        before = sales.putIfAbsent(sold.sale().saleId(), sold.sale());
      } else {
        now = ((ShopEvent.Measured) event).reading();
        before = readings.putIfAbsent(((Reading) now).readingId(), (Reading) now);
      }
      if (before != null) {
        assertThat(now).isEqualTo(before);
        repeats++;
      }
    }
    assertThat(repeats).isBetween(events.size() / 2_000, events.size() / 200);
  }

  @Test
  void twoRunsShareNoIds() {
    Set<String> first = ids(events(settings(7), Duration.ofHours(1)));
    Set<String> second = ids(events(settings(7, START.plusSeconds(1)), Duration.ofHours(1)));

    assertThat(first).hasSizeGreaterThan(1_000);
    assertThat(Collections.disjoint(first, second)).isTrue();
  }

  @Test
  void rateIsTheMeanOverAWeek() {
    double expected = 0.4 * Duration.ofDays(7).toSeconds();

    assertThat((double) ONE_WEEK.size()).isCloseTo(expected, within(0.05 * expected));
  }

  @Test
  void fewProductsMakeMostOfTheSales() {
    List<Long> byPopularity =
        salesOf(ONE_DAY).stream().collect(groupingBy(Sale::productId, counting())).values().stream()
            .sorted(Comparator.reverseOrder())
            .toList();

    long all = byPopularity.stream().mapToLong(count -> count).sum();
    long top20 = byPopularity.stream().limit(20).mapToLong(count -> count).sum();
    assertThat(byPopularity).hasSizeBetween(190, 200);
    assertThat((double) top20 / all).isBetween(0.5, 0.75);
  }

  @Test
  void threeLinesInAHundredBringBackWhatWasSoldBefore() {
    List<Sale> sales = salesOf(ONE_DAY);

    List<Sale> returns = sales.stream().filter(sale -> sale.kind() == SaleKind.RETURN).toList();
    assertThat((double) returns.size() / sales.size()).isBetween(0.02, 0.04);
    Set<List<Object>> sold = new HashSet<>();
    sales.stream()
        .filter(sale -> sale.kind() == SaleKind.SALE)
        .forEach(sale -> sold.add(goods(sale)));
    assertThat(returns).allMatch(sale -> sold.contains(goods(sale)));
  }

  @Test
  void storesSellOnlyWhileTheyAreOpenAndOnlineSellsAtEveryHour() {
    Map<String, List<Sale>> byStore = ONE_WEEK.stream().collect(groupingBy(Sale::storeId));

    assertThat(byStore).hasSize(8);
    byStore.forEach(
        (store, sales) -> {
          ZoneId zone =
              switch (store) {
                case "londres-soho", "lisboa-chiado" -> ZoneId.of("Europe/London");
                default -> ZoneId.of("Europe/Madrid");
              };
          Map<Integer, Long> hours =
              sales.stream()
                  .collect(
                      groupingBy(
                          sale -> Instant.ofEpochMilli(sale.soldAt()).atZone(zone).getHour(),
                          TreeMap::new,
                          counting()));
          if (store.equals("online")) {
            assertThat(hours).hasSize(24);
          } else {
            assertThat(hours.keySet()).allMatch(hour -> hour >= 7 && hour < 23);
            assertThat(hours).hasSizeBetween(12, 16);
          }
        });
  }

  @Test
  void openingHoursAreHalfOpenAndInTheStoresOwnTime() {
    Branch madrid =
        Branch.CHAIN.stream().filter(branch -> branch.id().equals("madrid-centro")).findAny().get();

    assertThat(madrid.opens()).isEqualTo(LocalTime.of(9, 0));
    assertThat(madrid.isOpen(Instant.parse("2026-01-07T07:59:59.999Z"))).isFalse();
    assertThat(madrid.isOpen(Instant.parse("2026-01-07T08:00:00Z"))).isTrue();
    assertThat(madrid.isOpen(Instant.parse("2026-01-07T20:59:59.999Z"))).isTrue();
    assertThat(madrid.isOpen(Instant.parse("2026-01-07T21:00:00Z"))).isFalse();
    assertThat(madrid.isOpen(Instant.parse("2026-07-07T07:00:00Z"))).isTrue();
  }

  @Test
  void thereAreSeveralCurrenciesAndUnitsWeightsAndStrangers() {
    List<ShopEvent> events = ONE_DAY;

    List<Sale> sales = salesOf(events);
    assertThat(sales.stream().map(sale -> sale.amount().currency()).collect(toSet()))
        .containsExactlyInAnyOrder("EUR", "GBP");
    assertThat(sales).anyMatch(sale -> sale.quantity().thousandths() % 1_000 != 0);
    assertThat(sales).allMatch(sale -> sale.amount().tenThousandths() % 100 == 0);
    double strangers =
        (double) sales.stream().filter(sale -> sale.customerId().isEmpty()).count() / sales.size();
    assertThat(strangers).isBetween(0.15, 0.4);
    assertThat(measured(events).stream().map(ShopEvent.Measured::unit).collect(toSet()))
        .containsExactlyInAnyOrder(TemperatureUnit.CELSIUS, TemperatureUnit.FAHRENHEIT);
    assertThat(measured(events))
        .allMatch(
            event ->
                Temperature.of(event.value(), event.unit()).equals(event.reading().temperature()));
  }

  @Test
  void mostEventsAreOnTimeSomeAreLateAndVeryFewAWeekLate() {
    assertThat((double) onTimeInAWeek / allOfAWeek).isBetween(0.99, 0.9999);
    assertThat((double) lateInAWeek / allOfAWeek).isBetween(0.0001, 0.01);
    assertThat(aDayLateInAWeek).isBetween(1L, allOfAWeek / 1_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 42, 4_711})
  void firstJumpIsSeenWithinAMinuteOfItsTime(long seed) {
    Duration firstJump = Duration.ofMinutes(20);
    var settings =
        new ShopSimulation.Settings(seed, START, 0.4, firstJump, Duration.ofHours(1), NEVER);

    long seen =
        jumps(events(settings, Duration.ofMinutes(30))).stream()
            .mapToLong(pair -> pair.get(1).readAt())
            .min()
            .orElseThrow();

    assertThat(seen - START.plus(firstJump).toEpochMilli()).isBetween(0L, 60_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sensorsThatAreNotToldToJumpStayFarBelowTheThreshold(long seed) {
    var calm = new ShopSimulation.Settings(seed, START, 0.4, NEVER, Duration.ofHours(1), NEVER);

    assertThat(pairs(events(calm, DAY), CLEAR_BELOW)).isEmpty();
  }

  @Test
  void everySensorReportsAboutEveryTenSeconds() {
    Map<String, Long> readings =
        measured(ONE_DAY).stream()
            .map(ShopEvent.Measured::reading)
            .distinct()
            .collect(groupingBy(Reading::sensorId, counting()));

    assertThat(readings).hasSize(28);
    assertThat(readings.values()).allMatch(count -> count >= 8_500 && count <= 8_800);
  }

  @Test
  void jumpsAreRareAndOneAtATime() {
    List<List<Reading>> jumps = jumps(ONE_DAY);

    // Pairs of one sensor that are minutes apart belong to one episode.
    long episodes = 0;
    Map<String, Long> last = new HashMap<>();
    for (List<Reading> pair : jumps) {
      Long before = last.put(pair.get(1).sensorId(), pair.get(1).readAt());
      if (before == null || pair.get(1).readAt() - before > 600_000) {
        episodes++;
      }
    }
    assertThat(episodes).isBetween(10L, 45L);
    // None comes back fast enough to be a second jump.
    assertThat(jumps)
        .allMatch(pair -> pair.get(1).temperature().compareTo(pair.get(0).temperature()) > 0);
  }

  @Test
  void aFifthAsManyPagesAreLookedAtAsLinesAreSold() {
    double expected = 0.2 * 0.4 * Duration.ofDays(7).toSeconds();

    assertThat((double) PAGES_OF_A_WEEK.size()).isCloseTo(expected, within(0.05 * expected));
  }

  @Test
  void usersOpenPagesInBurstsWithPausesBetweenThem() {
    Map<String, List<Activity>> byUser =
        PAGES_OF_A_WEEK.stream().collect(groupingBy(Activity::userId));
    int withinABurst = 0;
    int pauses = 0;
    int longPauses = 0;
    for (List<Activity> unordered : byUser.values()) {
      List<Activity> pages = new ArrayList<>(unordered);
      pages.sort(Comparator.comparingLong(Activity::occurredAt));
      for (int i = 1; i < pages.size(); i++) {
        long apart = pages.get(i).occurredAt() - pages.get(i - 1).occurredAt();
        withinABurst += apart <= 60_000 ? 1 : 0;
        pauses += apart > 60_000 && apart <= 1_800_000 ? 1 : 0;
        longPauses += apart > 1_800_000 && apart <= 7_200_000 ? 1 : 0;
      }
    }

    assertThat((double) withinABurst / PAGES_OF_A_WEEK.size()).isBetween(0.75, 0.85);
    assertThat((double) pauses / PAGES_OF_A_WEEK.size()).isBetween(0.03, 0.07);
    assertThat((double) longPauses / PAGES_OF_A_WEEK.size()).isBetween(0.01, 0.03);
  }

  @Test
  void fewUsersAreThereAtATime() {
    Map<Long, Set<String>> byTenMinutes =
        PAGES_OF_A_WEEK.stream()
            .filter(page -> page.occurredAt() >= START.toEpochMilli())
            .collect(
                groupingBy(
                    page -> page.occurredAt() / 600_000, mapping(Activity::userId, toSet())));

    assertThat(byTenMinutes.values().stream().mapToInt(Set::size).summaryStatistics())
        .satisfies(
            users -> {
              assertThat(users.getMax()).isLessThan(60);
              assertThat(users.getAverage()).isBetween(3.0, 20.0);
            });
  }

  @Test
  void pagesAreThoseOfTheProductsAndAFewMore() {
    assertThat(PAGES_OF_A_WEEK)
        .extracting(Activity::action)
        .allMatch(page -> page.matches("/|/[a-z]+|/productos/[a-z-]+"))
        .contains("/", "/ofertas", "/cesta", "/productos/cava-eco");
  }

  @Test
  void faultyRecordsComeAtTheirTimeAndTheirKindsTakeTurns() {
    List<ShopEvent> faulty =
        events(withFaults(), DAY).stream()
            .filter(ShopSimulationTest::isFaulty)
            .sorted(Comparator.comparingLong(ShopEvent::eventTime))
            .toList();

    assertThat(faulty).hasSize((int) DAY.dividedBy(BETWEEN_FAULTS));
    for (int i = 0; i < faulty.size(); i++) {
      Instant due = START.plus(BETWEEN_FAULTS.dividedBy(2)).plus(BETWEEN_FAULTS.multipliedBy(i));
      // At night it takes a while until somebody buys something.
      assertThat(faulty.get(i).eventTime() - due.toEpochMilli())
          .isBetween(0L, BETWEEN_FAULTS.toMillis());
      assertThat(faulty.get(i).getClass())
          .isEqualTo(
              List.of(
                      ShopEvent.Negated.class,
                      ShopEvent.Unmeasured.class,
                      ShopEvent.Unencoded.class)
                  .get(i % 3));
    }
    // A free line would not be refused for its minus.
    assertThat(faulty)
        .filteredOn(event -> event instanceof ShopEvent.Negated)
        .allMatch(event -> ((ShopEvent.Negated) event).sale().amount().tenThousandths() > 0);
  }

  @Test
  void faultyRecordsStandInPlaceOfGoodOnes() {
    List<ShopEvent> mended = events(withFaults(), DAY);
    int faults = 0;
    for (int i = 0; i < mended.size(); i++) {
      if (isFaulty(mended.get(i))) {
        mended.set(i, ONE_DAY.get(i));
        faults++;
      }
    }

    assertThat(faults).isEqualTo((int) DAY.dividedBy(BETWEEN_FAULTS));
    assertThat(mended.equals(ONE_DAY)).isTrue();
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new ShopSimulation.Settings(1, START, 0, NEVER, NEVER, NEVER))
        .hasMessage("salesPerSecond must be above 0 and at most 1000000, was 0.0");
    assertThatThrownBy(() -> new ShopSimulation.Settings(1, START, 1, DAY.negated(), NEVER, NEVER))
        .hasMessage("firstJump must not be negative, was PT-24H");
    assertThatThrownBy(() -> new ShopSimulation.Settings(1, START, 1, DAY, Duration.ZERO, NEVER))
        .hasMessage("betweenJumps must be positive, was PT0S");
    assertThatThrownBy(
            () -> new ShopSimulation.Settings(1, START, 1, DAY, NEVER, Duration.ofMillis(-1)))
        .hasMessage("betweenFaults must be positive, was PT-0.001S");
  }

  private static ShopSimulation.Settings settings(long seed) {
    return settings(seed, START);
  }

  private static ShopSimulation.Settings settings(long seed, Instant start) {
    return new ShopSimulation.Settings(
        seed, start, 0.4, Duration.ofMinutes(20), Duration.ofHours(1), NEVER);
  }

  private static List<ShopEvent> events(ShopSimulation.Settings settings, Duration length) {
    List<ShopEvent> events = new ArrayList<>();
    new ShopSimulation(settings).advanceTo(settings.start().plus(length), events::add);
    return events;
  }

  /** Those of the day of everything, but for the faults. */
  private static ShopSimulation.Settings withFaults() {
    return new ShopSimulation.Settings(
        7, START, 0.4, Duration.ofMinutes(20), Duration.ofHours(1), BETWEEN_FAULTS);
  }

  private static boolean isFaulty(ShopEvent event) {
    return event instanceof ShopEvent.Negated
        || event instanceof ShopEvent.Unencoded
        || event instanceof ShopEvent.Unmeasured;
  }

  private static List<Sale> salesOf(List<ShopEvent> events) {
    return events.stream()
        .filter(event -> event instanceof ShopEvent.Sold)
        .map(event -> ((ShopEvent.Sold) event).sale())
        .toList();
  }

  private static List<ShopEvent.Measured> measured(List<ShopEvent> events) {
    return events.stream()
        .filter(event -> event instanceof ShopEvent.Measured)
        .map(event -> (ShopEvent.Measured) event)
        .toList();
  }

  private static Set<String> ids(List<ShopEvent> events) {
    return events.stream()
        .filter(event -> !(event instanceof ShopEvent.Viewed))
        .map(
            event ->
                event instanceof ShopEvent.Sold sold
                    ? sold.sale().saleId()
                    : ((ShopEvent.Measured) event).reading().readingId())
        .collect(toSet());
  }

  private static List<Object> goods(Sale sale) {
    return List.of(sale.storeId(), sale.productId(), sale.quantity(), sale.amount());
  }

  private static List<List<Reading>> jumps(List<ShopEvent> events) {
    return pairs(events, THRESHOLD);
  }

  /** All pairs of one sensor's readings that are so far apart within a minute, by their time. */
  private static List<List<Reading>> pairs(List<ShopEvent> events, TemperatureDelta atLeast) {
    Collection<List<Reading>> bySensor =
        measured(events).stream()
            .map(ShopEvent.Measured::reading)
            .distinct()
            .collect(groupingBy(Reading::sensorId))
            .values();
    List<List<Reading>> pairs = new ArrayList<>();
    for (List<Reading> unordered : bySensor) {
      List<Reading> readings = new ArrayList<>(unordered);
      readings.sort(Comparator.comparingLong(Reading::readAt));
      for (int i = 0; i < readings.size(); i++) {
        Reading first = readings.get(i);
        for (int j = i + 1;
            j < readings.size() && readings.get(j).readAt() - first.readAt() <= 60_000;
            j++) {
          Reading second = readings.get(j);
          TemperatureDelta apart = second.temperature().minus(first.temperature()).abs();
          if (apart.compareTo(atLeast) >= 0) {
            pairs.add(List.of(first, second));
          }
        }
      }
    }
    Collections.sort(pairs, Comparator.comparingLong(pair -> pair.get(1).readAt()));
    return pairs;
  }
}
